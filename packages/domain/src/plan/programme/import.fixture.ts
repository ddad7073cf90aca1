/** Events for the tests of import and export. */
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import type { PlanDocs } from '../plan.fixture.ts';
import { planDocs } from '../plan.fixture.ts';
import { applyImport, type Applied } from './apply.ts';
import type { Schedule } from './format.ts';
import { previewImport, type ImportPreview } from './preview.ts';
import { readSchedule } from './read-schedule.ts';
import { readPresent } from './source.ts';

export const fixtureText = readFileSync(`${import.meta.dirname}/fixtures/plateau-2026.json`, 'utf8');

export function read(text: string): Schedule {
  const result = readSchedule(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors.slice(0, 3)));
  return result.schedule;
}

export const preview = (docs: PlanDocs, schedule: Schedule): ImportPreview => previewImport(schedule, readPresent(docs));

export const importInto = (docs: PlanDocs, schedule: Schedule): Applied => applyImport(preview(docs, schedule), docs, 'import');

export function imported(schedule: Schedule): PlanDocs {
  const docs = planDocs();
  importInto(docs, schedule);
  return docs;
}

/** How many rows have each action: `session create`. */
export const actionsOf = ({ rows }: ImportPreview): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[`${row.what} ${row.action}`] = (counts[`${row.what} ${row.action}`] ?? 0) + 1;
  return counts;
};

export const copyDocs = (docs: PlanDocs): PlanDocs => {
  const copies = planDocs();
  for (const part of ['case', 'plan', 'people'] as const) Y.applyUpdate(copies[part], Y.encodeStateAsUpdate(docs[part]));
  return copies;
};

export const exchangeDocs = (a: PlanDocs, b: PlanDocs): void => {
  for (const part of ['case', 'plan', 'people'] as const) {
    Y.applyUpdate(a[part], Y.encodeStateAsUpdate(b[part]));
    Y.applyUpdate(b[part], Y.encodeStateAsUpdate(a[part]));
  }
};
