/**
 * One HTTP question to the relay. An expected refusal is a value; `no-network` is one of them, for being offline is a
 * normal state here. Only a defect of this code throws.
 */
export type Answer<T> = { ok: true; value: T } | Refusal;

export interface Refusal {
  ok: false;
  /** The relay's code, or `no-network`, or `http-<status>` when the body was not ours (a captive portal's page). */
  code: string;
  details: Record<string, unknown>;
}

/** Milliseconds after which a silent server counts as no network. */
const PATIENCE_MS = 15_000;

export async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer<T>> {
  let response: Response;
  let json: unknown;
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    json = isJson ? await response.json() : null;
  } catch {
    return { ok: false, code: 'no-network', details: {} };
  }
  if (response.ok) {
    // A captive portal answers 200 with its own page.
    return json === null && response.status !== 204 ? { ok: false, code: 'no-network', details: {} } : { ok: true, value: json as T };
  }
  const error = (json as { error?: { code?: string; details?: Record<string, unknown> } } | null)?.error;
  return { ok: false, code: error?.code ?? `http-${response.status}`, details: error?.details ?? {} };
}
