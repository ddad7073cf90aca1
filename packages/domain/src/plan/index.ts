/** The event plan: how it is read, what clashes in it, and how it goes in and out as a schedule file. */
export { PLAN_RULES } from './rules/rules.ts';
export {
  PEOPLE_CELLS,
  planItems,
  type DayItem,
  type PeopleCell,
  type PersonItem,
  type PlanItems,
  type RoomItem,
  type SessionItem,
  type TrackItem,
} from './items.ts';
export { byRoom, byTime, planView, type DayView, type PersonView, type PlanView, type RoomView, type SessionView } from './view.ts';
export { freeRooms, isPersonFree, nextFreeStart } from './free.ts';
export { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from './limits.ts';
