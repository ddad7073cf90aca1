import { sheetRows, sheetTarget, type SheetList } from '@qiao/domain/plan/sheet';
import Papa from 'papaparse';
import { pick } from '#messages/index.svelte.ts';
import { handOver } from '../exchange/export.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { planLocale } from '../words.ts';

/** Excel takes a text file for UTF-8 only where it says so itself. */
const MARK = '\uFEFF';

/** Hands a list over as a text file of cells, which is read back as the same. */
export function exportList(room: PlanRoom, root: SheetList): void {
  const target = sheetTarget(root);
  const rows = sheetRows(room.parts.values, target, planLocale());
  handOver(room, MARK + Papa.unparse(rows.map((row) => [...row])), 'csv', 'text/csv;charset=utf-8', pick(target.list.label));
}
