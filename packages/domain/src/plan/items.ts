/** The event plan's lists as the projection gives them: typed by the kind's own fields. */
import type { dayFields, roomFields, sessionFields, trackFields } from '../kinds/event/plan-part.ts';
import type { lineFields } from '../kinds/event/budget-part.ts';
import type { cueFields, legFields, mealFields, shiftFields, vehicleFields } from '../kinds/event/logistics-lists.ts';
import type { peopleFields } from '../kinds/event/people-part.ts';
import type { Projected } from '../kind/types.ts';
import type { ItemOf } from '../kind/values.ts';

export type SessionItem = ItemOf<typeof sessionFields>;
export type RoomItem = ItemOf<typeof roomFields>;
export type TrackItem = ItemOf<typeof trackFields>;
export type DayItem = ItemOf<typeof dayFields>;
export type PersonItem = ItemOf<typeof peopleFields>;
export type CueItem = ItemOf<typeof cueFields>;
export type VehicleItem = ItemOf<typeof vehicleFields>;
export type LegItem = ItemOf<typeof legFields>;
export type MealItem = ItemOf<typeof mealFields>;
export type ShiftItem = ItemOf<typeof shiftFields>;
export type BudgetLine = ItemOf<typeof lineFields>;

/** The cells of a session that name people, in the order they are shown. */
export const PEOPLE_CELLS = ['chair', 'speakers', 'interpreters'] as const;
export type PeopleCell = (typeof PEOPLE_CELLS)[number];

export interface PlanItems {
  sessions: readonly SessionItem[];
  rooms: readonly RoomItem[];
  tracks: readonly TrackItem[];
  days: readonly DayItem[];
  people: readonly PersonItem[];
  cues: readonly CueItem[];
  vehicles: readonly VehicleItem[];
  legs: readonly LegItem[];
  meals: readonly MealItem[];
  shifts: readonly ShiftItem[];
  /** None where the reader has no budget. */
  lines: readonly BudgetLine[];
}

/** The projection has made every cell valid, so that only its type is said here. A part that is not at hand has no items. */
export function planItems(parts: Projected): PlanItems {
  const plan = parts.plan?.lists ?? {};
  return {
    sessions: (plan.sessions ?? []) as readonly SessionItem[],
    rooms: (plan.rooms ?? []) as readonly RoomItem[],
    tracks: (plan.tracks ?? []) as readonly TrackItem[],
    days: (plan.days ?? []) as readonly DayItem[],
    people: (parts.people?.lists.people ?? []) as readonly PersonItem[],
    cues: (plan.cues ?? []) as readonly CueItem[],
    vehicles: (plan.vehicles ?? []) as readonly VehicleItem[],
    legs: (plan.legs ?? []) as readonly LegItem[],
    meals: (plan.meals ?? []) as readonly MealItem[],
    shifts: (plan.shifts ?? []) as readonly ShiftItem[],
    lines: (parts.budget?.lists.lines ?? []) as readonly BudgetLine[],
  };
}
