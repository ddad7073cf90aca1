import { describe, expect, it } from 'vitest';
import type { CellEdit } from '@qiao/domain/kind';
import type { Column } from './column.ts';
import { clearEdits, copyTexts, drawnTo, fillEdits } from './fill.ts';
import { editsOf, MAX_PASTE_CELLS, planPaste, type PasteTarget } from './paste.ts';

interface Row {
  id: string;
  name: string;
  size: string;
  room: string;
}

const ROOMS = ['云台厅', '201 会议室'];

const edit = (row: Row, field: string, value: unknown): CellEdit[] => [{ part: 'plan', root: 'rows', key: `${row.id}/${field}`, value }];

const column = (id: 'name' | 'size' | 'room', read: Column<Row>['read']): Column<Row> => ({
  id,
  label: id,
  width: null,
  text: (row) => row[id],
  value: (row) => row[id] || null,
  read,
  write: (row, value) => ((row[id] || null) === value ? [] : edit(row, id, value)),
});

const COLUMNS: Record<string, Column<Row>> = {
  name: column('name', (text) => ({ ok: true, value: text })),
  // Understood only where there is a name: what is pasted into one column is known to the next.
  size: column('size', (text, row) => (row.name ? { ok: true, value: text } : { ok: false, words: { zh: '先填名称', en: 'name first' } })),
  room: column('room', (text) =>
    ROOMS.includes(text)
      ? { ok: true, value: text }
      : { ok: false, words: { zh: '没有这个会场', en: 'no such room' }, missing: { what: 'room', names: [text] } },
  ),
};

function target(rows: Row[], grows = false): PasteTarget<Row> {
  let n = 0;
  return {
    shape: { rows: rows.map((row) => row.id), columns: ['name', 'size', 'room'] },
    columnOf: (id) => COLUMNS[id],
    rowOf: (id) => rows.find((row) => row.id === id),
    newRow: () => (grows ? { id: `new${(n += 1)}`, row: { id: `new${n}`, name: '', size: '', room: '' } } : null),
    after: (row, edits) => ({ ...row, ...Object.fromEntries(edits.map(({ key, value }) => [key.split('/')[1]!, value ?? ''])) }),
  };
}

const rows = (): Row[] => ['a', 'b', 'c', 'd'].map((id) => ({ id, name: '', size: '', room: '' }));
const corner = (top: number, left: number) => ({ top, bottom: top, left, right: left });
const plan = (pasted: string[][], at: Parameters<typeof planPaste>[1], to = target(rows())) => {
  const planned = planPaste(pasted, at, to);
  if (!planned.ok) throw new Error(planned.why);
  return planned.plan;
};
const keys = (edits: readonly CellEdit[]): string => edits.map(({ key, value }) => `${key}=${String(value)}`).join(' ');

describe('a paste', () => {
  it('begins at the corner, reads each cell, and names what is not understood', () => {
    const made = plan(
      [
        ['论坛一', '10', '云台厅'],
        ['论坛二', '12', '清溪楼 301'],
      ],
      corner(1, 0),
    );
    expect(keys(editsOf(made))).toBe('b/name=论坛一 b/size=10 b/room=云台厅 c/name=论坛二 c/size=12');
    expect([made.rows, made.columns, made.writable]).toEqual([2, 3, 5]);
    expect(made.unknown.map((cell) => cell.place)).toEqual([{ row: 'c', column: 'room' }]);
    expect(made.missing).toEqual([{ what: 'room', names: ['清溪楼 301'] }]);
  });

  it('lets a column know what the same paste put before it in the row', () => {
    expect(plan([['', '10']], corner(0, 0)).unknown).toHaveLength(1);
    expect(plan([['名', '10']], corner(0, 0)).unknown).toHaveLength(0);
  });

  it('fills the whole range with one cell, and repeats a block where the range is a multiple of it', () => {
    expect(keys(editsOf(plan([['x']], { top: 0, bottom: 2, left: 0, right: 0 })))).toBe('a/name=x b/name=x c/name=x');
    expect(keys(editsOf(plan([['x'], ['y']], { top: 0, bottom: 3, left: 0, right: 0 })))).toBe('a/name=x b/name=y c/name=x d/name=y');
    expect(keys(editsOf(plan([['x'], ['y']], { top: 0, bottom: 2, left: 0, right: 0 })))).toBe('a/name=x b/name=y');
  });

  it('makes new rows for what goes beyond the last one where the table grows, and cuts what goes beyond the last column', () => {
    const made = plan([['x'], ['y'], ['z']], corner(3, 0), target(rows(), true));
    expect(made.added).toEqual(['new1', 'new2']);
    expect(keys(editsOf(made))).toBe('d/name=x new1/name=y new2/name=z');
    expect(plan([['x'], ['y']], corner(3, 0)).rows).toBe(1);
    expect(plan([['云台厅', 'far']], corner(0, 2)).columns).toBe(1);
  });

  it('clears cells for empty text, and writes nothing where the cell holds it already', () => {
    const full = rows().map((row) => ({ ...row, name: 'x', size: '5' }));
    expect(keys(editsOf(plan([['x', '']], corner(0, 0), target(full))))).toBe('a/size=null');
  });

  it('refuses an empty clipboard, and one beyond MAX_PASTE_CELLS but not one at it', () => {
    expect(planPaste([['']], corner(0, 0), target(rows()))).toEqual({ ok: false, why: 'empty' });
    const block = (count: number): string[][] => Array.from({ length: count }, () => ['x']);
    expect(planPaste(block(MAX_PASTE_CELLS + 1), corner(0, 0), target(rows()))).toEqual({ ok: false, why: 'too-large' });
    expect(planPaste(block(MAX_PASTE_CELLS), corner(0, 0), target(rows())).ok).toBe(true);
  });
});

describe('filling', () => {
  const full = (): Row[] => rows().map((row, n) => ({ ...row, name: `n${n}`, size: String(n) }));

  it('copies the first row down with Ctrl D, and several rows again and again with the knob', () => {
    expect(keys(fillEdits(target(full()), { top: 0, bottom: 2, left: 0, right: 0 }, 1))).toBe('b/name=n0 c/name=n0');
    expect(keys(fillEdits(target(full()), { top: 0, bottom: 3, left: 0, right: 0 }, 2))).toBe('c/name=n0 d/name=n1');
    expect(keys(fillEdits(target(full()), { top: 0, bottom: 2, left: 0, right: 0 }, 1, true))).toBe('b/name=n2 a/name=n2');
  });

  it('grows the range down or up, never sideways', () => {
    const range = { top: 1, bottom: 2, left: 0, right: 1 };
    expect(drawnTo(range, 3)).toEqual({ range: { ...range, bottom: 3 }, upwards: false });
    expect(drawnTo(range, 0)).toEqual({ range: { ...range, top: 0 }, upwards: true });
    expect(drawnTo(range, 2)).toBeNull();
  });

  it('empties a range and copies its text', () => {
    const range = { top: 0, bottom: 1, left: 0, right: 1 };
    expect(keys(clearEdits(target(full()), range))).toBe('a/name=null a/size=null b/name=null b/size=null');
    expect(copyTexts(target(full()), range)).toEqual([
      ['n0', '0'],
      ['n1', '1'],
    ]);
  });
});
