import type { Kind } from '@qiao/domain/kind';
import { asWords, fieldAt, type Row } from './row.ts';
import { fold } from './fold.ts';

/** `all` without the archived; `mine` is owned by or assigned to me; `waiting` has a decision of mine that waits; else the name of a state. */
export type Tab = 'all' | 'mine' | 'waiting' | 'archived' | `state:${string}`;

/** A column by its path, or one of the facts. */
export type SortBy = 'title' | 'state' | 'owner' | 'changed' | `cell:${string}`;

export interface Query {
  kind: string;
  tab: Tab;
  search: string;
  sort: { by: SortBy; down: boolean };
  locale: 'zh' | 'en';
  me: string;
  /** Only records whose column at this path refers to that record. */
  refers?: { path: string; id: string };
}

/** What the outbox says of a record: a decision of mine that waits, or one that was refused. */
export type Mark = { is: 'waiting'; type: string } | { is: 'refused'; type: string };
export type Marks = ReadonlyMap<string, Mark>;

export interface Found {
  /** Records in order. */
  records: string[];
  /** How many there are behind each tab, before the search. */
  counts: Partial<Record<Tab, number>>;
}

const isMine = (row: Row, me: string): boolean =>
  row.facts === null || row.facts.owner === me || row.facts.assignees.some((one) => one.id === me);

function tabsOf(row: Row, me: string, marks: Marks): Tab[] {
  const waiting: Tab[] = marks.get(row.record)?.is === 'waiting' ? ['waiting'] : [];
  if (row.facts?.archived) return ['archived', ...waiting];
  const state: Tab[] = row.facts ? [`state:${row.facts.state}`] : [];
  return ['all', ...(isMine(row, me) ? (['mine'] as const) : []), ...state, ...waiting];
}

/** Whether every word typed is found in the row, as text or, for Latin letters, as initials or full pinyin of Chinese. */
export function matches(row: Row, folded: readonly string[]): boolean {
  return folded.every(
    (word) => row.search.includes(word) || (/^[a-z]+$/.test(word) && (row.initials.includes(word) || row.spelled.includes(word))),
  );
}

export const wordsOf = (search: string): string[] => fold(search).split(/\s+/).filter(Boolean);

export function find(rows: Iterable<Row>, query: Query, kind: Kind, marks: Marks): Found {
  const counts: Partial<Record<Tab, number>> = {};
  const typed = wordsOf(query.search);
  const found: Row[] = [];
  for (const row of rows) {
    if (row.kind !== query.kind || (query.refers && !refersTo(row.cells[query.refers.path], query.refers.id))) continue;
    const tabs = tabsOf(row, query.me, marks);
    for (const tab of tabs) counts[tab] = (counts[tab] ?? 0) + 1;
    if (tabs.includes(query.tab) && matches(row, typed)) found.push(row);
  }
  found.sort(comparer(query, kind));
  return { records: found.map((row) => row.record), counts };
}

const refersTo = (cell: unknown, id: string): boolean =>
  (Array.isArray(cell) ? cell : [cell]).some((one: unknown) => (one as { id?: unknown } | null)?.id === id);

type Key = string | number | null;

/** What a column sorts by. Null comes last, whichever way. */
function sortKey(row: Row, by: SortBy, kind: Kind, locale: 'zh' | 'en'): Key {
  const text = (words: { zh: string; en: string }): string | null => words[locale] || words.zh || words.en || null;
  switch (by) {
    case 'title':
      return text(row.title);
    case 'state':
      return row.facts ? Object.keys(kind.workflow.states).indexOf(row.facts.state) : null;
    case 'owner':
      return row.facts?.ownerName || null;
    case 'changed':
      // What the server does not know yet is the newest of all.
      return row.facts?.changedAt ?? Infinity;
    default:
      return cellKey(row, by.slice('cell:'.length), kind, text);
  }
}

function cellKey(row: Row, path: string, kind: Kind, text: (words: { zh: string; en: string }) => string | null): Key {
  const value = row.cells[path];
  const field = fieldAt(kind, path);
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 0 : 1;
  if (field?.type === 'choice' && !field.many) return Object.keys(field.options).indexOf(value as string);
  if (field?.type === 'money') return Number((value as { amount: string }).amount);
  if (Array.isArray(value)) return value.length === 0 ? null : text(asWords(value[0]));
  return text(asWords(value));
}

function comparer(query: Query, kind: Kind): (a: Row, b: Row) => number {
  const collator = new Intl.Collator(query.locale === 'zh' ? 'zh-u-co-pinyin' : 'en', { numeric: true });
  const { by, down } = query.sort;
  const keys = new Map<Row, Key>();
  const keyOf = (row: Row): Key => {
    let key = keys.get(row);
    if (key === undefined) keys.set(row, (key = sortKey(row, by, kind, query.locale)));
    return key;
  };
  const order = (a: Key, b: Key): number =>
    typeof a === 'number' && typeof b === 'number' ? (a === b ? 0 : a - b) : collator.compare(String(a), String(b));
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else {
      const difference = order(left, right);
      if (difference !== 0) return down ? -difference : difference;
    }
    // Ties stand the same on every device.
    return a.record < b.record ? -1 : 1;
  };
}

/** For the command box: the best first, over all kinds. */
export function rank(rows: Iterable<Row>, search: string, limit: number): Row[] {
  const typed = wordsOf(search);
  if (typed.length === 0) return [];
  const first = typed[0] ?? '';
  const scored: { row: Row; score: number }[] = [];
  for (const row of rows) {
    if (row.facts?.archived || !matches(row, typed)) continue;
    const starts = row.search.startsWith(first) || row.search.includes(`\n${first}`);
    const score = starts ? 3 : row.search.includes(first) ? 2 : row.initials.startsWith(first) || row.spelled.startsWith(first) ? 1 : 0;
    scored.push({ row, score });
  }
  scored.sort((a, b) => b.score - a.score || (b.row.facts?.changedAt ?? 0) - (a.row.facts?.changedAt ?? 0));
  return scored.slice(0, limit).map((one) => one.row);
}
