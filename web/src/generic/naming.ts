import type { Row } from '#local/records/row.ts';
import { currentLocale, pick, words, type Locale } from '#messages/index.svelte.ts';

/** How a record is called: the name, and a second line that may be empty. `lang` marks foreign names. */
export interface Called {
  first: string;
  second: string;
  secondLang?: string;
}

/** A kind whose names are not simply title and subtitle says so in `kinds/<kind>/naming.ts`. */
export type Naming = (row: Pick<Row, 'title' | 'subtitle' | 'cells'>, locale: Locale) => Called;

const own = import.meta.glob<Naming>('../kinds/*/naming.ts', { eager: true, import: 'naming' });

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

export function callRecord(row: Pick<Row, 'kind' | 'title' | 'subtitle' | 'cells'>): Called {
  const naming = own[`../kinds/${row.kind}/naming.ts`];
  const called = naming ? naming(row, currentLocale()) : { first: pick(row.title), second: pick(row.subtitle) };
  return { ...called, first: firstLine(called.first).trim() || words().record.unnamed, second: firstLine(called.second).trim() };
}
