import { Dexie } from 'dexie';
import { describe, expect, it } from 'vitest';
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts';
import { NotSaved, type DeviceStore } from '../contract.ts';
import { blobStoreSuite } from '../blobs.suite.ts';
import { deviceStoreSuite } from '../contract.suite.ts';
import { identitySeal, type Seal } from '../seal.ts';
import { openDexieStore } from './index.ts';

/** What the Dexie store must do on any IndexedDB: run by `index.test.ts` on one in memory, by `index.browser.test.ts` on Chromium's. */
export function dexieStoreSuites(): void {
  suiteWith('dexie store', () => identitySeal, false);
  suiteWith('dexie store, sealed', turningSeal, true);
  failingPlatformSuite();
}

let databases = 0;

/** Hides by turning every byte over; keys by a number given in order of asking. Enough to see whether anything slips past it. */
function turningSeal(): Seal {
  const keys = new Map<string, string>();
  const turn = async (bytes: Uint8Array): Promise<Uint8Array> => bytes.map((byte) => byte ^ 0xa5);
  return {
    key: (name) => {
      if (!keys.has(name)) keys.set(name, `k${keys.size}`);
      return keys.get(name)!;
    },
    seal: turn,
    open: turn,
  };
}

/** A connection that has just been closed may hold this up for a moment; it goes through by itself. */
const deleted = (name: string): Promise<void> =>
  new Promise((done, failed) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => done();
    asked.onerror = () => failed(asked.error ?? new Error('not deleted'));
  });

async function dump(name: string): Promise<string> {
  const db = await new Dexie(name).open();
  const all: unknown[] = [];
  for (const table of db.tables) all.push(await table.toArray());
  db.close();
  const decoder = new TextDecoder();
  return JSON.stringify(all, (_key, value: unknown) => (value instanceof Uint8Array ? decoder.decode(value) : value));
}

function suiteWith(title: string, seal: () => Seal, sealed: boolean): void {
  const make = async () => {
    const name = `device-${++databases}`;
    const one = seal();
    const opened: DeviceStore[] = [];
    return {
      open: () => {
        const store = openDexieStore(name, one);
        opened.push(store);
        return store;
      },
      dump: () => dump(name),
      dispose: async () => {
        await Promise.all(opened.map((store) => store.close()));
        await deleted(name);
      },
    };
  };
  deviceStoreSuite(title, make, sealed);
  blobStoreSuite(title, make, sealed);
}

function failingPlatformSuite(): void {
  describe('dexie store when the platform fails', () => {
    it('[DEV1] a write that the browser refuses is NotSaved, with the reason', async () => {
      const name = `device-${++databases}`;
      const store = openDexieStore(name);
      await store.lead();
      const add = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'add')!;
      IDBObjectStore.prototype.add = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      try {
        const saving = store.saveEdit({
          doc: 'event/x/plan',
          generation: 0,
          incarnation: 0,
          update: Uint8Array.of(1),
          at: 1,
          proposalId: 'p',
        });
        await expect(saving).rejects.toBeInstanceOf(NotSaved);
      } finally {
        Object.defineProperty(IDBObjectStore.prototype, 'add', add);
      }
      expect(await store.outbox()).toEqual([]);
      await store.close();
    });

    it('[ATT5] a piece for which there is no room is NotSaved; what was kept before and what is typed meanwhile stays', async () => {
      const store = openDexieStore(`device-${++databases}`);
      await store.lead();
      const hash = 'ab'.repeat(32);
      const two = [new Uint8Array(BLOB_PIECE_BYTES), Uint8Array.of(1)];
      expect(await store.putBlobPieces(hash, BLOB_PIECE_BYTES + 1, 0, two.slice(0, 1))).toBe(1);
      const write = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')!;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
        if (this.name === 'pieces') throw new DOMException('full', 'QuotaExceededError');
        return (write.value as IDBObjectStore['put']).apply(this, args);
      };
      try {
        await expect(store.putBlobPieces(hash, BLOB_PIECE_BYTES + 1, 1, two.slice(1))).rejects.toMatchObject({
          message: 'QuotaExceededError',
        });
        const edit = { doc: 'event/x/plan', generation: 0, incarnation: 0, update: Uint8Array.of(1), at: 1, proposalId: 'p' };
        expect((await store.saveEdit(edit)).n).toBe(1);
      } finally {
        Object.defineProperty(IDBObjectStore.prototype, 'put', write);
      }
      expect(await store.blob(hash)).toMatchObject({ pieces: 1, whole: false });
      await store.close();
    });
  });
}
