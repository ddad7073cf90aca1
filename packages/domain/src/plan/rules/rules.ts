import type { RuleCheck } from '../../kind/types.ts';
import { overCapacity } from './capacity.ts';
import { outsideDay } from './day.ts';
import { personDoubleBooked } from './person.ts';
import { roomDoubleBooked } from './room.ts';

/** What a plan may clash in, by the rule's name. */
export const PLAN_RULES: Readonly<Record<string, RuleCheck>> = {
  'room-double-booked': roomDoubleBooked,
  'person-double-booked': personDoubleBooked,
  'outside-day': outsideDay,
  'over-capacity': overCapacity,
};
