/** Reads a file of sheets beside the page, so that a large one stops nobody's typing. */
import { readSheets } from './read-sheets.ts';
import type { ReadSheets } from './sheets.ts';

export interface ToRead {
  bytes: Uint8Array;
  name: string;
}

self.addEventListener('message', ({ data }: MessageEvent<ToRead>) => {
  const answer = (read: ReadSheets): void => self.postMessage(read);
  readSheets(data.bytes, data.name).then(answer, () => answer({ ok: false, code: 'broken' }));
});
