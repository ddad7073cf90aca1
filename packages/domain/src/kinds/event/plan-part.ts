import { CARRIED_MAX, LINES_MAX } from '../../kind/limits.ts';
import type { Field, Part } from '../../kind/types.ts';
import { logisticsLists } from './logistics-lists.ts';

/** JSON text that an exchange format carries through us untouched. */
const carried = (zh: string, en: string): { type: 'text'; lines: true; max: number; carried: true; label: { zh: string; en: string } } => ({
  type: 'text',
  lines: true,
  max: CARRIED_MAX,
  carried: true,
  label: { zh, en },
});

const carriedLine = (zh: string, en: string): { type: 'text'; max: number; carried: true; label: { zh: string; en: string } } => ({
  type: 'text',
  max: 2000,
  carried: true,
  label: { zh, en },
});

const people = (zh: string, en: string): { type: 'reference'; of: string; many: true; label: { zh: string; en: string } } => ({
  type: 'reference',
  of: 'list:people/people',
  many: true,
  label: { zh, en },
});

export const sessionFields = {
  title: { type: 'localized', max: 500, label: { zh: '场次', en: 'Session' } },
  subtitle: { type: 'text', max: 500, label: { zh: '副题', en: 'Subtitle' } },
  start: { type: 'instant', label: { zh: '起', en: 'Start' } },
  minutes: { type: 'duration', label: { zh: '时长', en: 'Length' } },
  room: { type: 'reference', of: 'list:plan/rooms', label: { zh: '会场', en: 'Room' } },
  track: { type: 'reference', of: 'list:plan/tracks', label: { zh: '专题', en: 'Track' } },
  chair: people('主持', 'Chair'),
  speakers: people('报告人', 'Speakers'),
  interpreters: people('译员', 'Interpreters'),
  expected: { type: 'number', integer: true, min: 0, max: 100_000, label: { zh: '报名', en: 'Expected' } },
  type: { type: 'text', max: 60, label: { zh: '类型', en: 'Type' } },
  language: { type: 'text', max: 35, label: { zh: '语言', en: 'Language' } },
  abstract: { type: 'text', lines: true, max: LINES_MAX, label: { zh: '摘要', en: 'Abstract' } },
  description: { type: 'text', lines: true, max: LINES_MAX, label: { zh: '说明', en: 'Description' } },
  equipment: { type: 'text', lines: true, max: 2000, label: { zh: '设备', en: 'Equipment' } },
  remarks: { type: 'text', lines: true, max: 4000, label: { zh: '备注', en: 'Remarks' } },
  guid: { type: 'text', max: 64, carried: true, label: { zh: '日程标识', en: 'Guid' } },
  sourceId: { type: 'number', integer: true, min: 1, carried: true, label: { zh: '日程编号', en: 'Id in the schedule' } },
  code: carriedLine('日程代码', 'Code in the schedule'),
  slug: carriedLine('短名', 'Slug'),
  url: carriedLine('网址', 'Web address'),
  logo: carriedLine('图标', 'Logo'),
  licence: carriedLine('录像许可', 'Recording licence'),
  doNotRecord: { type: 'flag', carried: true, label: { zh: '不录像', en: 'Do not record' } },
  links: carried('链接', 'Links'),
  attachments: carried('附件', 'Attachments'),
  more: carried('日程其他内容', 'More of the schedule'),
} as const satisfies Record<string, Field>;

export const roomFields = {
  name: { type: 'localized', max: 200, label: { zh: '会场', en: 'Room' } },
  capacity: { type: 'number', integer: true, min: 0, max: 1_000_000, label: { zh: '容量', en: 'Capacity' } },
  equipment: { type: 'text', lines: true, max: 2000, label: { zh: '设备', en: 'Equipment' } },
  guid: { type: 'text', max: 64, carried: true, label: { zh: '日程标识', en: 'Guid' } },
  more: carried('日程其他内容', 'More of the schedule'),
} as const satisfies Record<string, Field>;

export const trackFields = {
  name: { type: 'localized', max: 200, label: { zh: '专题', en: 'Track' } },
  more: carried('日程其他内容', 'More of the schedule'),
} as const satisfies Record<string, Field>;

export const dayFields = {
  date: { type: 'date', label: { zh: '日期', en: 'Date' } },
  opens: { type: 'instant', label: { zh: '开始', en: 'Opens' } },
  closes: { type: 'instant', label: { zh: '结束', en: 'Closes' } },
  title: { type: 'localized', max: 200, label: { zh: '名称', en: 'Name' } },
} as const satisfies Record<string, Field>;

/** The live plan: co-edited, never frozen but by archiving. */
export const planPart = {
  label: { zh: '会议日程', en: 'Plan' },
  fields: { schedule: carried('日程其他内容', 'More of the schedule') },
  lists: {
    days: { label: { zh: '会期', en: 'Days' }, title: 'date', fields: dayFields },
    rooms: { label: { zh: '会场', en: 'Rooms' }, title: 'name', fields: roomFields },
    tracks: { label: { zh: '专题', en: 'Tracks' }, title: 'name', fields: trackFields },
    sessions: { label: { zh: '场次', en: 'Sessions' }, title: 'title', fields: sessionFields },
    ...logisticsLists,
  },
  texts: { brief: { label: { zh: '会务说明', en: 'Brief' } } },
} as const satisfies Part;
