import { setCell } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import type { Proposal } from '@qiao/sync/store';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { readLedger } from './ledger.ts';
import { proposalChanges } from './proposal-changes.ts';
import { proposalWords } from './proposal-words.ts';

describe('readLedger', () => {
  const entry = {
    n: 3,
    seq: 9,
    at: 1000,
    entry: { type: 'approve', from: 'submitted', to: 'approved', person: { id: 'u', role: 'director' } },
    words: { person: { id: 'u', name: '罗文静', role: 'director' }, opinion: '同意', reason: '' },
    hash: btoa(String.fromCharCode(0xe4, 0x1c, 0x00)),
  };

  test('joins the signed entry with the words beside it', () => {
    expect(readLedger(JSON.stringify([entry]))).toEqual([
      {
        n: 3,
        seq: 9,
        at: 1000,
        broughtBack: null,
        type: 'approve',
        from: 'submitted',
        to: 'approved',
        person: { id: 'u', name: '罗文静', role: 'director' },
        opinion: '同意',
        reason: '',
        mark: 'e41c',
      },
    ]);
  });

  test('[EPO5] shows one that was brought back after a restore with its own time, and says when it came', () => {
    const back = { ...entry, at: 5000, entry: { ...entry.entry, returned: { n: 8, at: 1000 } } };
    expect(readLedger(JSON.stringify([back]))[0]).toMatchObject({ at: 1000, broughtBack: 5000, person: { name: '罗文静' } });
  });

  test('an entry whose words were erased still stands in the chain', () => {
    expect(readLedger(JSON.stringify([{ ...entry, words: null }]))[0]).toMatchObject({ n: 3, opinion: '', person: { id: 'u', name: '' } });
  });

  test('whatever else was sent is left out', () => {
    expect(readLedger('{"a":1}')).toEqual([]);
    expect(readLedger(JSON.stringify([null, 7, { n: 'x' }, { n: 1, entry: {} }]))).toEqual([]);
  });
});

describe('proposalChanges', () => {
  function proposalOf(edit: (ydoc: Y.Doc) => void, from: Y.Doc): Proposal {
    const ydoc = new Y.Doc();
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(from));
    const before = Y.encodeStateVector(ydoc);
    edit(ydoc);
    return {
      id: 'p',
      doc: 'event/00000000-0000-7000-8000-000000000001/case',
      generation: 0,
      code: 'frozen',
      at: 1,
      updates: [Y.encodeStateAsUpdate(ydoc, before)],
      kept: true,
    };
  }

  test('names each cell with what stands now and what the refused edit would make of it', () => {
    const now = new Y.Doc();
    setCell(now, 'fields', 'place', '报告厅');
    const proposal = proposalOf((ydoc) => {
      setCell(ydoc, 'fields', 'place', '云台厅');
      setCell(ydoc, 'fields', 'title.zh', '研讨会');
    }, now);
    expect(proposalChanges(event, now, proposal).map((change) => [change.label.zh, change.before, change.after])).toEqual([
      [event.parts['case']?.fields?.['place']?.label.zh, '报告厅', '云台厅'],
      [event.parts['case']?.fields?.['title']?.label.zh, { zh: '', en: '' }, { zh: '研讨会', en: '研讨会' }],
    ]);
    expect(now.getMap('fields').get('place')).toBe('报告厅');
  });

  test('what the record has taken over meanwhile is no change any more', () => {
    const now = new Y.Doc();
    const proposal = proposalOf((ydoc) => setCell(ydoc, 'fields', 'place', '云台厅'), now);
    for (const update of proposal.updates) Y.applyUpdate(now, update);
    expect(proposalChanges(event, now, proposal)).toEqual([]);
  });

  test('a part or cell that this version does not know is passed over', () => {
    const now = new Y.Doc();
    const proposal = proposalOf((ydoc) => setCell(ydoc, 'fields', 'unheardOf', 1), now);
    expect(proposalChanges(event, now, proposal)).toEqual([]);
    expect(proposalChanges(event, now, { ...proposal, doc: 'event/00000000-0000-7000-8000-000000000001/later' })).toEqual([]);
  });
});

describe('proposalWords', () => {
  const typed = (edit: (ydoc: Y.Doc) => void, from = new Y.Doc()): Proposal => {
    const ydoc = new Y.Doc();
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(from));
    const updates: Uint8Array[] = [];
    ydoc.on('update', (update) => updates.push(update));
    edit(ydoc);
    return {
      id: 'p',
      doc: 'event/00000000-0000-7000-8000-000000000001/plan',
      code: 'not-found',
      at: 0,
      updates,
      kept: true,
    } as unknown as Proposal;
  };

  test('says what was typed though the record is gone, the last state of each cell', () => {
    const proposal = typed((ydoc) => {
      setCell(ydoc, 'sessions', 's1/title.zh', '开幕式');
      setCell(ydoc, 'sessions', 's1/remarks', '椅子要');
      setCell(ydoc, 'sessions', 's1/remarks', '椅子要加');
      setCell(ydoc, 'sessions', 's1/order', 'a0');
    });
    const said = proposalWords(event, proposal, 'zh-CN');
    expect(said).toEqual([
      { label: { zh: '场次', en: 'Session' }, text: '开幕式' },
      { label: { zh: '备注', en: 'Remarks' }, text: '椅子要加' },
    ]);
  });

  test('keeps the words of a cell that does not name itself, for something stood in it before', () => {
    const before = new Y.Doc();
    setCell(before, 'sessions', 's1/remarks', '旧');
    const proposal = typed((ydoc) => setCell(ydoc, 'sessions', 's1/remarks', '新的备注'), before);
    expect(proposalWords(event, proposal, 'zh-CN')).toEqual([{ label: null, text: '新的备注' }]);
  });
});
