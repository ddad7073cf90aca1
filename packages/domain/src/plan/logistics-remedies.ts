/** Ways out for legs and shifts: each a sentence that names its effect, and the edits that make it. */
import type { CellEdit } from '../kind/types.ts';
import type { Reference } from '../kind/values.ts';
import { dateOf, instantIn, timeOf, zoneOf } from '../shared/instants.ts';
import { engagedAt, freeVehicles, isVehicleFree, type LegView, type Logistics, type ShiftView } from './logistics.ts';
import type { Remedy } from './remedies.ts';
import type { PersonView, PlanView } from './view.ts';
import { named, UNNAMED_PERSON } from './words.ts';

export const legEdit = (leg: LegView, field: string, value: unknown): CellEdit => ({
  part: 'plan',
  root: 'legs',
  key: `${leg.id}/${field}`,
  value,
});

export const shiftEdit = (shift: ShiftView, field: string, value: unknown): CellEdit => ({
  part: 'plan',
  root: 'shifts',
  key: `${shift.id}/${field}`,
  value,
});

/** Everybody on the leg into the smallest free vehicle that holds them. */
export function changeVehicle(view: Logistics, leg: LegView): Remedy | null {
  const vehicle = freeVehicles(view, leg)[0];
  if (!vehicle) return null;
  const reference: Reference = { id: vehicle.id, label: vehicle.name.zh };
  return {
    words: { zh: `“${leg.title.zh}”改用 ${vehicle.name.zh}`, en: `Take ${vehicle.name.en} for “${leg.title.en}”` },
    edits: [legEdit(leg, 'vehicle', reference)],
  };
}

/** Later on its day, when its vehicle and who drives it are free for the whole of it. */
export function departLater(view: Logistics, leg: LegView): Remedy | null {
  const { vehicle, from, until } = leg;
  if (!vehicle || from === null || until === null || leg.item.start === null) return null;
  const zone = zoneOf(leg.item.start);
  const starts = [...view.byVehicle.values()].flatMap((legs) => legs.map((one) => one.until)).filter((start) => start > from);
  const start = [...new Set(starts)]
    .sort((a, b) => a - b)
    .find((one) => isVehicleFree(view, vehicle, { id: leg.id, from: one, until: one + until - from }));
  const instant = start === undefined ? null : instantIn(start, zone);
  if (instant === null || dateOf(instant) !== dateOf(leg.item.start)) return null;
  return {
    words: { zh: `“${leg.title.zh}” ${timeOf(instant)} 出发`, en: `Depart “${leg.title.en}” at ${timeOf(instant)}` },
    edits: [legEdit(leg, 'start', instant)],
  };
}

export const clearVehicle = (leg: LegView): Remedy => ({
  words: { zh: `“${leg.title.zh}”车辆待定`, en: `Leave the vehicle of “${leg.title.en}” open` },
  edits: [legEdit(leg, 'vehicle', null)],
});

/** Takes somebody off a leg. */
export function leaveOut(leg: LegView, person: PersonView): Remedy {
  const name = named(person.name, UNNAMED_PERSON);
  return {
    words: { zh: `“${leg.title.zh}”不载 ${name.zh}`, en: `Take ${name.en} off “${leg.title.en}”` },
    edits: [
      legEdit(
        leg,
        'passengers',
        leg.item.passengers.filter((one) => one.id !== person.id),
      ),
    ],
  };
}

/** Somebody of the staff who is free: staff by role, or on another shift. */
export function giveShift(plan: PlanView, view: Logistics, shift: ShiftView): Remedy | null {
  const onShift = new Set(view.shifts.map((one) => one.person?.id));
  const other = plan.people.find(
    (person) =>
      person.id !== shift.person?.id &&
      (person.item!.role.includes('staff') || onShift.has(person.id)) &&
      engagedAt(view, person.id, shift) === null,
  );
  if (!other) return null;
  const name = named(other.name, UNNAMED_PERSON);
  const reference: Reference = { id: other.id, label: name.zh };
  return {
    words: { zh: `“${shift.title.zh}”改由 ${name.zh} 值守`, en: `Give “${shift.title.en}” to ${name.en}` },
    edits: [shiftEdit(shift, 'person', reference)],
  };
}

export const clearShift = (shift: ShiftView): Remedy => ({
  words: { zh: `“${shift.title.zh}”值守人待定`, en: `Leave “${shift.title.en}” without anybody for now` },
  edits: [shiftEdit(shift, 'person', null)],
});

/** The shift as long as it takes to cover this span too. */
export function stretchShift(shift: ShiftView, from: number, until: number): Remedy | null {
  if (shift.from === null || shift.until === null || shift.item.start === null || shift.person === null) return null;
  const [start, end] = [Math.min(from, shift.from), Math.max(until, shift.until)];
  const zone = zoneOf(shift.item.start);
  const hours = `${timeOf(instantIn(start, zone))}–${timeOf(instantIn(end, zone))}`;
  const name = named(shift.person.name, UNNAMED_PERSON);
  return {
    words: { zh: `${name.zh}“${shift.title.zh}”改为 ${hours}`, en: `“${shift.title.en}” of ${name.en} becomes ${hours}` },
    edits: [...(start === shift.from ? [] : [shiftEdit(shift, 'start', instantIn(start, zone))]), shiftEdit(shift, 'minutes', end - start)],
  };
}
