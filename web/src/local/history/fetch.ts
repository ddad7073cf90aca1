/** Bringing a part's history from the server, page by page (SPEC HIS1, HIS3). */
import { decodeHistory, type HistoryPage } from '@qiao/sync/protocol';
import { askAfter, joinPage, type KeptHistory } from './kept.ts';

/** Milliseconds after which a silent server counts as no network. */
export const HISTORY_WITHIN_MS = 30_000;

export type PageAnswer = { ok: true; page: HistoryPage } | { ok: false; code: string };
export type GetPage = (doc: string, after: number) => Promise<PageAnswer>;

/** One page over HTTP. A captive portal's page is no answer. */
export const getPage: GetPage = async (doc, after) => {
  try {
    const response = await fetch(`/api/history/${doc}?after=${after}`, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(HISTORY_WITHIN_MS),
    });
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && type.includes('octet-stream'))
      return { ok: true, page: decodeHistory(new Uint8Array(await response.arrayBuffer())) };
    if (response.ok || !type.includes('json')) return { ok: false, code: response.status === 401 ? 'unauthenticated' : 'no-network' };
    const { error } = (await response.json()) as { error?: { code?: string } };
    return { ok: false, code: error?.code ?? `http-${response.status}` };
  } catch {
    return { ok: false, code: 'no-network' };
  }
};

export type Fetched = { ok: true; kept: KeptHistory } | { ok: false; code: string };

/** Beginnings anew that are tried when the part moves on under one's hands. */
export const MOST_BEGINNINGS = 3;

/**
 * Goes on from what is kept to the head of the part.
 * @param now milliseconds since 1970, by this device's clock
 */
export async function fetchHistory(doc: string, known: KeptHistory | null, now: () => number, get: GetPage = getPage): Promise<Fetched> {
  let kept = known;
  for (let beginnings = 0; beginnings < MOST_BEGINNINGS;) {
    const answer = await get(doc, askAfter(kept));
    if (!answer.ok) return answer;
    const joined = joinPage(kept, answer.page, now());
    if (joined && !answer.page.more) return { ok: true, kept: joined };
    if (!joined) beginnings++;
    kept = joined;
  }
  return { ok: false, code: 'busy' };
}
