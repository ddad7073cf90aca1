/** Vehicles, legs, shifts and budget lines for tests, written as a device writes them. */
import * as Y from 'yjs';
import { addItem } from '../kind/edit.ts';
import { project } from '../kind/project.ts';
import type { Projected } from '../kind/types.ts';
import { event } from '../kinds/event/event.ts';
import { projectAll, type PlanDocs } from './plan.fixture.ts';

const refer = (id: string) => ({ id, label: id });
const referred = (id: string | undefined) => (id === undefined ? null : refer(id));

export const addVehicle = (docs: PlanDocs, id: string, values: { name: string; seats?: number; driver?: string; phone?: string }): void =>
  addItem(docs.plan, 'vehicles', { id, values });

export interface NewLeg {
  id: string;
  start?: string;
  minutes?: number;
  from?: string;
  to?: string;
  vehicle?: string;
  passengers?: readonly string[];
  count?: number;
}

export function addLeg(docs: PlanDocs, { id, vehicle, passengers, ...rest }: NewLeg): void {
  const values = { from: '师苑酒店', to: id, ...rest, vehicle: referred(vehicle), passengers: passengers?.map(refer) ?? null };
  addItem(docs.plan, 'legs', { id, values });
}

export interface NewShift {
  id: string;
  start?: string;
  minutes?: number;
  post?: string;
  person?: string;
  room?: string;
  place?: string;
}

export function addShift(docs: PlanDocs, { id, person, room, ...rest }: NewShift): void {
  addItem(docs.plan, 'shifts', { id, values: { post: id, ...rest, person: referred(person), room: referred(room) } });
}

export interface NewLine {
  id: string;
  item?: string;
  /** `1234.50` in CNY, or `100 USD`. */
  planned?: string;
  actual?: string;
}

/** The parts with a budget beside them. */
export function withBudget(docs: PlanDocs, lines: readonly NewLine[]): Projected {
  const budget = new Y.Doc();
  for (const { id, item, planned, actual } of lines)
    addItem(budget, 'lines', { id, values: { item: item ?? id, planned: moneyOf(planned), actual: moneyOf(actual) } });
  return { ...projectAll(docs), budget: project(event, 'budget', budget) };
}

export function moneyOf(text: string | undefined): { amount: string; currency: string } | null {
  if (text === undefined) return null;
  const [amount = '', currency = 'CNY'] = text.split(' ');
  return { amount, currency };
}
