/** A schedule file read against an event: pure, so that nothing is written before the person says so. */
import {
  previewImport,
  readPresent,
  readProgramme,
  type Action,
  type ImportDocs,
  type ImportPreview,
  type ImportRow,
  type Schedule,
} from '@qiao/domain/plan';
import type { Words } from '@qiao/domain/kind';

export type Previewed =
  | { ok: true; schedule: Schedule; preview: ImportPreview; counts: Readonly<Record<Action, number>> }
  | { ok: false; errors: readonly { path: string; words: Words }[] };

/** Nothing was written in any of them: the event does not exist yet. */
const isNew = ({ case: caseDoc, plan, people }: ImportDocs): boolean =>
  [caseDoc, plan, people].every((ydoc) => ydoc !== undefined && ydoc.store.clients.size === 0);

/** The event itself is changed by an import; where it is made by it, it counts as one of what is new. */
const asNew = (row: ImportRow): ImportRow => (row.what === 'conference' && row.action === 'change' ? { ...row, action: 'create' } : row);

/** `docs` are read, never written, and are asked for once the file is read: they may have changed by then. */
export async function previewFile(text: string, docs: (schedule: Schedule) => ImportDocs | Promise<ImportDocs>): Promise<Previewed> {
  const read = await readProgramme(text);
  return read.ok ? previewSchedule(read.schedule, await docs(read.schedule)) : read;
}

/** What a schedule would do to an event. */
export function previewSchedule(schedule: Schedule, docs: ImportDocs): Previewed & { ok: true } {
  const made = previewImport(schedule, readPresent(docs));
  const preview = isNew(docs) ? { ...made, rows: made.rows.map(asNew) } : made;
  const counts: Record<Action, number> = { create: 0, change: 0, same: 0, kept: 0, refuse: 0 };
  for (const row of preview.rows) counts[row.action] += 1;
  return { ok: true, schedule, preview, counts };
}

/** What concerns the person most comes first; within that as in the file. */
const ORDER: readonly Action[] = ['refuse', 'change', 'kept', 'create', 'same'];

export const inOrder = (rows: readonly ImportRow[]): ImportRow[] =>
  [...rows].sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
