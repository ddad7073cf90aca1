/** An event and sheets for tests. */
import * as Y from 'yjs';
import { project } from '../../kind/project.ts';
import type { Projected } from '../../kind/types.ts';
import { event } from '../../kinds/event/event.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../plan.fixture.ts';
import { applySheet, readSheetEvent, type SheetApplied } from './apply.ts';
import { findHead, guessColumns } from './heads.ts';
import type { SheetList } from './lists.ts';
import { previewSheet, SHEET_DEFAULTS, type SheetChoices, type SheetPreview } from './preview.ts';
import { tableOf, type SheetCell, type SheetTable } from './sheet.ts';
import { sheetTarget } from './targets.ts';

export type SheetBench = PlanDocs & { budget: Y.Doc };

/** Two days in November 2026, two halls, two people, one session. */
export function sheetBench(): SheetBench {
  const docs = { ...planDocs(), budget: new Y.Doc() };
  addDay(docs, '2026-11-05', at('08:00', '2026-11-05'), at('18:00', '2026-11-05'));
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅', 120);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addPerson(docs, 'he', '何译', 'He Yi', 'interpreter');
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 45, room: 'a' });
  return docs;
}

export const partsOf = (docs: SheetBench): Projected => ({ ...projectAll(docs), budget: project(event, 'budget', docs.budget) });

const cellOf = (one: string | SheetCell | null): SheetCell | null =>
  typeof one === 'string' ? (tableOf('', [[one]]).rows[0]?.[0] ?? null) : one;

/** A table of texts, and of cells that are more than text. */
export const table = (...rows: (string | SheetCell | null)[][]): SheetTable => ({
  name: 'Sheet1',
  rows: rows.map((row) => row.map(cellOf)),
  merges: [],
});

export function preview(
  docs: SheetBench,
  root: SheetList,
  sheet: SheetTable,
  { locale = 'zh-CN', ...over }: Partial<SheetChoices> & { locale?: 'zh-CN' | 'en' } = {},
): SheetPreview {
  const target = sheetTarget(root);
  const head = over.head ?? findHead(sheet, target);
  const columns = guessColumns(sheet, head, target).map((guess) => guess?.column ?? null);
  const parts = partsOf(docs);
  return previewSheet(sheet, target, { ...SHEET_DEFAULTS, head, columns, ...over }, readSheetEvent(parts, docs), locale);
}

export const write = (docs: SheetBench, made: SheetPreview): SheetApplied => applySheet(made, docs);

/** `C7 …` of each reason, in Chinese. */
export const reasons = (made: SheetPreview): string[] =>
  made.rows.flatMap((row) => row.faults.map(({ address, words }) => `${address} ${words.zh}`));

export const verdicts = (made: SheetPreview): string[] => made.rows.map(({ verdict, title }) => `${verdict} ${title}`);
