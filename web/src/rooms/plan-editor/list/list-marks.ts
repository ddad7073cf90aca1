/** What the cells of a list are marked with, and what must be settled under which row. Pure. */
import type { Contested, Finding } from '@qiao/domain/kind';
import type { PersonChanges } from '#local/journal/changes.ts';
import type { Here } from '#local/presence.svelte.ts';
import type { Mark, RowMarks } from '../grid/column.ts';
import { splitKey, type Line } from '../programme/marks.ts';
import { tellingPlaces } from '../settle/cell-place.ts';

interface Told {
  part: string;
  root: string;
  findings: readonly Finding[];
  contested: readonly Contested[];
  changes: readonly PersonChanges[];
  others: readonly Here[];
  /** The cells by which a new row is seen. */
  title: readonly string[];
}

/** Marks by row and cell. */
export function listMarks({ part, root, findings, contested, changes, others, title }: Told): Map<string, RowMarks> {
  const marks = new Map<string, Record<string, Mark>>();
  const mark = (id: string, field: string, what: Mark): void => {
    const row = marks.get(id) ?? {};
    row[field] = { ...row[field], ...what };
    marks.set(id, row);
  };
  for (const finding of findings)
    for (const place of tellingPlaces(finding))
      if (place.part === part && place.root === root) mark(place.item, place.field, { bad: true });
  for (const { root: of, key } of contested) if (of === root) mark(splitKey(key).id, splitKey(key).field, { two: true });
  for (const { changes: list } of changes) {
    for (const change of list) {
      if (change.root !== root) continue;
      for (const field of change.what === 'changed' ? change.cells.map((cell) => cell.field) : title)
        mark(change.item, field, { changed: true });
    }
  }
  for (const here of others) {
    if (!here.at.startsWith(`${root}/`)) continue;
    const { id, field } = splitKey(here.at.slice(root.length + 1));
    mark(id, field, { held: { name: here.name, who: here.who } });
  }
  return marks;
}

/** Lines by the row they stand under: a clash under the last of its rows, or where `rowOf` puts one that names none of them. */
export function listLines(
  { part, root, findings, contested }: Pick<Told, 'part' | 'root' | 'findings' | 'contested'>,
  rows: readonly string[],
  rowOf: (finding: Finding) => string | null,
): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  const here = new Set(rows);
  const put = (id: string | null | undefined, line: Line): void => {
    if (id != null && here.has(id)) lines.set(id, [...(lines.get(id) ?? []), line]);
  };
  for (const finding of findings) {
    const ids = new Set(finding.items.filter((item) => item.startsWith(`${part}/${root}/`)).map((item) => item.split('/')[2]!));
    put(ids.size > 0 ? rows.findLast((row) => ids.has(row)) : rowOf(finding), { is: 'clash', finding });
  }
  for (const cell of contested) if (cell.root === root) put(splitKey(cell.key).id, { is: 'two', cell });
  return lines;
}
