import { limits, type HistoryPage } from '@qiao/sync/protocol';
import { openMemoryStore } from '@qiao/sync/store/memory';
import * as Y from 'yjs';
import { describe, expect, it, vi } from 'vitest';
import { forgetGone } from '../journal/forget.ts';
import { fetchHistory, MOST_BEGINNINGS, type PageAnswer } from './fetch.ts';
import { askAfter, hasKeptHistory, joinPage, readKeptHistory, writeKeptHistory, type KeptHistory } from './kept.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';

/** Rows 10, 20, 30 … of one document. */
function written(count: number) {
  const ydoc = new Y.Doc();
  const rows: HistoryPage['rows'] = [];
  ydoc.on('update', (update: Uint8Array) => rows.push({ seq: (rows.length + 1) * 10, actor: 'ann', at: rows.length, update }));
  for (let n = 0; n < count; n++) ydoc.getMap('fields').set('k', n);
  return { rows, author: { client: ydoc.clientID, user: 'ann', name: 'Ann' } };
}
const page = (more: Partial<HistoryPage>): HistoryPage => ({
  epoch: 'one',
  generation: 0,
  head: 0,
  floor: 0,
  base: null,
  rows: [],
  authors: [],
  more: false,
  ...more,
});
const first = (more: Partial<HistoryPage>): KeptHistory => joinPage(null, page({ base: new Uint8Array(), ...more }), 1)!;
const standing = ({ page: { base, rows } }: KeptHistory, count = rows.length): unknown => {
  const ydoc = new Y.Doc();
  if (base.length > 0) Y.applyUpdate(ydoc, base);
  for (const { update } of rows.slice(0, count)) Y.applyUpdate(ydoc, update);
  return ydoc.getMap('fields').toJSON();
};
const stateOf = (rows: HistoryPage['rows']): Uint8Array => {
  const ydoc = new Y.Doc();
  for (const { update } of rows) Y.applyUpdate(ydoc, update);
  return Y.encodeStateAsUpdate(ydoc);
};

describe('the history that a device keeps', () => {
  it('[HIS5] is read again as it was fetched, with when', async () => {
    const store = openMemoryStore();
    const { rows, author } = written(3);
    const kept = first({ rows, authors: [author], head: 30 });
    expect(await writeKeptHistory(store, DOC, kept)).toBe(true);
    expect(await readKeptHistory(store, DOC)).toEqual(kept);
    expect(await readKeptHistory(store, `${DOC}x`)).toBeNull();
  });

  it('[HIS5] [NAM4] is kept up to MAX_KEPT_HISTORY_BYTES; a larger one is not, and what was kept before goes', async () => {
    const store = openMemoryStore();
    const row = (bytes: number) => [{ seq: 1, actor: '', at: 0, update: new Uint8Array(bytes) }];
    expect(await writeKeptHistory(store, DOC, first({ rows: row(limits.MAX_KEPT_HISTORY_BYTES - 100) }))).toBe(true);
    expect(await hasKeptHistory(store, DOC)).toBe(true);
    expect(await writeKeptHistory(store, DOC, first({ rows: row(limits.MAX_KEPT_HISTORY_BYTES) }))).toBe(false);
    expect(await hasKeptHistory(store, DOC)).toBe(false);
  });

  it('[HIS5] goes when the part is taken away from the device, and not before', async () => {
    const store = openMemoryStore();
    const { update } = written(1).rows[0]!;
    await store.saveEdit({ doc: DOC, generation: 0, incarnation: 0, update, at: 1, proposalId: 'p' });
    await writeKeptHistory(store, DOC, first({ rows: written(1).rows }));
    await forgetGone(store, DOC);
    expect(await hasKeptHistory(store, DOC)).toBe(true);
    const docs = [{ kind: 'revoked' as const, doc: DOC, head: 2 }];
    await store.storePage(await store.lead(), { type: 'page', id: 'p', next: 2, more: false, accessVersion: 2, docs }, 2, () => 'p');
    await forgetGone(store, DOC);
    expect(await hasKeptHistory(store, DOC)).toBe(false);
  });

  it('[HIS5] [HIS6] goes when the part begins anew, and that of the new beginning stays', async () => {
    const store = openMemoryStore();
    await writeKeptHistory(store, DOC, first({ rows: written(1).rows }));
    const update = written(1).rows[0]!.update;
    const docs = [{ kind: 'snapshot' as const, doc: DOC, head: 20, generation: 1, update, authors: [] }];
    await store.storePage(await store.lead(), { type: 'page', id: 'p', next: 20, more: false, accessVersion: 1, docs }, 2, () => 'p');
    await forgetGone(store, DOC);
    expect(await hasKeptHistory(store, DOC)).toBe(false);
    await writeKeptHistory(store, DOC, first({ generation: 1 }));
    await forgetGone(store, DOC);
    expect(await hasKeptHistory(store, DOC)).toBe(true);
  });

  it('[HIS5] merges what the server keeps no longer one by one, and shows the same', () => {
    const { rows } = written(4);
    const kept = first({ rows: rows.slice(0, 3) });
    const joined = joinPage(kept, page({ floor: 20, rows: rows.slice(3) }), 2)!;
    expect(joined.page.rows.map(({ seq }) => seq)).toEqual([30, 40]);
    expect([0, 1, 2].map((count) => standing(joined, count))).toEqual([{ k: 1 }, { k: 2 }, { k: 3 }]);
  });

  it('[HIS4] takes the state below from the server when rows went that it had not seen', () => {
    const { rows } = written(5);
    const joined = joinPage(
      first({ rows: rows.slice(0, 1) }),
      page({ floor: 30, base: stateOf(rows.slice(0, 3)), rows: rows.slice(3) }),
      2,
    )!;
    expect(joined.page.rows.map(({ seq }) => seq)).toEqual([40, 50]);
    expect([standing(joined, 0), standing(joined)]).toEqual([{ k: 2 }, { k: 4 }]);
  });

  it('[HIS6] of another epoch or generation is thrown away', () => {
    const kept = first({ rows: written(1).rows });
    expect(joinPage(kept, page({ epoch: 'two' }), 2)).toBeNull();
    expect(joinPage(kept, page({ generation: 1 }), 2)).toBeNull();
    expect(joinPage(kept, page({}), 2)).not.toBeNull();
  });
});

describe('fetching a history', () => {
  const answering = (...pages: (HistoryPage | string)[]) => {
    const left = [...pages];
    return vi.fn((_doc: string, _after: number): Promise<PageAnswer> => {
      const next = left.length > 1 ? left.shift()! : left[0]!;
      return Promise.resolve(typeof next === 'string' ? { ok: false, code: next } : { ok: true, page: next });
    });
  };

  it('[HIS3] asks page after page from where it has got to', async () => {
    const { rows } = written(3);
    const get = answering(page({ base: new Uint8Array(), rows: rows.slice(0, 2), more: true }), page({ rows: rows.slice(2) }));
    const fetched = await fetchHistory(DOC, null, () => 7, get);
    expect(fetched).toMatchObject({ ok: true, kept: { at: 7 } });
    expect(fetched.ok && fetched.kept.page.rows).toEqual(rows);
    expect(get.mock.calls.map(([, after]) => after)).toEqual([0, 20]);
  });

  it('goes on from what is kept, and begins anew after a restore', async () => {
    const { rows } = written(2);
    const kept = first({ rows });
    const get = answering(page({ epoch: 'two' }), page({ epoch: 'two', base: new Uint8Array(), rows: rows.slice(0, 1) }));
    const fetched = await fetchHistory(DOC, kept, () => 7, get);
    expect(fetched.ok && askAfter(fetched.kept)).toBe(10);
    expect(get.mock.calls.map(([, after]) => after)).toEqual([20, 0]);
  });

  it('says why there is none, and gives up after MOST_BEGINNINGS', async () => {
    expect(await fetchHistory(DOC, null, () => 7, answering('not-found'))).toEqual({ ok: false, code: 'not-found' });
    const get = answering(page({}));
    expect(await fetchHistory(DOC, null, () => 7, get)).toEqual({ ok: false, code: 'busy' });
    expect(get).toHaveBeenCalledTimes(MOST_BEGINNINGS);
  });
});
