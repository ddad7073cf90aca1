/** What every device store must do. Each implementation calls `deviceStoreSuite` from its own test file. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page, PageDoc } from '../protocol/messages.ts';
import { Fenced, type DeviceStore, type NewEdit } from './contract.ts';

export interface StoreUnderTest {
  /** A store on the same data as earlier ones of this test. */
  open(): DeviceStore;
  /** Everything that lies on the device, as text, to look for what must not be there. */
  dump(): Promise<string>;
  dispose(): Promise<void>;
}

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const PLAN = `${RECORD}/plan`;
const CASE = `${RECORD}/case`;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const edit = (update: Uint8Array, more: Partial<NewEdit> = {}): NewEdit => ({
  doc: PLAN,
  generation: 0,
  incarnation: 0,
  update,
  at: 1000,
  proposalId: 'late',
  ...more,
});
let pages = 0;
const page = (docs: PageDoc[], next = 10): Page => ({ type: 'page', id: `page-${++pages}`, next, more: false, accessVersion: 1, docs });
const snapshot = (update: Uint8Array, more: Partial<Extract<PageDoc, { kind: 'snapshot' }>> = {}): PageDoc => ({
  kind: 'snapshot',
  doc: PLAN,
  head: 5,
  generation: 0,
  update,
  authors: [],
  ...more,
});
const ids = (() => {
  let next = 0;
  return () => `proposal-${++next}`;
})();
const whole = (update: Uint8Array): Uint8Array[] => [update];
const concat = (all: Uint8Array[]): Uint8Array => Uint8Array.from(all.flatMap((one) => [...one]));

/** `sealed`: whether this run's values pass through a seal that hides, so that the disk may be searched. */
export function deviceStoreSuite(name: string, make: () => Promise<StoreUnderTest>, sealed = false): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: DeviceStore;
    let term: number;

    beforeEach(async () => {
      under = await make();
      store = under.open();
      term = await store.lead();
    });
    afterEach(() => under.dispose());

    it('[DEV1] a saved edit is there for the next opening, in the order of saving', async () => {
      const first = await store.saveEdit(edit(bytes(1)));
      const second = await store.saveEdit(edit(bytes(2)));
      const again = under.open();
      expect((await again.part(PLAN))?.unsent.map((entry) => entry.update)).toEqual([bytes(1), bytes(2)]);
      expect((await again.outbox()).map((entry) => entry.n)).toEqual([first.n, second.n]);
      expect((await again.outbox(first.n!)).map((entry) => entry.n)).toEqual([second.n]);
      expect(await again.waiting()).toEqual({ edits: 2, intents: 0, oldest: 1000 });
    });

    it('[DEV3] an accepted edit leaves the outbox and stays in the part', async () => {
      const { n } = await store.saveEdit(edit(bytes(1)));
      await store.saveEdit(edit(bytes(2)));
      await store.accept(term, [n!]);
      const part = await store.part(PLAN);
      expect(part?.confirmed).toEqual([bytes(1)]);
      expect(part?.unsent.map((entry) => entry.update)).toEqual([bytes(2)]);
    });

    it('[DEV3] accepting does not touch intents, and an unknown number changes nothing', async () => {
      const n = await store.saveIntent({ id: 'i1', record: RECORD, body: '{}', at: 5 });
      await store.accept(term, [n, 999]);
      expect((await store.outbox()).map((entry) => entry.n)).toEqual([n]);
    });

    it('[DEV6] a stale leader changes nothing', async () => {
      const { n } = await store.saveEdit(edit(bytes(1)));
      await store.saveIntent({ id: 'i1', record: RECORD, body: '{}', at: 5 });
      const newer = await under.open().lead();
      expect(newer).toBeGreaterThan(term);
      const refusals = [
        () => store.accept(term, [n!]),
        () => store.storePage(term, page([snapshot(bytes(7))]), 1, ids),
        () => store.refuse(term, PLAN, 'frozen', 1, 'p'),
        () => store.welcome(term, { epoch: 'e', at: 1, ledgerHash: '' }),
        () => store.settleIntent(term, 'i1', { ok: true }),
        () => store.markKept(term, 'p'),
        () => store.reopenAll(term, 'e2', [PLAN], 1, whole),
      ];
      for (const refusal of refusals) await expect(refusal()).rejects.toBeInstanceOf(Fenced);
      expect(await store.waiting()).toMatchObject({ edits: 1, intents: 1 });
      expect(await store.cursor()).toMatchObject({ term: newer, cursor: 0, epoch: '' });
    });

    it('[PUL9] a page, its cursor and its access version are stored together', async () => {
      const stored = page(
        [
          snapshot(bytes(1, 2), { authors: [{ client: 7, user: 'u', name: '罗文静' }] }),
          { kind: 'facts', doc: `${RECORD}/$facts`, head: 6, json: '{"state":"draft"}' },
          { kind: 'ledger', doc: `${RECORD}/$ledger`, head: 7, json: '[{"seq":2,"type":"create"}]' },
        ],
        7,
      );
      expect(await store.storePage(term, stored, 1, ids)).toEqual([PLAN, `${RECORD}/$facts`, `${RECORD}/$ledger`]);
      expect(await store.cursor()).toMatchObject({ cursor: 7, accessVersion: 1, have: stored.id });
      const part = await store.part(PLAN);
      expect(part).toMatchObject({ generation: 0, head: 5, authors: [{ client: 7, user: 'u', name: '罗文静' }] });
      expect(part?.confirmed).toEqual([bytes(1, 2)]);
      expect(await store.authors(PLAN)).toEqual(part?.authors);
      expect(await store.authors(CASE)).toEqual([]);
      expect(await store.facts(RECORD)).toBe('{"state":"draft"}');
      expect(JSON.parse(await store.ledger(RECORD))).toEqual([{ seq: 2, type: 'create' }]);
      expect((await store.docs(RECORD)).sort()).toEqual([`${RECORD}/$facts`, PLAN]);
      expect(await store.docs('event/other')).toEqual([]);
    });

    it('ledger entries come back oldest first and once, however the pages overlap', async () => {
      const entries = (json: string): PageDoc => ({ kind: 'ledger', doc: `${RECORD}/$ledger`, head: 9, json });
      await store.storePage(term, page([entries('[{"seq":3},{"seq":5}]')]), 1, ids);
      await store.storePage(term, page([entries('[{"seq":2},{"seq":3}]')]), 1, ids);
      expect(JSON.parse(await store.ledger(RECORD))).toEqual([{ seq: 2 }, { seq: 3 }, { seq: 5 }]);
    });

    it('[DEV5] a tail is added behind what is confirmed, unsent edits stay apart', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      await store.saveEdit(edit(bytes(9)));
      const rows = [
        { seq: 8, actor: 'u', at: 100, update: bytes(2) },
        { seq: 9, actor: 'u', at: 200, update: bytes(3) },
      ];
      await store.storePage(term, page([{ kind: 'tail', doc: PLAN, head: 9, generation: 0, rows, authors: [] }]), 1, ids);
      const part = await store.part(PLAN);
      expect(part?.confirmed).toEqual([bytes(1), bytes(2), bytes(3)]);
      expect(part?.unsent).toHaveLength(1);
      expect(part?.head).toBe(9);
    });

    it('[PUL8] knows when confirmed updates were made: as pages, live door and outbox said; a snapshot and what was merged say nothing', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      const rows = [{ seq: 8, actor: 'u', at: 100, update: bytes(2) }];
      await store.storePage(term, page([{ kind: 'tail', doc: PLAN, head: 8, generation: 0, rows, authors: [] }]), 1, ids);
      await store.saveHeard(PLAN, 0, bytes(3), 200);
      const { n } = await store.saveEdit({ ...edit(bytes(4)), at: 300 });
      await store.accept(term, [n!]);
      expect((await store.part(PLAN))?.times).toEqual([0, 100, 200, 300]);
      await store.compact(PLAN, concat);
      expect((await store.part(PLAN))?.times).toEqual([0]);
    });

    it('[DEV7] a tab that had read half of what was then compacted still comes to read the other half', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      const { mark } = (await store.part(PLAN))!;
      await store.saveHeard(PLAN, 0, bytes(2), 500);
      await store.compact(PLAN, concat);
      expect((await under.open().newer(PLAN, mark))?.updates).toEqual([bytes(1, 2)]);
    });

    it('[DEV5] compaction merges confirmed rows only', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      await store.saveHeard(PLAN, 0, bytes(2), 500);
      await store.saveEdit(edit(bytes(9)));
      await store.compact(PLAN, concat);
      await store.saveHeard(PLAN, 0, bytes(3), 500);
      const part = await store.part(PLAN);
      expect(part?.confirmed).toEqual([bytes(1, 2), bytes(3)]);
      expect(part?.unsent.map((entry) => entry.update)).toEqual([bytes(9)]);
    });

    it('[DEV7] another tab reads just what is newer than its mark, edits and confirmed rows alike', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      await store.saveEdit(edit(bytes(2)));
      const { mark } = (await store.part(PLAN))!;
      const tab = under.open();
      expect((await tab.newer(PLAN, mark))?.updates).toEqual([]);
      await store.saveEdit(edit(bytes(3)));
      await store.saveHeard(PLAN, 0, bytes(4), 500);
      const newer = await tab.newer(PLAN, mark);
      expect(newer?.updates).toEqual([bytes(4), bytes(3)]);
      expect((await tab.newer(PLAN, newer!.mark))?.updates).toEqual([]);
      expect(await tab.newer(CASE, mark)).toBeNull();
    });

    it('an update heard live is kept only for a part of that generation that is here', async () => {
      await store.saveHeard(PLAN, 0, bytes(1), 500);
      expect(await store.part(PLAN)).toBeNull();
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      await store.saveHeard(PLAN, 1, bytes(2), 500);
      expect((await store.part(PLAN))?.confirmed).toEqual([bytes(1)]);
    });

    it('[REF1] [REF2] a refusal turns all unsent edits of the part into one proposal; others stay', async () => {
      await store.saveEdit(edit(bytes(1)));
      await store.saveEdit(edit(bytes(5), { doc: CASE }));
      await store.saveEdit(edit(bytes(2)));
      const proposal = await store.refuse(term, PLAN, 'frozen', 77, 'p1');
      expect(proposal).toEqual({ id: 'p1', doc: PLAN, generation: 0, code: 'frozen', at: 77, updates: [bytes(1), bytes(2)], kept: false });
      expect(await store.proposals()).toEqual([proposal]);
      expect((await store.outbox()).map((entry) => (entry.type === 'edit' ? entry.doc : ''))).toEqual([CASE]);
      expect((await store.part(PLAN))?.incarnation).toBe(1);
      expect(await store.refuse(term, `${RECORD}/people`, 'frozen', 77, 'p2')).toBeNull();
    });

    it('[REF1] an edit made on a Y.Doc from before the refusal becomes a proposal, not an outbox entry', async () => {
      await store.saveEdit(edit(bytes(1)));
      await store.refuse(term, PLAN, 'frozen', 77, 'p1');
      expect(await store.saveEdit(edit(bytes(2)))).toEqual({ n: null });
      expect(await store.saveEdit(edit(bytes(3)))).toEqual({ n: null });
      expect(await store.outbox()).toEqual([]);
      expect((await store.proposals()).map((one) => [one.id, one.updates])).toEqual([
        ['p1', [bytes(1)]],
        ['late', [bytes(2), bytes(3)]],
      ]);
      expect((await store.saveEdit(edit(bytes(4), { incarnation: 1 }))).n).not.toBeNull();
    });

    it('[REF4] retrying a proposal puts its bytes back into the outbox; discarding removes it', async () => {
      await store.saveEdit(edit(bytes(1)));
      await store.refuse(term, PLAN, 'frozen', 77, 'p1');
      expect(await store.retryProposal('p1', 90)).toEqual([PLAN]);
      expect((await store.part(PLAN))?.unsent.map((entry) => entry.update)).toEqual([bytes(1)]);
      expect(await store.proposals()).toEqual([]);
      expect(await store.retryProposal('p1', 90)).toEqual([]);
      await store.refuse(term, PLAN, 'frozen', 91, 'p2');
      await store.discardProposal('p2');
      expect(await store.proposals()).toEqual([]);
      expect(await store.outbox()).toEqual([]);
    });

    it('[REF2] a proposal that the server keeps is marked so', async () => {
      await store.saveEdit(edit(bytes(1)));
      await store.refuse(term, PLAN, 'frozen', 77, 'p1');
      await store.markKept(term, 'p1');
      await store.markKept(term, 'unknown');
      expect((await store.proposals()).map((one) => [one.id, one.kept])).toEqual([['p1', true]]);
    });

    it('[REF5] a revoked part is wiped and the person’s own unsent edits are kept as a proposal', async () => {
      await store.storePage(term, page([snapshot(bytes(1), { authors: [{ client: 1, user: 'u', name: 'n' }] })]), 1, ids);
      await store.saveEdit(edit(bytes(9)));
      await store.storePage(term, page([{ kind: 'revoked', doc: PLAN, head: 11 }], 11), 50, () => 'mine');
      expect(await store.part(PLAN)).toBeNull();
      expect(await store.docs()).toEqual([]);
      expect(await store.newer(PLAN, { row: 0, n: 0 })).toMatchObject({ incarnation: 1, updates: [] });
      expect((await store.proposals()).map((one) => [one.id, one.code, one.updates])).toEqual([['mine', 'revoked', [bytes(9)]]]);
      expect(await store.saveEdit(edit(bytes(10)))).toEqual({ n: null });
      await store.storePage(term, page([snapshot(bytes(1), { head: 12 })], 12), 51, ids);
      expect((await store.part(PLAN))?.confirmed).toEqual([bytes(1)]);
      expect((await store.part(PLAN))?.authors).toEqual([]);
    });

    it('[REF5] revoked facts and ledger are wiped', async () => {
      await store.storePage(
        term,
        page([
          { kind: 'facts', doc: `${RECORD}/$facts`, head: 6, json: '{}' },
          { kind: 'ledger', doc: `${RECORD}/$ledger`, head: 7, json: '[{"seq":2}]' },
        ]),
        1,
        ids,
      );
      await store.storePage(
        term,
        page([
          { kind: 'revoked', doc: `${RECORD}/$facts`, head: 8 },
          { kind: 'revoked', doc: `${RECORD}/$ledger`, head: 8 },
        ]),
        1,
        ids,
      );
      expect(await store.facts(RECORD)).toBeNull();
      expect(await store.ledger(RECORD)).toBe('[]');
      expect(await store.docs()).toEqual([]);
    });

    it('[EPO3] a part of a new generation begins anew, older unsent edits become a proposal', async () => {
      await store.storePage(term, page([snapshot(bytes(1))]), 1, ids);
      await store.saveEdit(edit(bytes(9)));
      await store.storePage(term, page([snapshot(bytes(2), { generation: 1 })]), 1, () => 'old');
      const part = await store.part(PLAN);
      expect(part).toMatchObject({ generation: 1, incarnation: 1, unsent: [] });
      expect(part?.confirmed).toEqual([bytes(2)]);
      expect((await store.proposals()).map((one) => [one.id, one.code, one.generation])).toEqual([['old', 'stale-generation', 0]]);
    });

    it('[REF6] a refused intent is kept until it is dismissed; an accepted one just leaves', async () => {
      await store.saveIntent({ id: 'i1', record: RECORD, body: '{"type":"approve"}', at: 5 });
      await store.saveIntent({ id: 'i2', record: RECORD, body: '{"type":"submit"}', at: 6 });
      expect(await store.outbox()).toMatchObject([
        { type: 'intent', id: 'i1', record: RECORD, body: '{"type":"approve"}', at: 5 },
        { id: 'i2' },
      ]);
      await store.settleIntent(term, 'i1', { ok: false, code: 'content-changed', details: '{"by":"沈岚"}' });
      await store.settleIntent(term, 'i2', { ok: true });
      await store.settleIntent(term, 'unknown', { ok: true });
      expect(await store.outbox()).toEqual([]);
      expect(await store.refusedIntents()).toEqual([
        { id: 'i1', record: RECORD, body: '{"type":"approve"}', at: 5, code: 'content-changed', details: '{"by":"沈岚"}' },
      ]);
      await store.dismissIntent('i1');
      expect(await store.refusedIntents()).toEqual([]);
    });

    it('an intent may be withdrawn once', async () => {
      await store.saveIntent({ id: 'i1', record: RECORD, body: '{}', at: 5 });
      expect(await store.withdrawIntent('i1')).toBe(true);
      expect(await store.withdrawIntent('i1')).toBe(false);
      expect(await store.outbox()).toEqual([]);
      expect(await store.markSent(term, 'i1', true)).toBe(false);
    });

    it('[DEV12] an intent that was sent cannot be withdrawn, unless the server decided nothing', async () => {
      await store.saveIntent({ id: 'i1', record: RECORD, body: '{}', at: 5 });
      await store.saveIntent({ id: 'i2', record: RECORD, body: '{}', at: 6 });
      expect(await store.markSent(term, 'i1', true)).toBe(true);
      expect(await store.withdrawIntent('i1')).toBe(false);
      // Also not after the tab that sent it is gone.
      expect(await under.open().withdrawIntent('i1')).toBe(false);
      expect(await store.outbox()).toMatchObject([
        { id: 'i1', sent: true },
        { id: 'i2', sent: false },
      ]);
      await store.markSent(term, 'i1', false);
      expect(await store.withdrawIntent('i1')).toBe(true);
      await under.open().lead();
      await expect(store.markSent(term, 'i2', true)).rejects.toBeInstanceOf(Fenced);
      expect(await store.withdrawIntent('i2')).toBe(true);
    });

    it('[EPO1] after a restore confirmed bytes go back into the outbox and the cursor to 0', async () => {
      await store.storePage(term, page([snapshot(bytes(1)), snapshot(bytes(2), { doc: CASE })], 8), 1, ids);
      await store.saveHeard(PLAN, 0, bytes(3), 500);
      expect(await store.reopenAll(term, 'epoch-2', [PLAN, CASE, 'event/absent/plan'], 9, whole)).toBe(3);
      expect((await store.outbox()).map((entry) => entry.type === 'edit' && entry.update)).toEqual([bytes(1), bytes(3), bytes(2)]);
      expect(await store.cursor()).toMatchObject({ epoch: 'epoch-2', cursor: 0, have: '', accessVersion: 0 });
      // Nothing is confirmed by the new epoch yet: a refusal must be able to take it all back.
      expect(await store.part(PLAN)).toMatchObject({ confirmed: [], incarnation: 0 });
    });

    it('[EPO4] what is too large to be pushed goes back into the outbox in pieces, in their order', async () => {
      await store.storePage(term, page([snapshot(bytes(1, 2, 3)), snapshot(bytes(7), { doc: CASE })], 8), 1, ids);
      await store.saveHeard(PLAN, 0, bytes(4), 500);
      const apart = (update: Uint8Array): Uint8Array[] => [...update].map((one) => bytes(one));
      expect(await store.reopenAll(term, 'epoch-2', [PLAN, CASE], 9, apart)).toBe(3);
      const edits = (await store.outbox()).flatMap((entry) => (entry.type === 'edit' ? [entry] : []));
      expect(edits.map(({ doc, update }) => [doc, ...update])).toEqual([
        [PLAN, 1],
        [PLAN, 2],
        [PLAN, 3],
        [PLAN, 4],
        [CASE, 7],
      ]);
      expect(await store.part(PLAN)).toMatchObject({ confirmed: [] });
    });

    it('[EPO5] the ledger stays until a page brings it again, and is then the new one alone', async () => {
      const ledger = (seqs: number[]): PageDoc => ({
        kind: 'ledger',
        doc: `${RECORD}/$ledger`,
        head: 9,
        json: JSON.stringify(seqs.map((seq) => ({ seq }))),
      });
      const facts: PageDoc = { kind: 'facts', doc: `${RECORD}/$facts`, head: 6, json: '{}' };
      const seqs = async (): Promise<number[]> => (JSON.parse(await store.ledger(RECORD)) as { seq: number }[]).map(({ seq }) => seq);
      await store.storePage(term, page([ledger([2, 40]), facts]), 1, ids);
      await store.reopenAll(term, 'epoch-2', [], 9, whole);
      expect(await seqs()).toEqual([2, 40]);
      await store.storePage(term, { ...page([facts], 3), more: true }, 1, ids);
      expect(await seqs()).toEqual([2, 40]);
      await store.storePage(term, { ...page([ledger([2, 25])], 4), more: true }, 1, ids);
      expect(await seqs()).toEqual([2, 25]);
      await store.storePage(term, page([ledger([30])], 5), 1, ids);
      expect(await seqs()).toEqual([2, 25, 30]);
    });

    it('[EPO1] what the pages have not brought again at the end is wiped, with the person’s own unsent edits kept', async () => {
      const facts = (record: string): PageDoc => ({ kind: 'facts', doc: `${record}/$facts`, head: 6, json: '{}' });
      const other = 'event/0192f0c1-2345-7abc-8def-ffffffffffff';
      await store.storePage(
        term,
        page([snapshot(bytes(1)), snapshot(bytes(2), { doc: `${other}/plan` }), facts(RECORD), facts(other)], 8),
        1,
        ids,
      );
      await store.reopenAll(term, 'epoch-2', [PLAN], 9, whole);
      await store.storePage(term, { ...page([snapshot(bytes(1))], 3), more: true }, 1, ids);
      expect(await store.facts(other)).toBe('{}');
      expect([...(await store.storePage(term, page([facts(RECORD)], 4), 1, ids))].sort()).toEqual(
        [`${RECORD}/$facts`, `${RECORD}/$ledger`, `${other}/$facts`, `${other}/$ledger`, `${other}/plan`].sort(),
      );
      expect((await store.docs()).sort()).toEqual([`${RECORD}/$facts`, PLAN]);
      expect(await store.facts(other)).toBeNull();
    });

    it('every change marks its doc dirty until that is cleared', async () => {
      await store.saveEdit(edit(bytes(1)));
      await store.storePage(term, page([{ kind: 'facts', doc: `${RECORD}/$facts`, head: 6, json: '{}' }]), 1, ids);
      expect((await store.dirty()).sort()).toEqual([`${RECORD}/$facts`, PLAN]);
      await store.clearDirty([PLAN, `${RECORD}/$facts`]);
      expect(await store.dirty()).toEqual([]);
    });

    it('derived pages are kept, replaced and removed by their key', async () => {
      expect(await store.derived('rows/event/0')).toBeNull();
      await store.putDerived('rows/event/0', bytes(1));
      await store.putDerived('rows/event/0', bytes(2));
      expect(await store.derived('rows/event/0')).toEqual(bytes(2));
      await store.putDerived('rows/event/0', null);
      expect(await store.derived('rows/event/0')).toBeNull();
    });

    const sealedIt = sealed ? it : () => undefined;
    sealedIt('[DEV8] neither names nor contents lie open on the device', async () => {
      await store.saveEdit(edit(new TextEncoder().encode('高原湿地 plaintext-marker')));
      await store.saveIntent({ id: 'intent-marker', record: RECORD, body: '{"opinion":"plaintext-marker"}', at: 5 });
      await store.storePage(
        term,
        page([{ kind: 'facts', doc: `${RECORD}/$facts`, head: 6, json: '{"ownerName":"plaintext-marker"}' }]),
        1,
        ids,
      );
      await store.putDerived('rows-marker', new TextEncoder().encode('plaintext-marker'));
      const text = await under.dump();
      for (const secret of ['plaintext-marker', 'intent-marker', 'rows-marker', RECORD, '高原湿地']) expect(text).not.toContain(secret);
      expect((await store.part(PLAN))?.unsent).toHaveLength(1);
    });
  });
}
