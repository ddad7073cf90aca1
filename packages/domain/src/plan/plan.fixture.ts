/** Plans for tests: written into real docs as a device writes them, and projected. */
import * as Y from 'yjs';
import { addItem, setCell } from '../kind/edit.ts';
import { project } from '../kind/project.ts';
import type { Projected } from '../kind/types.ts';
import { event } from '../kinds/event/event.ts';

export interface PlanDocs {
  case: Y.Doc;
  plan: Y.Doc;
  people: Y.Doc;
}

export const planDocs = (): PlanDocs => ({ case: new Y.Doc(), plan: new Y.Doc(), people: new Y.Doc() });

export const projectAll = (docs: PlanDocs): Projected => ({
  case: project(event, 'case', docs.case),
  plan: project(event, 'plan', docs.plan),
  people: project(event, 'people', docs.people),
});

/** `2026-11-06T14:00+08:00[Asia/Shanghai]` of a day and time. */
export const at = (time: string, date = '2026-11-06'): string => `${date}T${time}+08:00[Asia/Shanghai]`;

export const addRoom = (docs: PlanDocs, id: string, name: string, capacity: number | null = null): void =>
  addItem(docs.plan, 'rooms', { id, values: { 'name.zh': name, 'name.en': `Room ${id}`, capacity } });

export const addPerson = (docs: PlanDocs, id: string, name: string, latinName: string, ...role: string[]): void =>
  addItem(docs.people, 'people', { id, values: { name, latinName, role } });

export const addDay = (docs: PlanDocs, date: string, opens: string, closes: string): void =>
  addItem(docs.plan, 'days', { id: `d${date.replaceAll('-', '')}`, values: { date, opens, closes } });

export interface NewSession {
  id: string;
  title?: string;
  start?: string;
  minutes?: number;
  room?: string;
  chair?: string[];
  speakers?: string[];
  interpreters?: string[];
  expected?: number;
}

export function addSession(docs: PlanDocs, session: NewSession): void {
  const refer = (id: string) => ({ id, label: id });
  addItem(docs.plan, 'sessions', { id: session.id, values: { 'title.zh': session.title ?? session.id } });
  const set = (field: string, value: unknown): void => setCell(docs.plan, 'sessions', `${session.id}/${field}`, value ?? null);
  set('start', session.start);
  set('minutes', session.minutes);
  set('expected', session.expected);
  set('room', session.room === undefined ? null : refer(session.room));
  for (const cell of ['chair', 'speakers', 'interpreters'] as const) set(cell, session[cell]?.map(refer));
}
