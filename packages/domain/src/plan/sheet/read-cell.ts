/** One cell as the value of one field: what is typed into a table of the plan is read alike, and what only sheets have. */
import { parseField } from '../../kind/fields/field.ts';
import type { Field } from '../../kind/types.ts';
import { parseMoney } from '../../shared/money.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, type Locale, type Parsed } from '../../shared/words.ts';
import type { Unit } from './heads.ts';
import { SHEET_DIGITS } from './limits.ts';
import { shiftPoint, type SheetCell } from './sheet.ts';

const LARGEST = 10 ** SHEET_DIGITS;
const COUNTED = /^([-+]?[\d,]+)\s*(?:人|名|位|座|个|套|桌|份|辆)$/;
const TENS = /^([^\d-]*)(-?)([\d,]*\.?\d+)\s*万\s*(元?)(.*)$/;

/** A cell of anything but times and what refers to something. */
export function readFieldCell(field: Field, cell: SheetCell, unit: Unit, locale: Locale): Parsed<unknown> {
  if (cell.number !== undefined && Math.abs(cell.number) >= LARGEST && field.type === 'text') {
    return refuse(
      `这个数超过${SHEET_DIGITS}位，表格软件已经丢了末尾几位。把这一格设成文本，重新填。`,
      `This number has more than ${SHEET_DIGITS} figures: the spreadsheet has lost its last ones. Make the cell text and write it again.`,
    );
  }
  if (field.type === 'money') return readMoneyText(cell.text, unit);
  if (field.type === 'number') {
    const counted = COUNTED.exec(plainTyped(cell.text));
    return parseField(field, counted ? counted[1]! : cell.text, locale);
  }
  // What a table writes in several lines is one line where the field has one.
  return parseField(field, cell.text, locale);
}

/** Exactly: by moving the point in the text, never by multiplying. */
export function readMoneyText(text: string, { currency, places }: Unit): Parsed<unknown> {
  const typed = plainTyped(text).replace(/(\d)\s+(?=\d{3}\b)/g, '$1');
  const tens = TENS.exec(typed);
  if (tens) return parseMoney(`${tens[1]}${tens[2]}${shiftPoint(tens[3]!.replaceAll(',', ''), 4)}${tens[4]}${tens[5]}`, currency ?? 'CNY');
  if (places === 0) return parseMoney(typed, currency ?? 'CNY');
  const plain = /^(-?)([\d,]*\.?\d+)$/.exec(typed);
  // An amount that names its unit means it: the head speaks of the others.
  if (!plain) return parseMoney(typed, currency ?? 'CNY');
  return parseMoney(`${plain[1]}${shiftPoint(plain[2]!.replaceAll(',', ''), places)}`, currency ?? 'CNY');
}

/** Minutes of a length: written out, as a time (1:30), or as a cell that was a time there. */
export function readLengthCell(field: Field, cell: SheetCell, locale: Locale): Parsed<number> {
  const { moment, number } = cell;
  if (moment?.date === null) return positive(moment.minutes);
  if (number !== undefined && number > 0 && number < 1) return positive(Math.round(number * 24 * 60));
  const read = parseField(field, cell.text, locale);
  return read.ok ? positive(read.value as number) : read;
}

const positive = (minutes: number): Parsed<number> =>
  minutes > 0 ? { ok: true, value: minutes } : refuse('时长要大于 0 分钟。', 'A length is more than 0 minutes.');
