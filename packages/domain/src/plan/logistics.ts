/** Vehicles, legs and shifts as they are read: references resolved, times as spans, and where each person is busy. */
import type { Projected, Words } from '../kind/types.ts';
import type { Reference } from '../kind/values.ts';
import { dateOf, epochMinutes } from '../shared/instants.ts';
import { nameKey } from '../shared/names.ts';
import { overlaps, peopleOf } from './free.ts';
import { planItems, type LegItem, type ShiftItem, type VehicleItem } from './items.ts';
import { planView, type PersonView, type PlanView, type RoomView } from './view.ts';
import { named, titleOf } from './words.ts';

/** A leg whose length nobody wrote keeps its vehicle at least for the minute in which it departs. */
export const LEAST_LEG_MINUTES = 1;

export interface VehicleView {
  id: string;
  name: Words;
  seats: number | null;
  /** Null when the vehicle was removed; its name is then the one cached beside the reference. */
  item: VehicleItem | null;
}

interface Timed {
  id: string;
  /** What it is called in a sentence. */
  title: Words;
  /** Minutes since 1970; null without a time. */
  from: number | null;
  until: number | null;
}

export interface LegView extends Timed {
  vehicle: VehicleView | null;
  passengers: readonly PersonView[];
  /** How many ride: those named or the number given, whichever is more; null when neither is said. */
  riders: number | null;
  item: LegItem;
}

export interface ShiftView extends Timed {
  person: PersonView | null;
  room: RoomView | null;
  item: ShiftItem;
}

/** One thing that keeps a person in one place for a time. */
export interface Engagement {
  list: 'sessions' | 'legs' | 'shifts';
  id: string;
  title: Words;
  from: number;
  until: number;
  /** Where, so that two in one spot are no clash; null when it is not said. */
  spot: string | null;
}

export interface Logistics {
  vehicles: readonly VehicleView[];
  legs: readonly LegView[];
  shifts: readonly ShiftView[];
  /** Legs with a time by vehicle, each by beginning. */
  byVehicle: ReadonlyMap<string, readonly (LegView & { from: number; until: number })[]>;
  /** What each person does, each by beginning: sessions, rides, shifts. */
  byPerson: ReadonlyMap<string, readonly Engagement[]>;
}

const logistics = new WeakMap<PlanView, Logistics>();

/** Reads them once for the same plan and people, so that each rule may ask. */
export function logisticsView(parts: Projected): Logistics {
  const view = planView(parts);
  const cached = logistics.get(view);
  if (cached) return cached;
  const read = readLogistics(parts, view);
  logistics.set(view, read);
  return read;
}

function readLogistics(parts: Projected, view: PlanView): Logistics {
  const items = planItems(parts);
  const vehicles = items.vehicles.map((item): VehicleView => ({ id: item.id, name: vehicleName(item), seats: item.seats, item }));
  const people = new Map(view.people.map((person) => [person.id, person]));
  const person = (one: Reference): PersonView => people.get(one.id) ?? { id: one.id, name: { zh: one.label, en: one.label }, item: null };
  const legs = items.legs.map((item): LegView => {
    const from = item.start === null ? null : epochMinutes(item.start);
    const vehicle = item.vehicle && (vehicles.find((one) => one.id === item.vehicle!.id) ?? goneVehicle(item.vehicle));
    return {
      id: item.id,
      title: legTitle(item),
      from,
      until: from === null ? null : from + Math.max(LEAST_LEG_MINUTES, item.minutes ?? 0),
      vehicle,
      passengers: item.passengers.map(person),
      riders: item.count === null && item.passengers.length === 0 ? null : Math.max(item.count ?? 0, item.passengers.length),
      item,
    };
  });
  const shifts = items.shifts.map((item): ShiftView => {
    const from = item.start !== null && item.minutes !== null && item.minutes > 0 ? epochMinutes(item.start) : null;
    const room = item.room && (view.rooms.find((one) => one.id === item.room!.id) ?? null);
    return {
      id: item.id,
      title: named({ zh: item.post, en: item.post }, UNNAMED_SHIFT),
      from,
      until: from === null ? null : from + item.minutes!,
      person: item.person && person(item.person),
      room,
      item,
    };
  });
  return { vehicles, legs, shifts, byVehicle: byVehicle(legs), byPerson: engagements(view, legs, shifts) };
}

const UNNAMED_SHIFT: Words = { zh: '未填岗位的值守', en: 'an unnamed post' };
export const UNNAMED_VEHICLE: Words = { zh: '未命名的车', en: 'an unnamed vehicle' };
const vehicleName = ({ name, plate }: VehicleItem): Words => named({ zh: name || plate, en: name || plate }, UNNAMED_VEHICLE);
const goneVehicle = ({ id, label }: Reference): VehicleView => ({
  id,
  name: named({ zh: label, en: label }, UNNAMED_VEHICLE),
  seats: null,
  item: null,
});

/** `长水机场→师苑酒店`; one end alone where the other is not written. */
function legTitle({ from, to }: LegItem): Words {
  const route = from && to ? `${from}→${to}` : from || to;
  return named({ zh: route, en: route }, { zh: '未填路线的一趟', en: 'a leg without a route' });
}

const isTimed = <T extends Timed>(one: T): one is T & { from: number; until: number } => one.from !== null && one.until !== null;
const byBeginning = (a: { from: number; id: string }, b: { from: number; id: string }): number => a.from - b.from || (a.id < b.id ? -1 : 1);

function byVehicle(legs: readonly LegView[]): Logistics['byVehicle'] {
  const timed = legs.filter(isTimed).filter((leg) => leg.vehicle !== null);
  return new Map([...Map.groupBy(timed, (leg) => leg.vehicle!.id)].map(([id, list]) => [id, list.sort(byBeginning)] as const));
}

function engagements(view: PlanView, legs: readonly LegView[], shifts: readonly ShiftView[]): Logistics['byPerson'] {
  const found = new Map<string, Engagement[]>();
  const add = (person: string, one: Engagement): void => {
    const list = found.get(person);
    if (list) list.push(one);
    else found.set(person, [one]);
  };
  for (const session of view.sessions) {
    const { from, until, id } = session;
    if (from === null || until === null) continue;
    const one: Engagement = { list: 'sessions', id, title: titleOf(session), from, until, spot: session.room && `room ${session.room.id}` };
    for (const person of peopleOf(session).keys()) add(person, one);
  }
  for (const { id, title, from, until, vehicle, passengers } of legs.filter(isTimed))
    for (const person of passengers) add(person.id, { list: 'legs', id, title, from, until, spot: vehicle && `vehicle ${vehicle.id}` });
  for (const { id, title, from, until, person, item } of shifts.filter(isTimed)) {
    const place = item.place === '' ? null : `place ${nameKey(item.place)}`;
    if (person) add(person.id, { list: 'shifts', id, title, from, until, spot: item.room ? `room ${item.room.id}` : place });
  }
  for (const list of found.values()) list.sort(byBeginning);
  return found;
}

/** Whether one person drives both: the same telephone, or the same name where not both have one. */
export function sameDriver(a: VehicleView, b: VehicleView): boolean {
  if (a.item === null || b.item === null || a.id === b.id) return false;
  const [one, two] = [a.item, b.item].map((item) => ({ name: nameKey(item.driver), phone: item.phone.replace(/\D+/g, '') }));
  if (one!.phone !== '' && two!.phone !== '') return one!.phone === two!.phone;
  return one!.name !== '' && one!.name === two!.name;
}

/** Whether neither the vehicle nor who drives it is under way at that time, but for the leg itself. A leg without a time needs none. */
export function isVehicleFree(
  view: Logistics,
  vehicle: VehicleView,
  leg: { id: string; from: number | null; until: number | null },
): boolean {
  const { from, until } = leg;
  if (from === null || until === null) return true;
  return [...view.byVehicle].every(([id, legs]) => {
    const other = legs[0]!.vehicle!;
    if (id !== vehicle.id && !sameDriver(other, vehicle)) return true;
    return legs.every((one) => one.id === leg.id || !overlaps(one, from, until));
  });
}

/** Vehicles that hold the leg and are free for it, the smallest first, those of unknown size last. */
export function freeVehicles(view: Logistics, leg: LegView): readonly VehicleView[] {
  return view.vehicles
    .filter((vehicle) => vehicle.id !== leg.vehicle?.id && (vehicle.seats === null || vehicle.seats >= (leg.riders ?? 0)))
    .filter((vehicle) => isVehicleFree(view, vehicle, leg))
    .sort((a, b) => (a.seats ?? Infinity) - (b.seats ?? Infinity));
}

/** What a person does at that time elsewhere, but for one thing; null when free. */
export function engagedAt(
  view: Logistics,
  person: string,
  but: { id: string; from: number | null; until: number | null },
): Engagement | null {
  const { from, until } = but;
  if (from === null || until === null) return null;
  return view.byPerson.get(person)?.find((one) => one.id !== but.id && overlaps(one, from, until)) ?? null;
}

/** Dates on which anybody's shift begins. */
export const shiftDates = (view: Logistics): ReadonlySet<string> =>
  new Set(view.shifts.filter((shift) => shift.from !== null && shift.person !== null).map((shift) => dateOf(shift.item.start!)));
