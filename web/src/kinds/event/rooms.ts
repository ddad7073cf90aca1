import type { RoomLink } from '#generic/rooms-of.ts';

/** The parts of an event's plan, each a page of its own. */
export const rooms: readonly RoomLink[] = [
  { label: { zh: '日程', en: 'Programme' }, href: (id) => `/event/${id}/plan` },
  { label: { zh: '简介', en: 'Brief' }, href: (id) => `/event/${id}/plan/brief` },
  { label: { zh: '人员', en: 'People' }, href: (id) => `/event/${id}/plan/people` },
];
