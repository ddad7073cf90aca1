/**
 * What carries an event beside its sessions: run sheet, vehicles and their legs, meals, shifts. They lie in the plan, for who
 * edits the programme edits them, and hosts work from them. Whatever lasts has a start and a length, as sessions have:
 * moving the start moves the whole.
 */
import type { Field, List } from '../../kind/types.ts';

const MANY_PEOPLE_MAX = 100_000;

const remarks = { type: 'text', lines: true, max: 4000, label: { zh: '备注', en: 'Remarks' } } as const satisfies Field;
const start = (zh: string, en: string) => ({ type: 'instant', label: { zh, en } }) as const satisfies Field;
const length = { type: 'duration', label: { zh: '时长', en: 'Length' } } as const satisfies Field;
const count = (zh: string, en: string) =>
  ({ type: 'number', integer: true, min: 0, max: MANY_PEOPLE_MAX, label: { zh, en } }) as const satisfies Field;

/** A line of the run sheet: at this minute, this happens, these do it. */
export const cueFields = {
  start: start('时间', 'At'),
  minutes: length,
  cue: { type: 'text', max: 500, label: { zh: '环节', en: 'Cue' } },
  session: { type: 'reference', of: 'list:plan/sessions', label: { zh: '场次', en: 'Session' } },
  who: { type: 'reference', of: 'list:people/people', many: true, label: { zh: '负责', en: 'Who' } },
  remarks,
} as const satisfies Record<string, Field>;

export const vehicleFields = {
  name: { type: 'text', max: 200, label: { zh: '车辆', en: 'Vehicle' } },
  plate: { type: 'text', max: 30, label: { zh: '车牌', en: 'Plate' } },
  /** For passengers, without the driver's. */
  seats: { type: 'number', integer: true, min: 0, max: 500, label: { zh: '座位', en: 'Seats' } },
  driver: { type: 'text', max: 200, label: { zh: '司机', en: 'Driver' } },
  phone: { type: 'text', max: 60, label: { zh: '司机电话', en: 'Driver’s phone' } },
  remarks,
} as const satisfies Record<string, Field>;

/** One drive of one vehicle. Who rides is named, or only counted, or both: then the larger number rides. */
export const legFields = {
  start: start('出发', 'Departs'),
  minutes: length,
  from: { type: 'text', max: 300, label: { zh: '起点', en: 'From' } },
  to: { type: 'text', max: 300, label: { zh: '终点', en: 'To' } },
  vehicle: { type: 'reference', of: 'list:plan/vehicles', label: { zh: '车辆', en: 'Vehicle' } },
  passengers: { type: 'reference', of: 'list:people/people', many: true, label: { zh: '乘车人', en: 'Passengers' } },
  count: count('人数', 'Number'),
  remarks,
} as const satisfies Record<string, Field>;

/** The diets that are counted by themselves; what is rarer is written out. */
export const DIETS = ['halal', 'vegetarian', 'vegan', 'noPork', 'glutenFree'] as const;
export type Diet = (typeof DIETS)[number];

export const mealFields = {
  start: start('时间', 'At'),
  minutes: length,
  kind: {
    type: 'choice',
    label: { zh: '餐别', en: 'Meal' },
    options: {
      breakfast: { zh: '早餐', en: 'Breakfast' },
      lunch: { zh: '午餐', en: 'Lunch' },
      dinner: { zh: '晚餐', en: 'Dinner' },
      buffet: { zh: '自助餐', en: 'Buffet' },
      banquet: { zh: '宴请', en: 'Banquet' },
      tea: { zh: '茶歇', en: 'Tea break' },
      packed: { zh: '盒饭', en: 'Packed meal' },
    },
  },
  place: { type: 'text', max: 300, label: { zh: '地点', en: 'Place' } },
  standard: { type: 'money', label: { zh: '每人标准', en: 'Per head' } },
  numbers: count('人数', 'Number'),
  halal: count('清真', 'Halal'),
  vegetarian: count('素食', 'Vegetarian'),
  vegan: count('纯素', 'Vegan'),
  noPork: count('忌猪肉', 'No pork'),
  glutenFree: count('无麸质', 'Gluten-free'),
  otherDiets: { type: 'text', max: 1000, label: { zh: '其他饮食要求', en: 'Other diets' } },
  remarks,
} as const satisfies Record<string, Field>;

export const shiftFields = {
  start: start('起', 'From'),
  minutes: length,
  post: { type: 'text', max: 300, label: { zh: '岗位', en: 'Post' } },
  person: { type: 'reference', of: 'list:people/people', label: { zh: '值守人', en: 'Who' } },
  room: { type: 'reference', of: 'list:plan/rooms', label: { zh: '会场', en: 'Room' } },
  place: { type: 'text', max: 300, label: { zh: '其他地点', en: 'Other place' } },
  remarks,
} as const satisfies Record<string, Field>;

export const logisticsLists = {
  cues: { label: { zh: '流程', en: 'Run sheet' }, title: 'cue', fields: cueFields },
  vehicles: { label: { zh: '车辆', en: 'Vehicles' }, title: 'name', fields: vehicleFields },
  legs: { label: { zh: '车次', en: 'Legs' }, title: 'to', fields: legFields },
  meals: { label: { zh: '用餐', en: 'Meals' }, title: 'place', fields: mealFields },
  shifts: { label: { zh: '值守', en: 'Shifts' }, title: 'post', fields: shiftFields },
} as const satisfies Record<string, List>;
