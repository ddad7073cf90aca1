import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addItem, removeItem, setCell } from '../../kind/edit.ts';
import { project } from '../../kind/project.ts';
import type { CellEdit, Item, Projected } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { event } from '../../kinds/event/event.ts';
import { addDays, daysBetween, weekday } from '../../shared/dates.ts';
import { dateOf, instantAt, normaliseInstant, timeOf, zoneOf } from '../../shared/instants.ts';
import { firstDayOf, sameAgain } from './same-again.ts';
import { AGAIN_MAX_DAYS, nextFirstDay, sameWeekday, shiftInstant } from './shift.ts';
import { copyText, writeAgain } from './write-again.ts';

const PARTS = ['case', 'plan', 'people', 'budget', 'minutes'];
const RECORD = '01939b40-0000-7000-8000-000000000001';
type Docs = Record<string, Y.Doc>;
const docs = (): Docs => Object.fromEntries(PARTS.map((part) => [part, new Y.Doc()]));
const read = (from: Docs): Projected => Object.fromEntries(PARTS.map((part) => [part, project(event, part, from[part]!)]));
const lisbon = (date: string, time: string): string => (instantAt(date, time, 'Europe/Lisbon') as { instant: string }).instant;
const ref = (id: string, label = id): Reference => ({ id, label });

function lastYear(): Docs {
  const made = docs();
  const { case: own, plan, people, budget, minutes } = made as { [part in 'case' | 'plan' | 'people' | 'budget' | 'minutes']: Y.Doc };
  for (const [key, value] of Object.entries({
    'title.zh': '高原生态研讨会',
    starts: '2026-10-24',
    ends: '2026-10-25',
    zone: 'Europe/Lisbon',
  }))
    setCell(own, 'fields', key, value);
  addItem(people, 'people', { id: 'lin', values: { name: '林德', person: ref('p1'), externalId: '7' } });
  addItem(people, 'people', { id: 'gone', values: { name: '走了' } });
  addItem(plan, 'days', { id: 'd1', values: { date: '2026-10-24', opens: lisbon('2026-10-24', '08:00') } });
  addItem(plan, 'rooms', { id: 'hall', values: { 'name.zh': '云台厅', capacity: 300 } });
  addItem(plan, 'tracks', { id: 'eco', values: { 'name.en': 'Ecology' } });
  const cells = { room: ref('hall'), track: ref('eco'), speakers: [ref('gone'), ref('lin')], minutes: 60, guid: 'G-1' };
  addItem(plan, 'sessions', { id: 's2', values: { 'title.zh': '二', start: lisbon('2026-10-24', '11:00'), ...cells } });
  addItem(plan, 'sessions', { id: 's1', after: null, values: { 'title.zh': '一', start: lisbon('2026-10-24', '09:00'), ...cells } });
  addItem(plan, 'cues', { id: 'c', values: { cue: '开场', start: lisbon('2026-10-24', '08:55'), session: ref('s1'), who: [ref('lin')] } });
  addItem(plan, 'vehicles', { id: 'bus', values: { name: '大巴', seats: 45 } });
  addItem(plan, 'legs', { id: 'leg', values: { to: '机场', vehicle: ref('bus'), passengers: [ref('lin')] } });
  addItem(plan, 'attachments', { id: 'a', values: { name: '议程.pdf' } });
  addItem(plan, 'sessions', { id: 'old', values: { 'title.zh': '删去' } });
  removeItem(plan, 'sessions', 'old');
  removeItem(people, 'people', 'gone');
  setCell(plan, '$source', 'session/g-1', { item: 's1', cells: {} });
  const money = (amount: string) => ({ amount, currency: 'CNY' });
  addItem(budget, 'lines', { id: 'l', values: { item: '场地', planned: money('100'), actual: money('120') } });
  minutes.getXmlFragment('minutes').insert(0, [new Y.XmlText('议定')]);
  plan.getXmlFragment('brief').insert(0, [new Y.XmlElement('paragraph')]);
  (plan.getXmlFragment('brief').get(0) as Y.XmlElement).insert(0, [new Y.XmlText('门口集合')]);
  return made;
}

function again(from: Docs, days: number): { edits: readonly CellEdit[]; to: Docs; parts: Projected } {
  const planned = sameAgain(event, read(from), { record: RECORD, days });
  if (!planned.ok) throw new Error(planned.code);
  const to = docs();
  writeAgain(to, planned.edits);
  return { edits: planned.edits, to, parts: read(to) };
}

const list = (parts: Projected, part: string, name: string): readonly Item[] => parts[part]!.lists[name]!;

describe('the same event again', () => {
  test('keeps its content and order, its wall times over a change of clocks, and moves its days', () => {
    const { parts } = again(lastYear(), 364);
    expect(parts['case']!.fields).toMatchObject({ title: { zh: '高原生态研讨会', en: '' }, starts: '2027-10-23', ends: '2027-10-24' });
    expect(list(parts, 'plan', 'sessions').map((item) => [item['title'], item['start']])).toEqual([
      [{ zh: '一', en: '' }, '2027-10-23T09:00+01:00[Europe/Lisbon]'],
      [{ zh: '二', en: '' }, '2027-10-23T11:00+01:00[Europe/Lisbon]'],
    ]);
    expect(list(parts, 'plan', 'days')[0]).toMatchObject({ date: '2027-10-23', opens: '2027-10-23T08:00+01:00[Europe/Lisbon]' });
    const winter = again(lastYear(), 8).parts;
    expect(list(winter, 'plan', 'sessions')[0]!['start']).toBe('2026-11-01T09:00+00:00[Europe/Lisbon]');
  });

  test('leaves behind what was of that time: numbers of a file, bases of imports, what was removed, attachments, actual costs, minutes', () => {
    const { edits, parts, to } = again(lastYear(), 364);
    expect(edits.map((edit) => edit.root).filter((root) => root.startsWith('$') || root === 'attachments')).toEqual([]);
    expect(list(parts, 'plan', 'sessions')).toHaveLength(2);
    expect(list(parts, 'plan', 'sessions')[0]!['guid']).toBe('');
    expect(list(parts, 'people', 'people')).toMatchObject([{ name: '林德', person: ref('p1'), externalId: '' }]);
    expect(list(parts, 'budget', 'lines')).toMatchObject([{ item: '场地', planned: { amount: '100', currency: 'CNY' }, actual: null }]);
    expect(to['minutes']!.share.size).toBe(0);
  });

  test('every reference within it leads to a copy, and to no item of the old one', () => {
    const from = lastYear();
    const { parts } = again(from, 364);
    const [session] = list(parts, 'plan', 'sessions');
    expect(session!['room']).toEqual(ref(list(parts, 'plan', 'rooms')[0]!.id, 'hall'));
    expect(session!['track']).toEqual(ref(list(parts, 'plan', 'tracks')[0]!.id, 'eco'));
    expect(session!['speakers']).toEqual([ref(list(parts, 'people', 'people')[0]!.id, 'lin')]);
    expect(list(parts, 'plan', 'cues')[0]!['session']).toEqual(ref(session!.id, 's1'));
    const old = new Set(PARTS.flatMap((part) => Object.values(read(from)[part]!.lists).flatMap((items) => items.map(({ id }) => id))));
    const fresh = PARTS.flatMap((part) => Object.values(parts[part]!.lists).flatMap((items) => items.map(({ id }) => id)));
    expect(fresh.filter((id) => old.has(id))).toEqual([]);
    for (const [part, name] of [
      ['plan', 'sessions'],
      ['plan', 'cues'],
      ['plan', 'legs'],
    ] as const) {
      for (const [field, value] of Object.entries(event.parts[part]!.lists![name]!.fields)) {
        if (value.type !== 'reference' || !value.of.startsWith('list:')) continue;
        const [inPart, inList] = value.of.slice(5).split('/') as [string, string];
        const there = new Set(list(parts, inPart, inList).map(({ id }) => id));
        for (const item of list(parts, part, name))
          for (const one of [item[field] ?? []].flat() as Reference[]) expect(there).toContain(one.id);
      }
    }
  });

  test('the brief goes along as it is written, in the new doc alone', () => {
    const from = lastYear();
    const to = docs();
    copyText(from['plan']!, to['plan']!, 'brief');
    expect(project(event, 'plan', to['plan']!).texts['brief']).toBe('门口集合');
    expect(to['plan']!.getXmlFragment('brief').toJSON()).toBe('<paragraph>门口集合</paragraph>');
    expect(project(event, 'plan', from['plan']!).texts['brief']).toBe('门口集合');
  });

  test(`is moved by ${AGAIN_MAX_DAYS} days at most, either way`, () => {
    const from = read(lastYear());
    expect(sameAgain(event, from, { record: RECORD, days: AGAIN_MAX_DAYS }).ok).toBe(true);
    expect(sameAgain(event, from, { record: RECORD, days: -AGAIN_MAX_DAYS - 1 })).toEqual({ ok: false, code: 'too-far' });
  });

  test('two copies of one event share no item', () => {
    const ids = [RECORD, RECORD.replace(/1$/, '2')].map((record) => {
      const planned = sameAgain(event, read(lastYear()), { record, days: 0 });
      return planned.ok ? planned.edits.filter((edit) => edit.root !== 'fields').map((edit) => edit.key.split('/')[0]) : [];
    });
    expect(ids[0]!.length).toBeGreaterThan(0);
    expect(ids[0]!.filter((id) => ids[1]!.includes(id))).toEqual([]);
  });

  test('its first day is that of the case, else of the first day or session', () => {
    const from = read(lastYear());
    expect(firstDayOf(from)).toBe('2026-10-24');
    expect(firstDayOf({ plan: from['plan'] })).toBe('2026-10-24');
    expect(firstDayOf(read(docs()))).toBeNull();
  });
});

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Lisbon',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  '+05:30',
  'Nowhere/Town',
);
const dates = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n));
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((both) => both.map((n) => String(n).padStart(2, '0')).join(':'));

describe('days later', () => {
  test('there and back is the same wall time, and the way there too, wherever the clock shows it', () => {
    fc.assert(
      fc.property(zones, dates, times, fc.integer({ min: -AGAIN_MAX_DAYS, max: AGAIN_MAX_DAYS }), (zone, date, time, days) => {
        const made = zone === 'Nowhere/Town' ? null : instantAt(date, time, zone);
        fc.pre(made === null || made.ok);
        const instant = made?.ok ? made.instant : `${date}T${time}+02:00[${zone}]`;
        const there = shiftInstant(instant, days);
        expect(normaliseInstant(there)).toBe(there);
        const target = made === null ? null : instantAt(addDays(date, days), time, zone);
        if (target && !target.ok) {
          expect(there > `${addDays(date, days)}T${time}`).toBe(true);
          return;
        }
        expect([dateOf(there), timeOf(there), zoneOf(there)]).toEqual([addDays(date, days), time, zone]);
        expect(shiftInstant(there, -days)).toBe(instant);
      }),
    );
  });

  test('a time that the clock leaves out is as much later as the clock is put forward', () => {
    expect(shiftInstant(lisbon('2026-03-28', '01:30'), 1)).toBe('2026-03-29T02:30+01:00[Europe/Lisbon]');
  });

  test('the same weekday of another year is never more than three days off', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 9 }), (date, years) => {
        const day = sameWeekday(date, years);
        expect(weekday(day)).toBe(weekday(date));
        const same = `${Number(date.slice(0, 4)) + years}${date.slice(4) === '-02-29' ? '-02-28' : date.slice(4)}`;
        expect(Math.abs(daysBetween(same, day))).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('offers next year, and for an event of long ago the first day that is still to come', () => {
    expect(nextFirstDay('2026-11-06', '2026-11-23')).toBe('2027-11-05');
    expect(nextFirstDay('2027-03-01', '2026-11-23')).toBe('2028-02-28');
    expect(nextFirstDay('2019-10-04', '2026-11-23')).toBe('2027-10-01');
  });
});
