import { SHEET_MAX_BYTES } from '@qiao/domain/plan/sheet';
import type { ToRead } from './sheet.worker.ts';
import type { ReadSheets } from './sheets.ts';

/** Reads a file beside the page. A worker that dies of it has met a file that cannot be read. `signal` stops it. */
export async function readFile(file: File, signal: AbortSignal): Promise<ReadSheets> {
  if (file.size > SHEET_MAX_BYTES) return { ok: false, code: 'too-large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const worker = new Worker(new URL('./sheet.worker.ts', import.meta.url), { type: 'module', name: 'qiao-sheet' });
  try {
    return await new Promise<ReadSheets>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      signal.throwIfAborted();
      worker.addEventListener('message', ({ data }: MessageEvent<ReadSheets>) => resolve(data));
      worker.addEventListener('error', () => resolve({ ok: false, code: 'broken' }));
      worker.postMessage({ bytes, name: file.name } satisfies ToRead, [bytes.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
