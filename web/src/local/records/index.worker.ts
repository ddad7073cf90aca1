/** The list index of one tab, off the main thread: a thousand records may change without a keystroke being late. */
import { KINDS } from '@qiao/domain/kinds';
import { openDexieStore } from '@qiao/sync/store/dexie';
import type { DeviceStore } from '@qiao/sync/store';
import type { FromIndex, ToIndex } from './index-messages.ts';
import { OfficeIndex } from './office-index.ts';
import { Shelf } from './shelf.ts';

const tell = (message: FromIndex): void => postMessage(message);

let store: DeviceStore | null = null;
let index: OfficeIndex | null = null;
/** What came before the pages were read. */
let early: ToIndex[] = [];
let ready = false;
/** Why the store could not be read; null while it can. */
let broken: string | null = null;

async function open(database: string): Promise<void> {
  store = openDexieStore(database);
  const schemas = JSON.stringify(KINDS.map((kind) => [kind.name, kind.version]));
  const shelf = new Shelf(store, schemas);
  const opening = new OfficeIndex(store, shelf, KINDS, (left) => tell({ type: 'changed', left }));
  index = opening;
  // Held until the tab closes; the next one in the queue then reads the pages as they are and goes on writing them.
  void navigator.locks.request(`qiao-rows-${database}`, async () => {
    if (ready) await opening.quiet();
    opening.isWriter = true;
    if (ready) await opening.load();
    await new Promise<never>(() => undefined);
  });
  await opening.load();
  ready = true;
  tell({ type: 'ready' });
  for (const message of early) receive(message);
  early = [];
}

function answer(message: ToIndex & { type: 'ask' }): void {
  if (!index) return;
  switch (message.name) {
    case 'find':
      return tell({ type: 'answer', n: message.n, answer: index.find(message.ask) });
    case 'rows':
      return tell({ type: 'answer', n: message.n, answer: index.rows(message.ask) });
    case 'rank':
      return tell({ type: 'answer', n: message.n, answer: index.rank(message.ask.search, message.ask.limit) });
  }
}

const failed = (error: unknown, n: number | null = null): void =>
  tell({ type: 'failed', n, message: error instanceof Error ? error.message : String(error) });

function receive(message: ToIndex): void {
  switch (message.type) {
    case 'open':
      open(message.database).catch((error: unknown) => {
        broken = error instanceof Error ? error.message : String(error);
        early = [];
        failed(error);
      });
      return;
    case 'changed':
      index?.changed(message.docs);
      return;
    case 'outbox':
      index?.readOutbox().catch(failed);
      return;
    case 'ask':
      try {
        answer(message);
      } catch (error) {
        failed(error, message.n);
      }
      return;
    case 'close':
      store
        ?.close()
        .catch(failed)
        .finally(() => self.close());
  }
}

self.addEventListener('message', (event: MessageEvent<ToIndex>) => {
  if (broken !== null && event.data.type === 'ask') tell({ type: 'failed', n: event.data.n, message: broken });
  else if (ready || event.data.type === 'open' || event.data.type === 'close') receive(event.data);
  else early.push(event.data);
});
