import type { RoomLink } from '#generic/rooms-of.ts';

/** The parts of an event's plan, each a page of its own. */
export const rooms: readonly RoomLink[] = [
  { label: { zh: '日程', en: 'Programme' }, href: (id) => `/event/${id}/plan`, shows: 'plan' },
  { label: { zh: '流程单', en: 'Run sheet' }, href: (id) => `/event/${id}/plan/run-sheet` },
  { label: { zh: '简介', en: 'Brief' }, href: (id) => `/event/${id}/plan/brief` },
  { label: { zh: '人员', en: 'People' }, href: (id) => `/event/${id}/plan/people`, shows: 'people' },
  { label: { zh: '会场', en: 'Rooms' }, href: (id) => `/event/${id}/plan/places` },
  { label: { zh: '交通', en: 'Transport' }, href: (id) => `/event/${id}/plan/transport` },
  { label: { zh: '餐饮', en: 'Meals' }, href: (id) => `/event/${id}/plan/meals` },
  { label: { zh: '值守', en: 'Staff' }, href: (id) => `/event/${id}/plan/staff` },
  { label: { zh: '经费', en: 'Budget' }, href: (id) => `/event/${id}/plan/budget`, part: 'budget', shows: 'budget' },
  { label: { zh: '任务', en: 'Tasks' }, href: (id) => `/event/${id}/plan/tasks` },
];
