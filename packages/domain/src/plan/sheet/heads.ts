/** Finds the row of heads and guesses what each column is; the person may say otherwise. */
import { nameKey, isHan } from '../../shared/names.ts';
import { eitherLanguage } from './aliases.ts';
import { SHEET_HEAD_ROWS } from './limits.ts';
import { widthOf, type SheetTable } from './sheet.ts';
import type { SheetColumn, SheetTarget } from './targets.ts';

/** `sure`: the head is a word for it. `likely`: it holds one. */
export interface Guess {
  column: string;
  confidence: 'sure' | 'likely';
}

/** For each column of the sheet what it is, or null. */
export type Guesses = readonly (Guess | null)[];

/** A head without what does not tell heads apart: width, case, white, brackets and what they hold (but a language), stars and colons. */
export const headKey = (text: string): string =>
  nameKey(text)
    .replace(/[(（[【]\s*(中文|英文|chinese|english)\s*[)）\]】]/g, '$1')
    .replace(/\([^)]*\)|（[^）]*）|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s*:：_./、-]+/g, '');

/** Index of the row of heads: the one with most words that are known, the first of them. -1 where no row has any. */
export function findHead(table: SheetTable, target: SheetTarget): number {
  let best = { row: -1, score: 0 };
  for (let row = 0; row < Math.min(SHEET_HEAD_ROWS, table.rows.length); row++) {
    const score = guessColumns(table, row, target).reduce(
      (sum, guess) => sum + (guess === null ? 0 : guess.confidence === 'sure' ? 3 : 1),
      0,
    );
    if (score > best.score) best = { row, score };
  }
  // One word that only holds another is a title, not a row of heads.
  return best.score >= 2 ? best.row : -1;
}

export function guessColumns(table: SheetTable, head: number, target: SheetTarget): Guesses {
  const heads = Array.from({ length: widthOf(table) }, (_, n) => headKey(table.rows[head]?.[n]?.text ?? ''));
  const guesses: (Guess | null)[] = heads.map(() => null);
  const taken = new Set<string>();
  const give = (at: number, column: string, confidence: Guess['confidence']): void => {
    if (guesses[at] !== null || taken.has(column)) return;
    guesses[at] = { column, confidence };
    taken.add(column);
  };
  heads.forEach((key, at) => {
    const column = key === '' ? undefined : target.columns.find((one) => sureWords(one).has(key) && !taken.has(one.id));
    if (column && !isEither(target, key)) give(at, column.id, 'sure');
    const named = languageColumn(target, key);
    if (named) give(at, named, 'sure');
  });
  heads.forEach((key, at) => {
    if (key !== '' && isEither(target, key)) for (const column of eitherOf(table, head, at, target)) give(at, column, 'sure');
  });
  heads.forEach((key, at) => {
    if (key === '' || guesses[at] !== null) return;
    const column = target.columns.find(
      (one) => !taken.has(one.id) && [...sureWords(one)].some((word) => word.length > 1 && key.includes(word)),
    );
    if (column) give(at, column.id, 'likely');
  });
  return guesses;
}

const words = new WeakMap<SheetColumn, ReadonlySet<string>>();

function sureWords(column: SheetColumn): ReadonlySet<string> {
  const known = words.get(column) ?? new Set([column.id, ...column.aliases].map(headKey).filter((word) => word !== ''));
  words.set(column, known);
  return known;
}

const isEither = (target: SheetTarget, key: string): boolean =>
  eitherLanguage(target.root)?.words.some((word) => headKey(word) === key) ?? false;

/** `题目（中文）`, `English title`: a text that has a column a language, and the language with it. */
function languageColumn(target: SheetTarget, key: string): string | null {
  const match = /^(中文|英文|chinese|english)?(.+?)(中文|英文|chinese|english)?$/.exec(key);
  const language = match?.[1] ?? match?.[3];
  if (!language || !isEither(target, match![2]!)) return null;
  return `${eitherLanguage(target.root)!.field}.${language === '中文' || language === 'chinese' ? 'zh' : 'en'}`;
}

/** The two languages of a text, first the one that most of the values are in. */
function eitherOf(table: SheetTable, head: number, at: number, target: SheetTarget): readonly string[] {
  const values = table.rows.slice(head + 1).flatMap((row) => row[at]?.text ?? []);
  const chinese = values.filter(isHan).length * 2 >= values.length;
  const { field } = eitherLanguage(target.root)!;
  return chinese ? [`${field}.zh`, `${field}.en`] : [`${field}.en`, `${field}.zh`];
}

export interface Unit {
  /** Currency of amounts that name none. */
  currency: string | null;
  /** Places that the point moves: amounts in 万元 are ten thousand times what stands there. */
  places: number;
}

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/usd|美元|\$/i, 'USD'],
  [/eur|欧元|€/i, 'EUR'],
  [/gbp|英镑|£/i, 'GBP'],
  [/jpy|日元/i, 'JPY'],
  [/hkd|港币|港元/i, 'HKD'],
  [/cny|rmb|人民币|元|¥|￥/i, 'CNY'],
];

/** What a head says of the amounts under it: `计划（万元）`, `Planned (USD)`. */
export function unitOf(head: string): Unit {
  const typed = head.normalize('NFKC');
  return {
    currency: CURRENCIES.find(([pattern]) => pattern.test(typed))?.[1] ?? null,
    places: /万/.test(typed) ? 4 : /千元/.test(typed) ? 3 : 0,
  };
}
