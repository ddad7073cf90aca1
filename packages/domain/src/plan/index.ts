/** The event plan: how it is read, what clashes in it, and how it goes in and out as a schedule file. */
export { PLAN_RULES } from './rules/rules.ts';
export {
  PEOPLE_CELLS,
  planItems,
  type BudgetLine,
  type CueItem,
  type DayItem,
  type LegItem,
  type MealItem,
  type PeopleCell,
  type PersonItem,
  type PlanItems,
  type RoomItem,
  type SessionItem,
  type ShiftItem,
  type TrackItem,
  type VehicleItem,
} from './items.ts';
export { byRoom, byTime, planView, type DayView, type PersonView, type PlanView, type RoomView, type SessionView } from './view.ts';
export { budgetTotals, grantedBudget, type BudgetTotal } from './budget.ts';
export { countMeals, type MealCounts } from './meals.ts';
export {
  engagedAt,
  isVehicleFree,
  logisticsView,
  type Engagement,
  type LegView,
  type Logistics,
  type ShiftView,
  type VehicleView,
} from './logistics.ts';
export { freeRooms, isPersonFree, nextFreeStart } from './free.ts';
export { landed, obstacles, type Landing, type Obstacle } from './landing.ts';
export { MAX_FINDINGS_PER_RULE, MAX_OVERNIGHT_MINUTES, MAX_REMEDIES } from './limits.ts';
export { applyImport, IMPORT_TRANSACTION_MAX, type Applied } from './programme/apply.ts';
export {
  PROGRAMME_MAX_BYTES,
  PROGRAMME_MAX_ERRORS,
  PROGRAMME_MAX_SESSIONS,
  type Schedule,
  type ScheduleSession,
} from './programme/format.ts';
export type { ImportRow } from './programme/judge-thing.ts';
export type { Action } from './programme/words.ts';
export type { CellChange } from './programme/merge.ts';
export { previewImport, type ImportPreview } from './programme/preview.ts';
export { readProgramme } from './programme/read-programme.ts';
export { readSchedule, type ReadOptions, type ReadSchedule } from './programme/read-schedule.ts';
export { sharedSessions } from './programme/shared-sessions.ts';
export { readPresent, type ImportDocs, type Present } from './programme/source.ts';
export { CALENDAR_ALARM_MINUTES, writeCalendar, type CalendarOptions, type WrittenCalendar } from './programme/calendar/write-calendar.ts';
export type { LeftOut } from './programme/left-out.ts';
export { writeSchedule, type WriteOptions, type WrittenSchedule } from './programme/write-schedule.ts';
export { writeXml } from './programme/xml/write-xml.ts';
export { copyText, writeAgain } from './again/write-again.ts';
export { countsAgain, daysToMove, firstDayOf, LEFT_BEHIND, sameAgain, type Again, type AgainOptions } from './again/same-again.ts';
export { AGAIN_MAX_DAYS, nextFirstDay, sameWeekday, shiftInstant } from './again/shift.ts';
