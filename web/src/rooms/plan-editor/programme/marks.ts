/** What the cells of the programme are marked with, and what a person must settle, under the row it concerns. Pure. */
import type { Contested, Finding } from '@qiao/domain/kind';
import type { PersonChanges } from '#local/journal/changes.ts';
import type { Here } from '#local/presence.svelte.ts';
import type { Mark, RowMarks } from '../grid/column.ts';
import { COLUMN_OF } from './column-cells.ts';

/** A line that opens under a row. */
export type Line = { is: 'clash'; finding: Finding } | { is: 'two'; cell: Contested };

const SESSIONS = 'plan/sessions/';

export const sessionsOf = (finding: Finding): string[] =>
  finding.items.filter((item) => item.startsWith(SESSIONS)).map((item) => item.slice(SESSIONS.length));

/** The cells of a finding that say most: times only where it is about nothing else. */
export function tellingCells(finding: Finding): { id: string; field: string }[] {
  const cells = finding.cells.flatMap((cell) => {
    if (!cell.startsWith(SESSIONS)) return [];
    const [id = '', field = ''] = cell.slice(SESSIONS.length).split('/');
    return [{ id, field }];
  });
  const telling = cells.filter(({ field }) => field !== 'start' && field !== 'minutes');
  return telling.length > 0 ? telling : cells;
}

/** Lines by the session they stand under: a clash under the last of its rows, so that all of them stand above it. */
export function linesOf(rows: readonly string[], findings: readonly Finding[], contested: readonly Contested[]): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  const put = (id: string | undefined, line: Line): void => {
    if (id !== undefined) lines.set(id, [...(lines.get(id) ?? []), line]);
  };
  for (const finding of findings) {
    const ids = new Set(sessionsOf(finding));
    put(
      rows.findLast((row) => ids.has(row)),
      { is: 'clash', finding },
    );
  }
  for (const cell of contested) {
    if (cell.root !== 'sessions') continue;
    const { id } = splitKey(cell.key);
    if (rows.includes(id)) put(id, { is: 'two', cell });
  }
  return lines;
}

export function splitKey(key: string): { id: string; field: string } {
  const slash = key.indexOf('/');
  return { id: key.slice(0, Math.max(0, slash)), field: key.slice(slash + 1) };
}

interface Told {
  findings: readonly Finding[];
  contested: readonly Contested[];
  changes: readonly PersonChanges[];
  others: readonly Here[];
}

/** Marks by session and column. */
export function marksOf({ findings, contested, changes, others }: Told): Map<string, RowMarks> {
  const marks = new Map<string, Record<string, Mark>>();
  const mark = (id: string, field: string, what: Mark): void => {
    const column = COLUMN_OF[field];
    if (!column) return;
    const row = marks.get(id) ?? {};
    row[column] = { ...row[column], ...what };
    marks.set(id, row);
  };
  for (const finding of findings) for (const { id, field } of tellingCells(finding)) mark(id, field, { bad: true });
  for (const cell of contested) {
    const { id, field } = splitKey(cell.key);
    if (cell.root === 'sessions') mark(id, field, { two: true });
  }
  for (const { changes: list } of changes) {
    for (const change of list) {
      if (change.root !== 'sessions') continue;
      const fields = change.what === 'changed' ? change.cells.map((cell) => cell.field) : ['title.zh', 'title.en'];
      for (const field of fields) mark(change.item, field, { changed: true });
    }
  }
  for (const here of others) {
    if (!here.at.startsWith('sessions/')) continue;
    const { id, field } = splitKey(here.at.slice('sessions/'.length));
    mark(id, field, { held: { name: here.name, who: here.who } });
  }
  return marks;
}

/** Sessions that any clash concerns. */
export const clashing = (findings: readonly Finding[]): Set<string> => new Set(findings.flatMap(sessionsOf));
