/**
 * What was imported last, so that a later import tells a local edit from a change in the file. It lies in the parts
 * themselves, in the root map `$source`, a key for each thing of the file; values are hashes, for only equality is asked.
 */
import type * as Y from 'yjs';
import { cellValue, isItemId, livingCells } from '../../kind/cells.ts';
import { own } from '../../kind/fields/rules.ts';
import { project } from '../../kind/project.ts';
import type { Projected } from '../../kind/types.ts';
import { event } from '../../kinds/event/event.ts';
import { sha256Hex } from '../../shared/hash.ts';

export const SOURCE_ROOT = '$source';

export interface SourceEntry {
  /** Item that it became; empty for the conference itself. */
  item: string;
  /** Hash of each cell's value as the file had it. */
  cells: Readonly<Record<string, string>>;
}

/** Docs of an event that an import reads and writes. Without `case` (it is frozen, or not at hand) the case is left alone. */
export interface ImportDocs {
  case?: Y.Doc;
  plan: Y.Doc;
  people: Y.Doc;
}

/** The event as an import meets it. */
export interface Present {
  parts: Projected;
  /** By `session/<guid>`, `room/<name>`, `person/<key>` … */
  sources: ReadonlyMap<string, SourceEntry>;
  /** Items that were removed here: `part/list/id`. */
  removed: ReadonlySet<string>;
}

export function readPresent(docs: ImportDocs): Present {
  const parts: Projected = { plan: project(event, 'plan', docs.plan), people: project(event, 'people', docs.people) };
  if (docs.case) parts.case = project(event, 'case', docs.case);
  const removed = new Set<string>();
  for (const part of ['plan', 'people'] as const) {
    for (const list of Object.keys(event.parts[part]?.lists ?? {})) {
      for (const [key, item] of livingCells(docs[part], list)) {
        if (key.endsWith('/removed') && cellValue(item) === true) removed.add(`${part}/${list}/${key.slice(0, -'/removed'.length)}`);
      }
    }
  }
  return { parts, sources: new Map([...readSources(docs.plan), ...readSources(docs.people)]), removed };
}

/** Total: entries of another shape are as if there were none. */
function* readSources(ydoc: Y.Doc): Generator<[string, SourceEntry]> {
  for (const [key, cell] of livingCells(ydoc, SOURCE_ROOT)) {
    const value = cellValue(cell);
    const [item, cells] = [own(value, 'item'), own(value, 'cells')];
    if (typeof item !== 'string' || (item !== '' && !isItemId(item)) || typeof cells !== 'object' || cells === null) continue;
    const hashes = Object.entries(cells).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    yield [key, { item, cells: Object.fromEntries(hashes) }];
  }
}

/** 64 bits: enough to tell whether a value is the one that was imported. */
export const sourceHash = (comparable: string): string => sha256Hex(comparable).slice(0, 16);
