/** One row of a sheet as the cells of an item, or why not, each reason with the address of its cell. */
import { splitTyped } from '../../kind/fields/choice.ts';
import type { Words } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, type Locale, type Parsed } from '../../shared/words.ts';
import { instantOf, minutesUntil, readTime, readTimes, type Times } from './clock.ts';
import { readDay, type DayOrder } from './days.ts';
import type { Unit } from './heads.ts';
import type { Names } from './names.ts';
import { readFieldCell, readLengthCell } from './read-cell.ts';
import { cellAddress, mergeName, type Merge, type SheetCell } from './sheet.ts';
import type { SheetColumn, SheetTarget } from './targets.ts';

/** Why a row is refused. `address` is the cell's, `C7`, or a range's. */
export interface Fault {
  address: string;
  words: Words;
}

/** What the rows of one sheet are read with. */
export interface Reading {
  target: SheetTarget;
  /** What each column of the sheet is, by its index; the others are left out. */
  columns: ReadonlyMap<number, SheetColumn>;
  units: ReadonlyMap<number, Unit>;
  orders: ReadonlyMap<number, DayOrder | null>;
  names: Names;
  dates: readonly string[];
  zone: string;
  locale: Locale;
  from1904: boolean;
  /** What formulas last came to is taken; else their rows are refused. */
  takesFormulas: boolean;
  merges: readonly Merge[];
}

export interface ReadRow {
  /** Cells by key, `title.zh`, as they are stored. Only what the row speaks of. */
  values: ReadonlyMap<string, unknown>;
  /** Where each value stands in the sheet. */
  addresses: ReadonlyMap<string, string>;
  id: string | null;
  faults: readonly Fault[];
}

const NO_UNIT: Unit = { currency: null, places: 0 };

/** `at` is the row's index in the table; `cells` are what stands there, filled down where the person asked for it. */
export function readRow(cells: readonly (SheetCell | null)[], at: number, reading: Reading): ReadRow {
  const values = new Map<string, unknown>();
  const addresses = new Map<string, string>();
  const faults: Fault[] = [...mergeFaults(at, reading)];
  const timed = new Map<SheetColumn['kind'], { cell: SheetCell; address: string; column: number }>();
  let id: string | null = null;
  let hasBrokenTime = false;
  for (const [n, column] of reading.columns) {
    const cell = cells[n];
    if (!cell) continue;
    const address = cellAddress(at, n);
    const unfit = unfitCell(cell, reading);
    if (unfit) {
      faults.push({ address, words: unfit });
      hasBrokenTime ||= column.kind !== 'id' && column.kind !== 'field';
    } else if (column.kind === 'id') id = plainTyped(cell.text);
    else if (column.kind === 'field') {
      const read = readField(column, cell, n, reading);
      if (!read.ok) faults.push({ address, words: read.words });
      else {
        values.set(column.id, read.value);
        addresses.set(column.id, address);
      }
    } else timed.set(column.kind, { cell, address, column: n });
  }
  // Without one of its cells a span would only be called incomplete.
  if (!hasBrokenTime) readSpan(timed, reading, values, addresses, faults);
  return { values, addresses, id, faults };
}

/** Rows that a merge covers lose all but its first cell: nobody can tell whether the others were meant to be the same. */
function mergeFaults(at: number, { merges, columns }: Reading): Fault[] {
  const own = merges.filter(
    ({ top, bottom, left, right }) => at >= top && at <= bottom && [...columns.keys()].some((n) => n >= left && n <= right),
  );
  return own.map((merge) => ({
    address: mergeName(merge),
    words: {
      zh: `合并的单元格，只有 ${cellAddress(merge.top, merge.left)} 有内容。在表格里取消合并并逐行填好，或选“沿用上一行”。`,
      en: `Merged cells: only ${cellAddress(merge.top, merge.left)} holds anything. Unmerge them and fill each row, or choose to fill down.`,
    },
  }));
}

function unfitCell(cell: SheetCell, { takesFormulas }: Reading): Words | null {
  if (cell.error) {
    return {
      zh: `这一格是错误值 ${cell.text}。改好公式或直接填内容。`,
      en: `This is the error ${cell.text}. Mend the formula or write what is meant.`,
    };
  }
  if (cell.formula === undefined || takesFormulas) return null;
  return {
    zh: `这一格是公式，上次算出“${cell.text}”。粘贴成数值，或选“用算出的值”。`,
    en: `This is a formula; it last came to “${cell.text}”. Paste it as a value, or choose to take what it came to.`,
  };
}

function readField(column: SheetColumn, cell: SheetCell, n: number, reading: Reading): Parsed<unknown> {
  const field = reading.target.list.fields[column.field]!;
  if (field.type !== 'reference') {
    if (field.type !== 'localized') return readFieldCell(field, cell, reading.units.get(n) ?? NO_UNIT, reading.locale);
    const read = readFieldCell(field, cell, NO_UNIT, column.id.endsWith('.en') ? 'en' : 'zh-CN');
    return read.ok ? { ok: true, value: (read.value as Record<string, string>)[column.id.slice(-2)] } : read;
  }
  const found: Reference[] = [];
  for (const name of field.many === true ? splitTyped(cell.text.trim()) : [cell.text.trim()]) {
    const read = reading.names.refer(field.of, name, column.field);
    if (!read.ok) return read;
    if (!found.some((one) => one.id === read.value.id)) found.push(read.value);
  }
  return { ok: true, value: field.many === true ? found : (found[0] ?? null) };
}

type Timed = ReadonlyMap<SheetColumn['kind'], { cell: SheetCell; address: string; column: number }>;

/** Day, beginning, end and length, each where it stands, become a beginning and its minutes. */
function readSpan(timed: Timed, reading: Reading, values: Map<string, unknown>, addresses: Map<string, string>, faults: Fault[]): void {
  const { dates, zone, from1904, orders, target } = reading;
  const [dayCell, startCell, endCell, lengthCell] = [timed.get('day'), timed.get('start'), timed.get('end'), timed.get('length')];
  const context = (column: number) => ({ dates, order: orders.get(column) ?? null, from1904 });
  const before = faults.length;
  const take = <V>(read: Parsed<V>, address: string): V | null => {
    if (read.ok) return read.value;
    faults.push({ address, words: read.words });
    return null;
  };
  const day = dayCell ? take(readDay(dayCell.cell, context(dayCell.column)), dayCell.address) : null;
  const times: Times | null = startCell ? take(readTimes(startCell.cell, context(startCell.column)), startCell.address) : null;
  const length = lengthCell
    ? take(readLengthCell(target.list.fields['minutes']!, lengthCell.cell, reading.locale), lengthCell.address)
    : null;
  const end = endCell ? take(readTime(endCell.cell, true), endCell.address) : null;
  if (faults.length > before) return;
  if (length !== null && lengthCell) set('minutes', length, lengthCell.address);
  if (!startCell || !times) {
    if (dayCell) faults.push({ address: dayCell.address, words: NO_TIME });
    if (endCell && end !== null) faults.push({ address: endCell.address, words: NO_START });
    return;
  }
  if (day !== null && times.date !== null && day !== times.date) {
    return void faults.push({
      address: startCell.address,
      words: {
        zh: `这里写的是 ${times.date}，日期一列是 ${day}。改一处。`,
        en: `This says ${times.date}, the column of dates ${day}. Change one of them.`,
      },
    });
  }
  const date = times.date ?? day ?? (dates.length === 1 ? dates[0]! : null);
  if (date === null) return void faults.push({ address: startCell.address, words: NO_DAY });
  const start = take(instantOf(date, times.start, zone), startCell.address);
  if (start === null) return;
  set('start', start, startCell.address);
  const until = end ?? times.end;
  if (until === null) return;
  const minutes = take(minutesUntil(start, until, zone), (end === null ? startCell : endCell!).address);
  if (minutes === null) return;
  if (length !== null && length !== minutes) {
    return void faults.push({
      address: lengthCell!.address,
      words: {
        zh: `时长是${length}分钟，起止之间是${minutes}分钟。改一处。`,
        en: `The length is ${length} minutes, from start to end it is ${minutes}. Change one of them.`,
      },
    });
  }
  set('minutes', minutes, (endCell ?? startCell).address);

  function set(key: string, value: unknown, address: string): void {
    values.set(key, value);
    addresses.set(key, address);
  }
}

const NO_TIME = refuse(
  '有日期，没有开始时间，排不到时间里。写开始时间，如 9:30。',
  'This has a date and no start. Write one, such as 9:30.',
).words;
const NO_START = refuse('有结束，没有开始。写开始时间，如 9:30。', 'This has an end and no start. Write one, such as 9:30.').words;
const NO_DAY = refuse(
  '有时间，没有日期。写日期，如 2026-11-05；同一天只写了一次的，选“沿用上一行”。',
  'This has a time and no date. Write one, such as 2026-11-05; where a day is written once for several rows, choose to fill down.',
).words;
