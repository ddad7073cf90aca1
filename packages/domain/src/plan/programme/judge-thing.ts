/** What becomes of one thing of the file: its row in the preview, and what an import writes for it. */
import type { Words } from '../../kind/types.ts';
import { derivedGuid } from './derived.ts';
import type { Matched } from './match.ts';
import { comparable, judge, type CellChange } from './merge.ts';
import { sourceHash, type Present, type SourceEntry } from './source.ts';
import type { FileCell, Thing, What } from './things.ts';
import { rowWords, type Action } from './words.ts';

export interface ImportRow {
  what: What;
  guid: string;
  title: string;
  /** Where a session stands in the file; empty for other things. */
  path: string;
  /** False for what an earlier import brought and the file no longer has. */
  inFile: boolean;
  action: Action;
  changes: readonly CellChange[];
  /** Cells that stay as they were written here; `after` is what the file says. */
  kept: readonly CellChange[];
  words: Words;
}

/** What `applyImport` writes for one row. */
export interface Planned {
  source: { part: 'plan' | 'people'; key: string; entry: SourceEntry };
  /** A new item of this list, or null. */
  create: { part: 'plan' | 'people'; root: string; id: string } | null;
  changes: readonly CellChange[];
}

export interface Judged {
  row: ImportRow;
  planned: Planned | null;
}

/** Compares one thing with the item that it is. */
export function judgeThing(thing: Thing, match: Matched, present: Present): Judged {
  const row = (action: Action, changes: readonly CellChange[] = [], kept: readonly CellChange[] = [], removed = false): ImportRow => ({
    what: thing.what,
    guid: thing.guid,
    title: thing.title,
    path: thing.path,
    inFile: true,
    action,
    changes,
    kept,
    words: thing.refused ?? rowWords(action, changes, kept, removed ? 'removed' : 'present'),
  });
  if (thing.refused) return { row: row('refuse'), planned: null };
  if (match.removed) return { row: row('kept', [], [], true), planned: null };
  const imported = present.sources.get(thing.source)?.cells ?? {};
  const changes: CellChange[] = [];
  const kept: CellChange[] = [];
  for (const cell of thing.cells) {
    if (isMadeUp(thing, match, cell)) continue;
    const before = presentValue(cell, match, present);
    const verdict =
      match.item === null && thing.list
        ? comparable(cell, cell.value) === comparable(cell, emptyOf(cell))
          ? 'same'
          : 'change'
        : judge(cell, before, imported[cell.name]);
    const change: CellChange = {
      part: cell.part,
      root: cell.root,
      key: thing.list ? `${match.id}/${cell.name}` : cell.name,
      label: cell.field.label,
      before: before ?? null,
      after: cell.value,
    };
    if (verdict === 'change') changes.push(change);
    if (verdict === 'kept') kept.push(change);
  }
  const creates = thing.list !== null && match.item === null;
  const told = changes.filter((change) => !QUIET.has(change.key));
  const action: Action = creates ? 'create' : told.length > 0 ? 'change' : kept.length > 0 ? 'kept' : 'same';
  const initial = creates
    ? Object.entries(thing.initial).map(([name, after]): CellChange => ({
        ...thing.list!,
        key: `${match.id}/${name}`,
        label: NO_WORDS,
        before: null,
        after,
      }))
    : [];
  const entry: SourceEntry = {
    item: match.id,
    // What the file does not speak of is as it was imported before.
    cells: {
      ...imported,
      ...Object.fromEntries(thing.cells.map((cell) => [cell.name, sourceHash(comparable(cell, cell.value))])),
    },
  };
  return {
    row: row(action, told, kept),
    planned: {
      source: { part: thing.list?.part ?? 'plan', key: thing.source, entry },
      create: creates ? { ...thing.list!, id: match.id } : null,
      changes: [...changes, ...initial],
    },
  };
}

const NO_WORDS: Words = { zh: '', en: '' };
/** Cells of the conference that only an export reads. */
const QUIET = new Set(['schedule']);

const emptyOf = (cell: FileCell): unknown =>
  cell.field.type === 'text' || cell.field.type === 'localized'
    ? ''
    : cell.field.type === 'flag'
      ? false
      : (cell.field.type === 'reference' || cell.field.type === 'choice') && cell.field.many === true
        ? []
        : null;

/** What an export made up for an item that had none: an identifier, or the Latin name as the name. */
function isMadeUp({ what, guid }: Thing, { item, id }: Matched, cell: FileCell): boolean {
  if (!item) return false;
  if (what === 'person') {
    const latin = cell.name === 'name' && item.name === '' && item.latinName === cell.value;
    return latin || ((cell.name === 'externalId' || cell.name === 'more') && guid === derivedGuid('person', id));
  }
  return cell.name === 'guid' && item.guid === '' && cell.value === derivedGuid(what, id);
}

function presentValue(cell: FileCell, match: Matched, present: Present): unknown {
  const [name = '', language] = cell.name.split('.');
  const holder = match.item ?? (match.id === '' ? present.parts[cell.part]?.fields : undefined);
  const value = holder?.[name];
  return language === undefined ? value : (value as Record<string, unknown> | undefined)?.[language];
}
