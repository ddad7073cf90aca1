/** What every implementation of the store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobContract } from './blobs.suite.ts';
import type { Store, Tx } from './contract.ts';
import type { DecisionRow, PartRow, UserRow } from './rows.ts';
import { seenContract } from './seen.suite.ts';

export interface StoreUnderTest {
  store: Store;
  /** Another store on the same durable content; the first is left as a crash would leave it. */
  reopen(): Promise<Store>;
  destroy(): Promise<void>;
}

const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const PLAN = `event/${ID}/plan`;
const CASE = `event/${ID}/case`;

const user = (id: string): UserRow => ({
  id,
  email: `${id}@example.test`,
  name: `name of ${id}`,
  roles: '{}',
  password: 'hash',
  disabled: false,
  accessVersion: 1,
  createdAt: 5,
});

async function addUpdate(tx: Tx, doc: string, bytes: Uint8Array, at = 1000): Promise<number> {
  const seq = await tx.nextSeq();
  const before = await tx.part(doc);
  const row: PartRow = {
    doc,
    generation: 0,
    head: seq,
    snap: before?.snap ?? 0,
    bytes: (before?.bytes ?? 0) + bytes.length,
    tailRows: (before?.tailRows ?? 0) + 1,
    tailBytes: (before?.tailBytes ?? 0) + bytes.length,
    changedAt: at,
  };
  await tx.putPart(row);
  await tx.addRow({ seq, doc, actor: 'ann', device: 'd', update: bytes, at });
  return seq;
}

const decision = (n: number, seq: number): DecisionRow => ({
  n,
  kind: 'event',
  record: ID,
  seq,
  at: 7,
  entry: `{"n":${n}}`,
  payload: null,
  hash: Uint8Array.of(n),
  signature: Uint8Array.of(n, n),
});

export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.destroy());

    it('has one workspace that begins at head 0 and counts up by one', async () => {
      const begin = await store.read.workspace();
      expect(begin.head).toBe(0);
      expect(await store.write(async (tx) => [await tx.nextSeq(), await tx.nextSeq(), (await tx.workspace()).head])).toEqual([1, 2, 2]);
      expect(await store.read.workspace()).toEqual({ ...begin, head: 2 });
      await store.write((tx) => tx.setEpoch('later'));
      expect((await store.read.workspace()).epoch).toBe('later');
    });

    it('shows writes inside the transaction at once and outside only when it is committed', async () => {
      let letGo = (): void => undefined;
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const written = store.write(async (tx) => {
        await tx.putRecord({ kind: 'event', id: ID, facts: '{}' });
        expect(await tx.record('event', ID)).not.toBeNull();
        await gate;
      });
      expect(await store.read.record('event', ID)).toBeNull();
      letGo();
      await written;
      expect(await store.read.record('event', ID)).toEqual({ kind: 'event', id: ID, facts: '{}' });
    });

    it('leaves nothing of a transaction that throws, and goes on', async () => {
      const failing = store.write(async (tx) => {
        await tx.nextSeq();
        await tx.putRecord({ kind: 'event', id: ID, facts: '{}' });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.read.record('event', ID)).toBeNull();
      expect(await store.write((tx) => tx.nextSeq())).toBe(1);
    });

    it('[PSH8] undoes a savepoint that throws and keeps what stands around it', async () => {
      await store.write(async (tx) => {
        await tx.putRecord({ kind: 'event', id: ID, facts: '1' });
        await expect(
          tx.savepoint(async () => {
            await tx.putRecord({ kind: 'event', id: ID, facts: '2' });
            await tx.savepoint(() => addUpdate(tx, PLAN, Uint8Array.of(1)));
            throw new Error('inner');
          }),
        ).rejects.toThrow('inner');
        expect(await tx.savepoint(async () => (await tx.record('event', ID))!.facts)).toBe('1');
        await addUpdate(tx, CASE, Uint8Array.of(2));
      });
      expect((await store.read.record('event', ID))!.facts).toBe('1');
      expect(await store.read.part(PLAN)).toBeNull();
      expect((await store.read.part(CASE))!.head).toBe(1);
    });

    it('knows nothing any more of a part that an undone savepoint made', async () => {
      await store.write(async (tx) => {
        const undone = tx.savepoint(async () => {
          await addUpdate(tx, PLAN, Uint8Array.of(1));
          throw new Error('inner');
        });
        await expect(undone).rejects.toThrow('inner');
        // The number that the part had may be this one's now.
        await addUpdate(tx, CASE, Uint8Array.of(2));
        const row = { seq: await tx.nextSeq(), doc: PLAN, actor: 'a', device: 'd', update: Uint8Array.of(3), at: 1 };
        await expect(tx.addRow(row)).rejects.toThrow();
      });
      expect((await store.read.partState(CASE))!.tail.map(({ update }) => [...update])).toEqual([[2]]);
    });

    it('runs transactions one after another', async () => {
      const seen = await Promise.all(
        [1, 2, 3].map((n) =>
          store.write(async (tx) => {
            const before = (await tx.workspace()).head;
            await Promise.resolve();
            return [n, before, await tx.nextSeq()];
          }),
        ),
      );
      expect(seen).toEqual([
        [1, 0, 1],
        [2, 1, 2],
        [3, 2, 3],
      ]);
    });

    it('[PSH2] has after a crash all that was committed and nothing else', async () => {
      await store.write((tx) => addUpdate(tx, PLAN, Uint8Array.of(1, 2, 3)));
      void store.write(async (tx) => {
        await addUpdate(tx, PLAN, Uint8Array.of(4));
        await new Promise(() => undefined);
      });
      await new Promise((resolve) => setImmediate(resolve));
      const again = await under.reopen();
      expect((await again.read.partState(PLAN))!.tail.map((row) => row.update)).toEqual([Uint8Array.of(1, 2, 3)]);
      expect((await again.read.workspace()).head).toBe(1);
    });

    it('lists records of a kind in order of id, in pages, and those assigned to somebody', async () => {
      await store.write(async (tx) => {
        for (const id of [OTHER, ID]) await tx.putRecord({ kind: 'event', id, facts: id });
        await tx.putRecord({ kind: 'task', id: ID, facts: '' });
        await tx.setAssigned('event', OTHER, ['ann', 'bob', 'ann']);
        await tx.setAssigned('event', ID, ['ann']);
        await tx.setAssigned('event', ID, []);
      });
      expect((await store.read.records('event', '', 9)).map((row) => row.id)).toEqual([ID, OTHER]);
      expect((await store.read.records('event', '', 1)).map((row) => row.id)).toEqual([ID]);
      expect((await store.read.records('event', ID, 9)).map((row) => row.id)).toEqual([OTHER]);
      expect((await store.read.recordsAssigned('event', 'ann', '', 9)).map((row) => row.id)).toEqual([OTHER]);
      expect((await store.read.assigned('event', OTHER)).sort()).toEqual(['ann', 'bob']);
    });

    it('[PUL1] lists parts above a head in order of head', async () => {
      await store.write(async (tx) => {
        await addUpdate(tx, PLAN, Uint8Array.of(1));
        await addUpdate(tx, CASE, Uint8Array.of(2));
        await addUpdate(tx, PLAN, Uint8Array.of(3));
      });
      expect((await store.read.partsAfter(0, 9)).map((part) => [part.doc, part.head])).toEqual([
        [CASE, 2],
        [PLAN, 3],
      ]);
      expect((await store.read.partsAfter(2, 9)).map((part) => part.doc)).toEqual([PLAN]);
      expect(await store.read.partsAfter(0, 1)).toHaveLength(1);
      expect((await store.read.partsOf('event', ID)).map((part) => part.doc).sort()).toEqual([CASE, PLAN]);
      expect(await store.read.partsOf('event', OTHER)).toEqual([]);
    });

    it('[PUL2] gives the tail above a cursor until a snapshot has covered it', async () => {
      await store.write(async (tx) => {
        await addUpdate(tx, PLAN, Uint8Array.of(1));
        await addUpdate(tx, PLAN, Uint8Array.of(2));
      });
      const [tail] = await store.read.contents([{ doc: PLAN, held: true }], 1);
      expect(tail!.rows).toEqual([{ seq: 2, doc: PLAN, actor: 'ann', device: 'd', update: Uint8Array.of(2), at: 1000 }]);
      expect(tail!.snapshot).toBeNull();
      await store.write((tx) => tx.putSnapshot(PLAN, Uint8Array.of(9, 9), 2));
      const [covered] = await store.read.contents([{ doc: PLAN, held: true }], 1);
      expect([covered!.snapshot, covered!.rows]).toEqual([Uint8Array.of(9, 9), []]);
      const [none] = await store.read.contents([{ doc: PLAN, held: true }], 2);
      expect([none!.snapshot, none!.rows]).toEqual([null, []]);
      await store.write((tx) => addUpdate(tx, PLAN, Uint8Array.of(3)));
      const state = (await store.read.partState(PLAN))!;
      expect(state.snapshot).toEqual(Uint8Array.of(9, 9));
      expect(state.tail.map((row) => row.seq)).toEqual([3]);
      expect(state.part).toEqual({ doc: PLAN, generation: 0, head: 3, snap: 2, bytes: 3, tailRows: 1, tailBytes: 1, changedAt: 1000 });
      expect(await store.read.partState(CASE)).toBeNull();
      expect(await store.read.contents([{ doc: CASE, held: true }], 0)).toEqual([]);
    });

    it('[PUL2] gives several parts at once, each as it is wanted, with those who wrote what is given', async () => {
      await store.write(async (tx) => {
        await tx.putUser(user('ann'));
        await tx.putRecord({ kind: 'event', id: ID, facts: '{"of":"this"}' });
        await tx.putRecord({ kind: 'event', id: OTHER, facts: '{"of":"other"}' });
        for (const doc of [PLAN, CASE, PLAN, CASE]) await addUpdate(tx, doc, Uint8Array.of(1));
        await tx.putSnapshot(CASE, Uint8Array.of(7), 2);
        const claim = { generation: 0, device: 'd', until: 1 };
        await tx.putClaim({ ...claim, doc: PLAN, client: 1, user: 'ann', seq: 1 });
        await tx.putClaim({ ...claim, doc: PLAN, client: 2, user: 'gone', seq: 3 });
        await tx.putClaim({ ...claim, doc: CASE, client: 3, user: 'ann', seq: 2 });
        await tx.putHelds([
          { device: 'd', doc: PLAN, page: 'p', state: 'held' },
          { device: 'd', doc: CASE, page: 'p', state: 'sent' },
        ]);
        await tx.putHelds([]);
        await tx.putHelds([{ device: 'd', doc: CASE, page: 'q', state: 'held' }]);
      });
      const asked = [
        { doc: PLAN, held: true },
        { doc: `event/${OTHER}/plan`, held: false },
        { doc: CASE, held: true },
      ];
      const found = (await store.read.contents(asked, 1)).sort((a, b) => (a.part.doc < b.part.doc ? -1 : 1));
      const shown = found.map(({ part, snapshot, rows, authors }) => ({
        doc: part.doc,
        snapshot,
        rows: rows.map(({ seq, doc }) => [seq, doc]),
        authors,
      }));
      expect(shown).toEqual([
        // Its snapshot has covered what lies above the cursor.
        { doc: CASE, snapshot: Uint8Array.of(7), rows: [[4, CASE]], authors: [{ client: 3, user: 'ann', name: 'name of ann' }] },
        { doc: PLAN, snapshot: null, rows: [[3, PLAN]], authors: [{ client: 2, user: 'gone', name: '' }] },
      ]);
      const [whole] = await store.read.contents([{ doc: PLAN, held: false }], 1);
      expect([whole!.snapshot, whole!.rows.map(({ seq }) => seq), whole!.authors.length]).toEqual([new Uint8Array(), [1, 3], 2]);
      expect(await store.read.contents([], 0)).toEqual([]);

      const names = [ID, OTHER, '00000000-0000-4000-8000-00000000ffff'].map((id) => ({ kind: 'event', id }));
      expect((await store.read.recordsOf(names)).map(({ facts }) => facts).sort()).toEqual(['{"of":"other"}', '{"of":"this"}']);
      expect(await store.read.recordsOf([])).toEqual([]);
      const held = await store.read.heldDocs('d', [PLAN, CASE, `event/${OTHER}/plan`]);
      expect(held.map(({ doc, page, state }) => [doc, page, state]).sort()).toEqual([
        [CASE, 'q', 'held'],
        [PLAN, 'p', 'held'],
      ]);
      expect(await store.read.heldDocs('d', [])).toEqual([]);
    });

    it('[SRV2] finds idle and expired parts, keeps rows below the snapshot until they are dropped, and never those above', async () => {
      await store.write(async (tx) => {
        await addUpdate(tx, PLAN, Uint8Array.of(1), 10);
        await addUpdate(tx, CASE, Uint8Array.of(2), 20);
      });
      expect(await store.read.idleParts(20, 9)).toEqual([PLAN]);
      await store.write((tx) => tx.putSnapshot(PLAN, Uint8Array.of(1), 1));
      expect(await store.read.idleParts(99, 9)).toEqual([CASE]);
      expect(await store.read.expiredParts(10, 9)).toEqual([]);
      expect(await store.read.expiredParts(99, 9)).toEqual([PLAN]);
      expect((await store.read.history(PLAN, 1)).map((row) => row.seq)).toEqual([1]);
      await expect(store.write((tx) => tx.dropRows(CASE, 2))).rejects.toThrow();
      await store.write(async (tx) => {
        await tx.putCheckpoint({ doc: PLAN, seq: 1, bytes: Uint8Array.of(7) });
        await tx.dropRows(PLAN, 1);
      });
      expect(await store.read.history(PLAN, 99)).toEqual([]);
      expect((await store.read.history(CASE, 99, { after: 0, limit: 1 })).map((row) => row.seq)).toEqual([2]);
      expect(await store.read.history(CASE, 99, { after: 2, limit: 1 })).toEqual([]);
      expect(await store.read.history(CASE, 99, { after: 2, limit: 1, bytes: 9 })).toEqual([]);
      expect(await store.read.checkpoint(PLAN)).toEqual({ doc: PLAN, seq: 1, bytes: Uint8Array.of(7) });
      expect(await store.read.checkpoint(CASE)).toBeNull();
    });

    it('[HIS3] gives rows of a part by as many bytes as are asked for, at least one', async () => {
      await store.write(async (tx) => {
        for (const size of [3, 2, 9, 1]) await addUpdate(tx, PLAN, new Uint8Array(size));
      });
      const seqs = async (after: number, bytes: number, limit = 9, until = 99): Promise<number[]> =>
        (await store.read.history(PLAN, until, { after, limit, bytes })).map(({ seq }) => seq);
      expect([await seqs(0, 4), await seqs(0, 5), await seqs(0, 13), await seqs(0, 14)]).toEqual([[1], [1, 2], [1, 2], [1, 2, 3]]);
      expect([await seqs(2, 1), await seqs(0, 99, 2), await seqs(0, 99, 9, 3)]).toEqual([[3], [1, 2], [1, 2, 3]]);
    });

    it('refuses a row or a claim for a part that does not exist, and a number twice; a row may be about no part', async () => {
      const row = { seq: 1, doc: PLAN, actor: '', device: '', update: new Uint8Array(), at: 0 };
      await expect(store.write((tx) => tx.addRow(row))).rejects.toThrow();
      const claim = { doc: PLAN, generation: 0, client: 1, user: 'ann', device: 'd', until: 1, seq: 1 };
      await expect(store.write((tx) => tx.putClaim(claim))).rejects.toThrow();
      await store.write((tx) => tx.addRow({ ...row, doc: null }));
      await expect(store.write((tx) => tx.addRow({ ...row, doc: null }))).rejects.toThrow();
    });

    it('[PSH7] keeps claims with the names of their users, and those above a row', async () => {
      const big = 2 ** 53 - 2;
      await store.write(async (tx) => {
        await tx.putUser(user('ann'));
        await addUpdate(tx, PLAN, Uint8Array.of(1));
        const claim = { doc: PLAN, generation: 0, client: big, user: 'ann', device: 'd', until: 1, seq: 1 };
        await tx.putClaim(claim);
        await tx.putClaim({ ...claim, until: 5 });
        await tx.putClaim({ ...claim, client: 2, user: '', seq: 3 });
        await tx.putClaim({ ...claim, generation: 1, client: 3, seq: 3 });
      });
      expect((await store.read.claim(PLAN, 0, big))!.until).toBe(5);
      expect(await store.read.claim(PLAN, 1, big)).toBeNull();
      expect((await store.read.authors(PLAN, 0, 0)).sort((a, b) => a.client - b.client)).toEqual([
        { client: 2, user: '', name: '' },
        { client: big, user: 'ann', name: 'name of ann' },
      ]);
      expect((await store.read.authors(PLAN, 0, 1)).map((author) => author.client)).toEqual([2]);
    });

    it('[PUL4] confirms a page: sent is held, leaving is forgotten, others stay', async () => {
      await store.write(async (tx) => {
        await tx.putHeld({ device: 'd', doc: PLAN, page: 'p1', state: 'sent' });
        await tx.putHeld({ device: 'd', doc: CASE, page: 'p1', state: 'leaving' });
        await tx.putHeld({ device: 'd', doc: `event/${OTHER}/plan`, page: 'p2', state: 'sent' });
        await tx.putHeld({ device: 'other', doc: PLAN, page: 'p1', state: 'sent' });
        await tx.confirmPage('d', 'p1');
      });
      expect((await store.read.held('d')).sort((a, b) => (a.doc < b.doc ? -1 : 1))).toEqual([
        { device: 'd', doc: PLAN, page: 'p1', state: 'held' },
        { device: 'd', doc: `event/${OTHER}/plan`, page: 'p2', state: 'sent' },
      ]);
      expect((await store.read.heldDoc('other', PLAN))!.state).toBe('sent');
      expect(await store.read.heldDoc('d', CASE)).toBeNull();
    });

    it('keeps people by id and e-mail, one each, and raises access versions', async () => {
      await store.write(async (tx) => {
        await tx.putUser(user('ann'));
        await tx.raiseAccess('ann');
        await tx.raiseAccess('nobody');
      });
      expect(await store.read.userByEmail('ann@example.test')).toEqual({ ...user('ann'), accessVersion: 2 });
      await expect(store.write((tx) => tx.putUser({ ...user('bob'), email: 'ann@example.test' }))).rejects.toThrow();
      await store.write((tx) => tx.putUser({ ...user('ann'), disabled: true }));
      expect((await store.read.users()).map((row) => [row.id, row.disabled])).toEqual([['ann', true]]);
      expect(await store.read.user('bob')).toBeNull();
    });

    it('[SES5] takes sessions and what was held away with a device', async () => {
      const device = { id: 'd', user: 'ann', label: 'Firefox', epoch: 'e', createdAt: 1, seenAt: 1 };
      await store.write(async (tx) => {
        await tx.putUser(user('ann'));
        await tx.putDevice(device);
        await tx.putDevice({ ...device, id: 'd2', createdAt: 2 });
        for (const [id, on, expiresAt] of [
          ['s1', 'd', 50],
          ['s2', 'd2', 60],
          ['s3', 'd2', 99],
        ] as const)
          await tx.putSession({ id, user: 'ann', device: on, expiresAt });
        await tx.putHeld({ device: 'd', doc: PLAN, page: 'p', state: 'held' });
      });
      expect(await store.read.session('s1')).toEqual({ id: 's1', user: 'ann', device: 'd', expiresAt: 50 });
      await store.write((tx) => tx.dropDevice('d'));
      expect(await store.read.session('s1')).toBeNull();
      expect(await store.read.held('d')).toEqual([]);
      expect((await store.read.devices()).map((row) => row.id)).toEqual(['d2']);
      expect(await store.read.devices('bob')).toEqual([]);
      await store.write((tx) => tx.dropExpiredSessions(60));
      expect((await store.read.sessionsOf('ann')).map((row) => row.id)).toEqual(['s3']);
      await store.write((tx) => tx.dropSession('s3'));
      await store.write((tx) => tx.dropSessionsOf('ann'));
      expect(await store.read.sessionsOf('ann')).toEqual([]);
    });

    it('[DEC4] keeps the chain in order, a link once', async () => {
      await store.write(async (tx) => {
        for (const n of [1, 2, 3]) await tx.addDecision(decision(n, n * 10));
        await tx.putApproved({ n: 2, json: '{"plan":1}' });
      });
      expect(await store.read.lastDecision()).toEqual(decision(3, 30));
      expect((await store.read.decisions(1, 1)).map((row) => row.n)).toEqual([2]);
      expect((await store.read.decisionsOf('event', ID, 10)).map((row) => row.n)).toEqual([2, 3]);
      expect(await store.read.decisionsOf('event', OTHER, 0)).toEqual([]);
      const asked = [
        { kind: 'event', record: OTHER, afterSeq: 0 },
        { kind: 'event', record: ID, afterSeq: 20 },
      ];
      expect(await store.read.decisionsOfAll(asked)).toEqual([decision(3, 30)]);
      expect(await store.read.decisionsOfAll([])).toEqual([]);
      expect((await store.read.approved(2))!.json).toBe('{"plan":1}');
      expect(await store.read.approved(1)).toBeNull();
      await expect(store.write((tx) => tx.addDecision(decision(3, 40)))).rejects.toThrow();
    });

    it('[DEC1] remembers a command with its first answer', async () => {
      const row = { id: 'c', user: 'ann', digest: 'x', answer: '{}', at: 1 };
      await store.write((tx) => tx.putCommand(row));
      expect(await store.read.command('c')).toEqual(row);
      expect(await store.read.command('d')).toBeNull();
    });

    it('[REF2] keeps the first proposal under an id, per user, and counts bytes', async () => {
      const row = { user: 'ann', id: 'p', device: 'd', doc: PLAN, generation: 0, code: 'frozen', bytes: Uint8Array.of(1, 2), at: 1 };
      expect(await store.write((tx) => tx.addQuarantine(row))).toBe(true);
      expect(await store.write((tx) => tx.addQuarantine({ ...row, bytes: Uint8Array.of(3) }))).toBe(false);
      expect(await store.write((tx) => tx.addQuarantine({ ...row, user: 'bob' }))).toBe(true);
      expect(await store.read.quarantined('ann')).toEqual([row]);
      expect(await store.read.quarantineSize('ann')).toEqual({ rows: 1, bytes: 2 });
      expect(await store.read.quarantineSize('nobody')).toEqual({ rows: 0, bytes: 0 });
    });

    it('keeps an audit trail, the newest last', async () => {
      await store.write(async (tx) => {
        for (const at of [1, 2, 3]) await tx.addAudit({ at, user: 'ann', action: 'login', subject: '' });
      });
      expect((await store.read.audits(2)).map((row) => row.at)).toEqual([2, 3]);
    });

    blobContract(() => store);
    seenContract(
      () => store,
      () =>
        store.write(async (tx) => {
          await tx.putUser(user('ann'));
          for (const id of ['d1', 'd2', 'd3', 'd4'])
            await tx.putDevice({ id, user: 'ann', label: `label of ${id}`, epoch: 'one', createdAt: 1, seenAt: 1 });
        }),
    );
  });
}
