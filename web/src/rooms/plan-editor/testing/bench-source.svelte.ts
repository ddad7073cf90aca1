/** A table for tests of the grid: rows in memory, three columns, one of them with offers. */
import type { CellEdit } from '@qiao/domain/kind';
import type { Band, Column, Missing, RowMarks } from '../grid/column.ts';
import type { Place } from '../grid/selection.ts';
import type { GridSource } from '../grid/source.ts';

export interface BenchRow {
  id: string;
  name: string;
  size: string;
  room: string;
}

type Field = 'name' | 'size' | 'room';

export class BenchSource implements GridSource<BenchRow> {
  rows = $state.raw<readonly BenchRow[]>([]);
  rooms = $state.raw<readonly string[]>(['云台厅', '报告厅 B', '201 会议室']);
  locked = $state(false);
  marked = $state.raw<Readonly<Record<string, RowMarks>>>({});
  /** What was written, as `row/field=value`. */
  written: string[] = [];
  entered: (Place | null)[] = [];
  carried: string[] = [];
  undone = 0;

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, n) => ({ id: `r${n + 1}`, name: `第${n + 1}场`, size: String(n + 1), room: '云台厅' }));
  }

  readonly bands: readonly Band[] = $derived.by(() => [{ id: 'all', rows: this.rows.map((row) => row.id) }]);
  readonly columns: readonly Column<BenchRow>[] = [
    this.#column('name', { look: 'title' }),
    this.#column('size', {
      read: (text) =>
        /^\d+$/.test(text) ? { ok: true, value: text } : { ok: false, words: { zh: '这里要填数字。', en: 'This takes a number.' } },
    }),
    this.#column('room', {
      read: (text) =>
        this.rooms.includes(text)
          ? { ok: true, value: text }
          : { ok: false, words: { zh: '没有这个会场。', en: 'No such room.' }, missing: { what: 'room', names: [text] } },
      choices: (typed) => this.rooms.filter((room) => room.includes(typed.trim())).map((room) => ({ id: room, label: room })),
      choose: (choice) => choice.id,
    }),
  ];

  #column(id: Field, more: Partial<Column<BenchRow>>): Column<BenchRow> {
    return {
      id,
      label: { name: '场次', size: '人数', room: '会场' }[id],
      width: null,
      text: (row) => row[id],
      value: (row) => row[id] || null,
      read: (text) => ({ ok: true, value: text }),
      write: (row, value) => ((row[id] || null) === value ? [] : [{ part: 'p', root: 'rows', key: `${row.id}/${id}`, value }]),
      ...more,
    };
  }

  row(id: string): BenchRow | undefined {
    return this.rows.find((row) => row.id === id);
  }
  marks(id: string): RowMarks | undefined {
    return this.marked[id];
  }
  nameOf(id: string): string {
    return this.row(id)?.name ?? '';
  }
  write(edits: readonly CellEdit[]): void {
    for (const { key, value } of edits) {
      const [id, field] = key.split('/') as [string, Field];
      this.written.push(`${key}=${(value as string | null) ?? ''}`);
      this.rows = this.rows.map((row) => (row.id === id ? { ...row, [field]: value ?? '' } : row));
    }
  }
  undo(): void {
    this.undone += 1;
  }
  redo(): void {
    this.undone -= 1;
  }
  after(row: BenchRow, edits: readonly CellEdit[]): BenchRow {
    return { ...row, ...Object.fromEntries(edits.map(({ key, value }) => [key.split('/')[1]!, value ?? ''])) };
  }
  enter(place: Place | null): void {
    this.entered.push(place);
  }
  add(below: string | null): string {
    const at = this.rows.findIndex((row) => row.id === below) + 1;
    this.rows = this.rows.toSpliced(at, 0, { id: 'new', name: '', size: '', room: '' });
    return 'new';
  }
  remove(rows: readonly string[]): void {
    this.rows = this.rows.filter((row) => !rows.includes(row.id));
  }
  carry(rows: readonly string[], by: -1 | 1): void {
    this.carried.push(`${rows.join()} ${by}`);
    const at = this.rows.findIndex((row) => row.id === rows[0]);
    const [row] = this.rows.slice(at, at + 1);
    if (row) this.rows = this.rows.toSpliced(at, 1).toSpliced(at + by, 0, row);
  }
  place(): void {
    throw new Error('nothing is dropped in these tests');
  }
  draft(): { id: string; row: BenchRow } {
    const id = `new${crypto.randomUUID()}`;
    return { id, row: { id, name: '', size: '', room: '' } };
  }
  prepare(missing: readonly Missing[], drafts: readonly string[]): void {
    this.rooms = [...this.rooms, ...missing.flatMap((one) => one.names)];
    this.rows = [...this.rows, ...drafts.map((id) => ({ id, name: '', size: '', room: '' }))];
  }
  together(run: () => void): void {
    run();
  }
}
