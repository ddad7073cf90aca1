/** Attachments on their way to a server whose connections break, whose disk is full, and which forgets (SPEC ATT3). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../sim/clock.ts';
import { BLOB_PIECE_BYTES, UPLOAD_FULL_RETRY_MS, UPLOAD_RETRY_MAX_MS, UPLOAD_RETRY_MS } from '../protocol/limits.ts';
import type { Page } from '../protocol/messages.ts';
import type { BlobPlace, DeviceStore } from '../store/contract.ts';
import { newDisk, openMemoryStore } from '../store/memory/index.ts';
import { BlobServer, hashOf, type Cut } from './blob-server.fixture.ts';
import { Uploads } from './uploads.ts';

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const CASE = `${RECORD}/case`;
const facts = (record: string): Page => ({
  type: 'page',
  id: `p-${record}`,
  next: 1,
  more: false,
  accessVersion: 1,
  docs: [{ kind: 'facts', doc: `${record}/$facts`, head: 1, json: '{}' }],
});
/** Four pieces, the last a short one. */
const SIZE = 3 * BLOB_PIECE_BYTES + 5;
const photo = (fill = 7, size = SIZE): Uint8Array => new Uint8Array(size).fill(fill);

async function put(store: DeviceStore, bytes: Uint8Array, hash = hashOf(bytes)): Promise<string> {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += BLOB_PIECE_BYTES) pieces.push(bytes.subarray(from, from + BLOB_PIECE_BYTES));
  await store.putBlobPieces(hash, bytes.length, 0, pieces);
  return hash;
}

/** One device over a disk that outlives its tabs. */
class Desk {
  readonly clock = new FakeClock(1_760_000_000_000);
  readonly server = new BlobServer();
  readonly disk = newDisk();
  store = openMemoryStore(this.disk);
  uploads: Uploads | null = null;
  term = 0;
  why = '';

  /** A new leader: a reload, or another tab. */
  async lead(): Promise<void> {
    this.uploads?.stop();
    this.store = openMemoryStore(this.disk);
    this.term = await this.store.lead();
    const hooks = { moved: (why: string) => void (this.why = why), ended: () => undefined };
    this.uploads = new Uploads(this.store, this.clock, this.server, () => 0, this.term, hooks);
  }

  async knowsRecord(): Promise<void> {
    await this.store.storePage(this.term, facts(RECORD), 1, () => 'p');
  }

  async attach(bytes: Uint8Array, item = 'i', doc = CASE, hash = hashOf(bytes)): Promise<BlobPlace> {
    await put(this.store, bytes, hash);
    const place = { hash, doc, item };
    expect(await this.store.keepBlob(place, 'waiting', this.clock.now())).toBe(true);
    this.uploads?.look();
    return place;
  }

  states = async (): Promise<string[]> =>
    (await this.store.blobs()).flatMap(({ refs }) => refs.map(({ item, state, code }) => `${item} ${state}${code && ` ${code}`}`)).sort();
}

async function desk(): Promise<Desk> {
  const one = new Desk();
  await one.lead();
  await one.knowsRecord();
  one.uploads!.connected(true);
  return one;
}

describe('uploads of a device', () => {
  it('[ATT3] send piece by piece, then refer, and say how far they are', async () => {
    const one = await desk();
    const place = await one.attach(photo());
    await one.clock.pass(100);
    expect(one.server.asked).toEqual([
      'put 0',
      `put ${BLOB_PIECE_BYTES}`,
      `put ${2 * BLOB_PIECE_BYTES}`,
      `put ${3 * BLOB_PIECE_BYTES}`,
      'refer i',
    ]);
    expect(one.server.whole.has(place.hash)).toBe(true);
    expect(await one.store.blob(place.hash)).toMatchObject({ sent: SIZE, refs: [{ state: 'referred' }] });
  });

  const cuts = (['before', 'after'] as const).flatMap((cut) => [0, 1, 2, 3, 4].map((nth) => ({ cut, nth })));
  it.each(cuts)(
    '[ATT3] cut at request $nth, $cut it was carried out: goes on where the server is, in this tab and after a reload',
    async ({ cut, nth }) => {
      for (const reload of [false, true]) {
        const one = await desk();
        let count = 0;
        one.server.cut = (): Cut => (count++ === nth ? cut : null);
        const { hash } = await one.attach(photo());
        await one.clock.pass(10);
        expect(one.server.asked).toHaveLength(nth + 1);
        if (reload) {
          await one.lead();
          one.uploads!.connected(true);
        }
        await one.clock.pass(2 * UPLOAD_RETRY_MS);
        expect(await one.states()).toEqual(['i referred']);
        expect(one.server.whole.has(hash)).toBe(true);
        // At most the piece under way is sent twice, and what then was found to be there once more.
        expect(one.server.asked.length).toBeLessThanOrEqual(5 + 2);
      }
    },
  );

  it('[ATT3] the property: wherever requests and answers are lost and tabs die, all bytes arrive, once referred to, and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('before', 'after', 'reload', 'forget', null), { maxLength: 14 }), async (mishaps) => {
        const one = await desk();
        const left = [...mishaps];
        let reload = false;
        one.server.cut = (): Cut => {
          const mishap = left.shift() ?? null;
          if (mishap === 'reload') reload = true;
          // The server was restored from a backup, or swept what lay half.
          if (mishap === 'forget') one.server.half.clear();
          return mishap === 'before' || mishap === 'after' ? mishap : null;
        };
        const { hash } = await one.attach(photo());
        for (let turn = 0; turn < 40 && (await one.states())[0] !== 'i referred'; turn++) {
          if (reload) {
            reload = false;
            await one.lead();
            one.uploads!.connected(true);
          }
          await one.clock.pass(UPLOAD_RETRY_MAX_MS);
        }
        expect(await one.states()).toEqual(['i referred']);
        expect(one.server.whole.has(hash)).toBe(true);
        expect([...one.server.refs]).toEqual([`${hash} ${CASE} i`]);
      }),
      { numRuns: 30 },
    );
  });

  it('[ATT3] the same file twice is sent once and referred to twice', async () => {
    const one = await desk();
    await one.attach(photo(), 'i');
    await one.attach(photo(), 'j', `${RECORD}/plan`);
    await one.clock.pass(100);
    expect(await one.states()).toEqual(['i referred', 'j referred']);
    expect(one.server.asked.filter((asked) => asked === 'put 0')).toHaveLength(1);
  });

  it('[ATT3] the smallest goes first, and one that cannot go holds up no other', async () => {
    const one = await desk();
    one.uploads!.connected(false);
    await one.attach(photo(1), 'film');
    await one.attach(photo(2, 10), 'thumbnail');
    one.server.refuse = (what) => (what === 'refer thumbnail' ? 'busy' : null);
    one.uploads!.connected(true);
    await one.clock.pass(100);
    expect(one.server.asked.slice(0, 3)).toEqual(['put 0', 'refer thumbnail', 'put 0']);
    expect(await one.states()).toEqual(['film referred', 'thumbnail waiting']);
  });

  it('[ATT3] bytes with another hash are sent anew once, and are then refused and kept', async () => {
    const one = await desk();
    await one.attach(photo(), 'i', CASE, 'ab'.repeat(32));
    await one.clock.pass(100);
    expect(await one.states()).toEqual(['i refused wrong-hash']);
    expect(one.server.asked.filter((asked) => asked === 'put 0')).toHaveLength(2);
    expect((await one.store.blob('ab'.repeat(32)))?.pieces).toBe(4);
  });

  it.each(['disk-full', 'quota-full'])('[ATT3] on %s it waits, says why, and goes on when there is room', async (code) => {
    const one = await desk();
    one.server.refuse = (what) => (what === `put ${BLOB_PIECE_BYTES}` ? code : null);
    await one.attach(photo());
    await one.clock.pass(UPLOAD_FULL_RETRY_MS - 1);
    expect([await one.states(), one.why, one.server.asked.length]).toEqual([['i waiting'], code, 2]);
    one.server.refuse = () => null;
    await one.clock.pass(100);
    expect([await one.states(), one.why]).toEqual([['i referred'], '']);
  });

  it.each(['frozen', 'forbidden', 'refs-full'])(
    '[ATT3] a reference that is %s is refused, and its bytes stay until the person says otherwise',
    async (code) => {
      const one = await desk();
      one.server.refuse = (what) => (what === 'refer i' ? code : null);
      const place = await one.attach(photo());
      await one.clock.pass(100);
      expect(await one.states()).toEqual([`i refused ${code}`]);
      await one.clock.pass(UPLOAD_FULL_RETRY_MS);
      expect(one.server.asked.filter((asked) => asked === 'refer i')).toHaveLength(1);
      expect(await one.store.letGoBlob(place.hash)).toBe(false);
      one.server.refuse = () => null;
      await one.store.retryBlobRef(place);
      one.uploads!.look();
      await one.clock.pass(100);
      expect(await one.states()).toEqual(['i referred']);
    },
  );

  it('[ATT3] what the server dropped before it was referred to is sent once more; who may not know it is refused', async () => {
    const one = await desk();
    let dropped = false;
    one.server.refuse = (what) => {
      if (what !== 'refer i' || dropped) return null;
      dropped = true;
      one.server.whole.clear();
      return null;
    };
    await one.attach(photo());
    await one.clock.pass(2 * UPLOAD_RETRY_MS);
    expect(await one.states()).toEqual(['i referred']);
    one.server.refuse = (what) => (what === 'refer k' ? 'not-found' : null);
    await one.attach(photo(9), 'k');
    await one.clock.pass(2 * UPLOAD_RETRY_MS);
    expect(await one.states()).toEqual(['i referred', 'k refused not-found']);
  });

  /** A decision that waits on this device; the answer ends it, refused. */
  async function making(one: Desk): Promise<() => Promise<void>> {
    const intent = { id: 'c', record: RECORD, body: JSON.stringify({ type: 'create' }), at: one.clock.now() };
    await one.store.saveIntent(intent);
    return () => one.store.settleIntent(one.term, 'c', { ok: false, code: 'forbidden', details: '{}' });
  }

  it('[ATT3] nothing is sent for a record that the server does not know yet', async () => {
    const one = new Desk();
    await one.lead();
    await making(one);
    one.uploads!.connected(true);
    await one.attach(photo());
    await one.clock.pass(UPLOAD_FULL_RETRY_MS);
    expect(one.server.asked).toEqual([]);
    await one.knowsRecord();
    one.uploads!.look();
    await one.clock.pass(100);
    expect(await one.states()).toEqual(['i referred']);
  });

  it('[ATT3] [ATT4] what was attached to a record that was not made, or was taken away, is refused and waits for nobody', async () => {
    const one = new Desk();
    await one.lead();
    const refuse = await making(one);
    one.uploads!.connected(true);
    await one.attach(photo());
    await refuse();
    one.server.refuse = (what) => (what === 'refer i' ? 'not-found' : null);
    one.uploads!.look();
    await one.clock.pass(2 * UPLOAD_RETRY_MS);
    expect(await one.states()).toEqual(['i refused not-found']);
  });

  it('[ATT3] [NAM4] is tried again after UPLOAD_RETRY_MS and not before, and never waits longer than UPLOAD_RETRY_MAX_MS', async () => {
    const one = await desk();
    one.server.cut = () => 'before';
    await one.attach(photo(7, 10));
    await one.clock.pass(UPLOAD_RETRY_MS - 1);
    expect(one.server.asked).toHaveLength(1);
    await one.clock.pass(1);
    expect(one.server.asked).toHaveLength(2);
    const slow = await desk();
    slow.uploads!.stop();
    const hooks = { moved: () => undefined, ended: () => undefined };
    const uploads = new Uploads(slow.store, slow.clock, slow.server, () => 1, slow.term, hooks);
    slow.server.cut = () => 'before';
    await slow.attach(photo(7, 10));
    uploads.connected(true);
    for (let turn = 0; turn < 12; turn++) await slow.clock.pass(UPLOAD_RETRY_MAX_MS);
    const before = slow.server.asked.length;
    await slow.clock.pass(UPLOAD_RETRY_MAX_MS);
    expect(slow.server.asked.length).toBe(before + 1);
  });

  it('[DEV6] ends when another tab leads', async () => {
    const one = await desk();
    let ended = 0;
    one.uploads!.stop();
    const uploads = new Uploads(one.store, one.clock, one.server, () => 0, one.term, { moved: () => undefined, ended: () => void ended++ });
    await one.attach(photo());
    await one.store.lead();
    uploads.connected(true);
    await one.clock.pass(100);
    expect(ended).toBe(1);
    expect(await one.states()).toEqual(['i waiting']);
  });
});
