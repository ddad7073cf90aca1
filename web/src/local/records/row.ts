import type { Facts, Field, Kind, PartValue, Projected, Words } from '@qiao/domain/kind';
import { fold, initials } from './fold.ts';

/** What a list shows of a record, and what a search finds it by. Plain data: it lies in the store's derived pages. */
export interface Row {
  /** `kind/id`. */
  record: string;
  kind: string;
  id: string;
  title: Words;
  subtitle: Words;
  /** Projected values of the kind's columns, by path. */
  cells: Record<string, unknown>;
  /** Null until the server has accepted the record. */
  facts: RowFacts | null;
  /** Folded text of title, subtitle, number and owner; initials of the Chinese ones. */
  search: string;
  initials: string;
  /** Full pinyin of the Chinese names, several apart by spaces. */
  spelled: string;
  /** The record was made by a newer version of its kind: shown, but not opened. */
  newer: boolean;
}

export type RowFacts = Pick<
  Facts,
  'state' | 'owner' | 'ownerName' | 'department' | 'assignees' | 'number' | 'archived' | 'createdAt' | 'changedAt'
>;

/** `case.title` → part `case`, field `title`. */
export function splitPath(path: string): { part: string; field: string } {
  const dot = path.indexOf('.');
  return { part: path.slice(0, dot), field: path.slice(dot + 1) };
}

export function fieldAt(kind: Kind, path: string): Field | undefined {
  const { part, field } = splitPath(path);
  return kind.parts[part]?.fields?.[field];
}

export function valueAt(parts: Projected, path: string): unknown {
  const { part, field } = splitPath(path);
  return parts[part]?.fields[field];
}

/** Parts that a row of this kind is made from; the others need not be decoded for a list. */
export function partsOfRow(kind: Kind): string[] {
  const paths = [kind.views.title, kind.views.subtitle, kind.views.date, ...kind.views.columns];
  return [...new Set(paths.filter((path) => path !== undefined).map((path) => splitPath(path).part))];
}

/** A projected value as a name in both languages. */
export function asWords(value: unknown): Words {
  if (typeof value === 'string') return { zh: value, en: value };
  if (typeof value === 'object' && value !== null) {
    const { zh, en, label } = value as Record<string, unknown>;
    if (typeof label === 'string') return { zh: label, en: label };
    return { zh: typeof zh === 'string' ? zh : '', en: typeof en === 'string' ? en : '' };
  }
  return { zh: '', en: '' };
}

/** `spell` writes a Chinese name in pinyin; without it a row is found by initials alone. */
export function makeRow(
  kind: Kind,
  id: string,
  facts: Facts | null,
  parts: Record<string, PartValue | undefined>,
  spell: (name: string) => string = () => '',
): Row {
  const { views } = kind;
  const title = asWords(valueAt(parts, views.title));
  const subtitle = views.subtitle === undefined ? { zh: '', en: '' } : asWords(valueAt(parts, views.subtitle));
  const paths = views.date === undefined ? views.columns : [...views.columns, views.date];
  const names = [title.zh, title.en, subtitle.zh, subtitle.en];
  const found = [...names, facts?.number ?? '', facts?.ownerName ?? ''];
  return {
    record: `${kind.name}/${id}`,
    kind: kind.name,
    id,
    title,
    subtitle,
    cells: Object.fromEntries(paths.map((path) => [path, valueAt(parts, path) ?? null])),
    facts: facts && pickFacts(facts),
    search: fold([...new Set(found)].filter(Boolean).join('\n')),
    initials: [...new Set(names.map(initials))].filter(Boolean).join(' '),
    spelled: [...new Set(names.map(spell))].filter(Boolean).join(' '),
    newer: facts !== null && facts.version > kind.version,
  };
}

const pickFacts = (facts: Facts): RowFacts => ({
  state: facts.state,
  owner: facts.owner,
  ownerName: facts.ownerName,
  department: facts.department,
  assignees: facts.assignees,
  number: facts.number,
  archived: facts.archived,
  createdAt: facts.createdAt,
  changedAt: facts.changedAt,
});
