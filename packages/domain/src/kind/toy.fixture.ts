/** A kind with one field of each type, for the engine's own tests. */
import { defineKind } from './define.ts';
import type { Facts, Field, Person } from './types.ts';

const label = { zh: '项', en: 'Item' };

export const everyField = {
  text: { type: 'text', label, max: 20 },
  lines: { type: 'text', label, lines: true },
  title: { type: 'localized', label, needed: true },
  body: { type: 'rich', label },
  number: { type: 'number', label, min: 0, max: 1000, integer: true },
  money: { type: 'money', label },
  date: { type: 'date', label },
  instant: { type: 'instant', label },
  minutes: { type: 'duration', label },
  choice: { type: 'choice', label, options: { a: { zh: '甲', en: 'A' }, b: { zh: '乙', en: 'B' } } },
  choices: { type: 'choice', label, many: true, options: { a: { zh: '甲', en: 'A' }, b: { zh: '乙', en: 'B' } } },
  region: { type: 'region', label },
  regions: { type: 'region', label, many: true },
  one: { type: 'reference', label, of: 'toy' },
  many: { type: 'reference', label, of: 'list:open/rows', many: true },
  flag: { type: 'flag', label },
  file: { type: 'file', label },
} as const satisfies Record<string, Field>;

const { body: _body, ...listFields } = everyField;

export const toy = defineKind({
  name: 'toy',
  version: 2,
  desk: 3,
  label,
  one: label,
  parts: {
    open: {
      label,
      fields: everyField,
      lists: { rows: { label, title: 'title', fields: listFields } },
      texts: { notes: { label } },
    },
    shut: { label, fields: { secret: { type: 'text', label } } },
  },
  workflow: {
    initial: 'draft',
    states: {
      draft: { label, tone: 'begun', phase: label },
      sent: { label, tone: 'doing', phase: label, frozen: ['open'], awaits: ['leader'] },
      done: { label, tone: 'passed', phase: label, frozen: ['open', 'shut'] },
    },
    table: {
      draft: { submit: 'sent', approve: null, return: null, withdraw: null, cancel: null },
      sent: { submit: null, approve: 'done', return: 'draft', withdraw: 'draft', cancel: null },
      done: { submit: null, approve: null, return: null, withdraw: null, cancel: null },
    },
    moves: {
      submit: { label, by: [{ role: 'officer', scope: 'desk' }], covers: ['open'] },
      approve: { label, by: [{ role: 'leader', scope: 'awaiting' }], covers: ['open'] },
      return: { label, by: [{ role: 'leader', scope: 'awaiting' }], reason: true },
      withdraw: { label, by: [{ role: 'officer', scope: 'own' }] },
      cancel: { label, by: [] },
    },
  },
  access: {
    read: [
      { role: 'officer', scope: 'desk' },
      { role: 'leader', scope: 'awaiting' },
      { role: 'host', scope: 'assigned' },
      { role: 'head', scope: 'department' },
    ],
    write: [{ role: 'officer', scope: 'desk' }],
    create: ['officer'],
    assign: [{ role: 'officer', scope: 'desk' }],
    archive: [{ role: 'officer', scope: 'desk' }],
    parts: { shut: { read: [{ role: 'officer', scope: 'own' }], write: [{ role: 'officer', scope: 'own' }] } },
  },
  views: {
    title: 'open.title',
    columns: ['open.text'],
    sections: [{ label, part: 'open', fields: ['text'], list: 'rows', text: 'notes' }],
  },
  lenses: [
    { from: 1, part: 'open', read: (value) => ({ ...value, fields: { ...value.fields, text: `lens ${String(value.fields.text)}` } }) },
  ],
});

export const anOfficer: Person = { id: 'u1', name: '赵启明', roles: ['officer'], desks: [3], department: 'office' };
export const aLeader: Person = { id: 'u2', name: '沈岚', roles: ['leader'], desks: [], department: '' };
export const aHost: Person = { id: 'u3', name: '孙佳', roles: ['host'], desks: [], department: 'arts' };

export const toyFacts = (over: Partial<Facts> = {}): Facts => ({
  kind: 'toy',
  id: '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
  version: 2,
  state: 'draft',
  owner: 'u1',
  ownerName: '赵启明',
  department: 'office',
  assignees: [],
  number: null,
  archived: false,
  createdAt: 1000,
  changedAt: 1000,
  ...over,
});
