import type { RuleCheck } from '../../kind/types.ts';
import { budgetExceeded, budgetLineOver } from './budget.ts';
import { overCapacity } from './capacity.ts';
import { outsideDay } from './day.ts';
import { personElsewhere } from './elsewhere.ts';
import { personDoubleBooked } from './person.ts';
import { roomDoubleBooked } from './room.ts';
import { roomGone } from './room-gone.ts';
import { shiftGap } from './shift.ts';
import { driverDoubleBooked, vehicleDoubleBooked, vehicleGone, vehicleOverCapacity } from './vehicle.ts';

/** What a plan may clash in, by the rule's name. */
export const PLAN_RULES: Readonly<Record<string, RuleCheck>> = {
  'room-double-booked': roomDoubleBooked,
  'person-double-booked': personDoubleBooked,
  'outside-day': outsideDay,
  'over-capacity': overCapacity,
  'room-gone': roomGone,
  'person-elsewhere': personElsewhere,
  'vehicle-double-booked': vehicleDoubleBooked,
  'driver-double-booked': driverDoubleBooked,
  'vehicle-over-capacity': vehicleOverCapacity,
  'vehicle-gone': vehicleGone,
  'shift-gap': shiftGap,
  'budget-line-over': budgetLineOver,
  'budget-exceeded': budgetExceeded,
};
