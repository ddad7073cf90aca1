import { describe, expect, test } from 'vitest';
import { contested } from '../../kind/contested.ts';
import { differences } from '../../kind/differences.ts';
import { addItem, removeItem, setCell } from '../../kind/edit.ts';
import { planItems, type SessionItem } from '../items.ts';
import { addPerson, addRoom, planDocs, projectAll, type PlanDocs } from '../plan.fixture.ts';
import { planView } from '../view.ts';
import { applyImport, IMPORT_TRANSACTION_MAX } from './apply.ts';
import type { Schedule, ScheduleSession } from './format.ts';
import { actionsOf, copyDocs, exchangeDocs, fixtureText, imported, importInto, preview, read } from './import.fixture.ts';

const schedule = read(fixtureText);

const withSession = (guid: string, over: Partial<ScheduleSession>): Schedule => ({
  ...schedule,
  sessions: schedule.sessions.map((session) => (session.guid === guid ? { ...session, ...over } : session)),
});

const [opening, , wetland] = schedule.sessions as [ScheduleSession, ScheduleSession, ScheduleSession];

const itemOf = (docs: PlanDocs, guid: string): SessionItem =>
  planItems(projectAll(docs)).sessions.find((session) => session.guid === guid)!;

const rowOf = (docs: PlanDocs, next: Schedule, title: string) => preview(docs, next).rows.find((row) => row.title === title)!;

describe('a first import', () => {
  test('makes everything once, at its place and time', () => {
    const docs = planDocs();
    expect(actionsOf(preview(docs, schedule))).toEqual({
      'conference change': 1,
      'day create': 3,
      'room create': 3,
      'track create': 2,
      'person create': 3,
      'session create': 5,
    });
    expect(preview(docs, schedule).counts).toEqual({ sessions: 5, people: 3, rooms: 3, tracks: 2, refused: 0 });
    importInto(docs, schedule);
    const view = planView(projectAll(docs));
    expect(view.zone).toBe('Europe/Berlin');
    expect(view.days.map((day) => [day.date, day.sessions.map((session) => session.title.zh || session.title.en)])).toEqual([
      ['2026-10-24', ['Eröffnung – öffentlich', '高原湿地修复二十年', 'Lange Nacht der Quellen']],
      ['2026-10-25', ['Half past two, the first', 'Half past two, the second']],
      ['2026-10-26', []],
    ]);
    const session = view.sessions.find((each) => each.title.zh === '高原湿地修复二十年')!;
    expect(session.people.speakers.map((person) => person.name.zh)).toEqual(['林珊', 'Ana Lúcia Sande-Oñate']);
    expect(session.room).toMatchObject({ name: { zh: '云台厅', en: '' }, capacity: 120 });
    expect(projectAll(docs).case!.fields).toMatchObject({
      title: { zh: '高原水资源会议 Plateau Water 2026', en: '' },
      starts: '2026-10-24',
      ends: '2026-10-26',
      zone: 'Europe/Berlin',
    });
  });

  test('is one transaction a part', () => {
    const docs = planDocs();
    const heard: string[] = [];
    for (const part of ['case', 'plan', 'people'] as const)
      docs[part].on('update', (_update: Uint8Array, origin: unknown) => heard.push(`${part} ${String(origin)}`));
    importInto(docs, schedule);
    expect(heard.sort()).toEqual(['case import', 'people import', 'plan import']);
  });

  test('finds rooms and people that are there by name, and gives no two one item', () => {
    const docs = planDocs();
    addRoom(docs, 'yt', '云台厅');
    addPerson(docs, 'lin', '林珊', '', 'interpreter');
    importInto(docs, schedule);
    expect(itemOf(docs, wetland.guid)).toMatchObject({ room: { id: 'yt' }, speakers: [{ id: 'lin' }, {}] });
    expect(planItems(projectAll(docs)).people.find((person) => person.id === 'lin')!.role).toEqual(['interpreter']);
    expect(planItems(projectAll(docs)).rooms).toHaveLength(3);
  });

  test('does not guess between two people of one name', () => {
    const docs = planDocs();
    addPerson(docs, 'lin1', '林珊', '');
    addPerson(docs, 'lin2', '林珊', '');
    importInto(docs, schedule);
    expect(planItems(projectAll(docs)).people.filter((person) => person.name === '林珊')).toHaveLength(3);
  });

  test('leaves a frozen case alone', () => {
    const { plan, people } = planDocs();
    const shown = preview({ plan, people } as PlanDocs, schedule);
    expect(shown.planned.flatMap((planned) => planned.changes).some((change) => change.part === 'case')).toBe(false);
    applyImport(shown, { plan, people });
    expect(planItems(projectAll({ ...planDocs(), plan, people })).sessions).toHaveLength(5);
    expect(() => applyImport(preview(planDocs(), schedule), { plan, people })).toThrow('no doc for part case');
  });
});

describe('importing again', () => {
  test('the same file changes nothing and writes nothing', () => {
    const docs = imported(schedule);
    const before = copyDocs(docs);
    const again = preview(docs, schedule);
    expect(again.rows.filter((row) => row.action !== 'same')).toEqual([]);
    let updates = 0;
    for (const part of ['case', 'plan', 'people'] as const) docs[part].on('update', () => updates++);
    expect(applyImport(again, docs)).toEqual({ written: 0, left: 0 });
    expect(updates).toBe(0);
    expect(differences(before.plan, docs.plan).cells).toEqual([]);
  });

  test('what the file changed is changed, by guid, and told cell by cell', () => {
    const docs = imported(schedule);
    const next = withSession(opening.guid, { start: '2026-10-24T09:30+02:00[Europe/Berlin]', room: '云台厅', title: 'Eröffnung' });
    const row = rowOf(docs, next, 'Eröffnung');
    expect(row).toMatchObject({ action: 'change', words: { zh: '更新：场次、起、会场。', en: 'Updated: session, start, room.' } });
    expect(row.changes.map((change) => [change.before, change.after])[1]).toEqual([opening.start, '2026-10-24T09:30+02:00[Europe/Berlin]']);
    importInto(docs, next);
    expect(itemOf(docs, opening.guid)).toMatchObject({ title: { en: 'Eröffnung', zh: '' }, room: { label: '云台厅' } });
    expect(planItems(projectAll(docs)).sessions).toHaveLength(5);
  });

  test('local edits are kept and told, whether the file changed the cell too or not', () => {
    const docs = imported(schedule);
    const id = itemOf(docs, opening.guid).id;
    setCell(docs.plan, 'sessions', `${id}/start`, '2026-10-24T11:00+02:00[Europe/Berlin]');
    setCell(docs.plan, 'sessions', `${id}/abstract`, 'ours');
    const next = withSession(opening.guid, { abstract: 'theirs', minutes: 50 });
    const row = rowOf(docs, next, opening.title);
    expect(row).toMatchObject({ action: 'change', words: { zh: '更新：时长。保留这里的改动：起、摘要。' } });
    expect(row.kept.map((kept) => kept.after)).toEqual([opening.start, 'theirs']);
    importInto(docs, next);
    expect(itemOf(docs, opening.guid)).toMatchObject({ start: '2026-10-24T11:00+02:00[Europe/Berlin]', abstract: 'ours', minutes: 50 });
    expect(rowOf(docs, next, opening.title)).toMatchObject({ action: 'kept', words: { en: 'Kept as edited here: start, abstract.' } });
  });

  test('cells that no file knows (chair, remarks, a translated title) are nobody’s matter', () => {
    const docs = imported(schedule);
    const id = itemOf(docs, wetland.guid).id;
    setCell(docs.plan, 'sessions', `${id}/title.en`, 'Twenty years of wetlands');
    setCell(docs.plan, 'sessions', `${id}/remarks`, '门厅同开');
    expect(rowOf(docs, schedule, wetland.title).action).toBe('same');
    importInto(docs, withSession(wetland.guid, { title: '湿地二十年' }));
    expect(itemOf(docs, wetland.guid).title).toEqual({ zh: '湿地二十年', en: 'Twenty years of wetlands' });
  });

  test('what was removed here is not brought back; what the file no longer has stays, and both are told', () => {
    const docs = imported(schedule);
    removeItem(docs.plan, 'sessions', itemOf(docs, opening.guid).id);
    const less = { ...schedule, sessions: schedule.sessions.filter((session) => session.guid !== wetland.guid) };
    expect(rowOf(docs, less, opening.title)).toMatchObject({ action: 'kept', words: { zh: '已在这里移除，不再加回。' } });
    expect(rowOf(docs, less, wetland.title)).toMatchObject({
      action: 'kept',
      inFile: false,
      words: { zh: '文件里已没有这一场，日程里仍保留。' },
    });
    importInto(docs, less);
    expect(planItems(projectAll(docs)).sessions).toHaveLength(4);
  });

  test('a renamed room keeps its new name and is not doubled', () => {
    const docs = imported(schedule);
    const room = planItems(projectAll(docs)).rooms.find((each) => each.name.en === 'Küche')!;
    setCell(docs.plan, 'rooms', `${room.id}/name.en`, 'Kitchen');
    importInto(docs, schedule);
    const rooms = planItems(projectAll(docs)).rooms;
    expect(rooms.map((each) => each.name.zh || each.name.en)).toEqual(['Großer Saal', '云台厅', 'Kitchen']);
  });

  test('the same programme from another system is found by names and makes no second people or rooms', () => {
    const docs = imported(schedule);
    const frab: Schedule = {
      ...schedule,
      rooms: schedule.rooms.map((room) => ({ ...room, guid: '', more: {} })),
      sessions: schedule.sessions.map((session) => ({
        ...session,
        persons: session.persons.map((person) => ({
          ...person,
          key: `id:${person.code.length}${person.name.length}`,
          guid: '',
          code: '',
          id: Number(`${person.code.length}${person.name.length}`),
          more: {},
        })),
      })),
    };
    importInto(docs, frab);
    const items = planItems(projectAll(docs));
    expect([items.people.length, items.rooms.length, items.sessions.length]).toEqual([3, 3, 5]);
  });
});

describe('two devices', () => {
  test('that import the same file apart have everything once after they meet, and nothing contested', () => {
    const [here, there] = [planDocs(), planDocs()];
    const raw: Uint8Array[] = [];
    for (const docs of [here, there]) docs.plan.on('update', (update: Uint8Array) => raw.push(update));
    importInto(here, schedule);
    importInto(there, schedule);
    exchangeDocs(here, there);
    expect(projectAll(here)).toEqual(projectAll(there));
    const items = planItems(projectAll(here));
    expect([items.sessions.length, items.people.length, items.rooms.length, items.tracks.length, items.days.length]).toEqual([
      5, 3, 3, 2, 3,
    ]);
    expect(contested(here.plan, raw)).toEqual([]);
    expect(preview(here, schedule).rows.every((row) => row.action === 'same')).toBe(true);
  });
});

describe('a preview that has grown old', () => {
  test('does not write over what somebody changed since', () => {
    const docs = imported(schedule);
    const old = preview(docs, withSession(opening.guid, { minutes: 50, title: 'Neu' }));
    setCell(docs.plan, 'sessions', `${itemOf(docs, opening.guid).id}/minutes`, 20);
    expect(applyImport(old, docs)).toEqual({ written: 1, left: 1 });
    expect(itemOf(docs, opening.guid)).toMatchObject({ minutes: 20, title: { en: 'Neu' } });
  });
});

describe('what is refused', () => {
  test('a text that does not fit refuses its row and the sessions that need it; the others come', () => {
    const long = 'x'.repeat(501);
    const next = withSession(opening.guid, { title: long });
    const docs = planDocs();
    expect(preview(docs, next).counts).toMatchObject({ sessions: 4, refused: 1 });
    importInto(docs, next);
    expect(planItems(projectAll(docs)).sessions).toHaveLength(4);

    const hall = 'Y'.repeat(201);
    const moved: Schedule = {
      ...withSession(opening.guid, { room: hall }),
      rooms: [...schedule.rooms, { name: hall, guid: '', capacity: null, more: {} }],
    };
    const refused = preview(planDocs(), moved).rows.filter((row) => row.action === 'refuse');
    expect(refused.map((row) => row.what)).toEqual(['room', 'session']);
    expect(refused[0]!.words.zh).toBe('“会场”有 201 字，最多 200 字。缩短后再导入。');
    expect(refused[1]!.words.zh).toMatch(/会场、专题或报告人没有导入/);
  });
});

describe('size', () => {
  test('a large programme is written in pieces that the wire takes, and is whole', () => {
    const text = 'Wasser '.repeat(2000);
    const sessions = Array.from({ length: 100 }, (_, n): ScheduleSession => ({
      ...opening,
      guid: `guid-${n}`,
      title: `Talk ${n}`,
      abstract: text,
    }));
    const docs = planDocs();
    const sizes: number[] = [];
    docs.plan.on('update', (update: Uint8Array) => sizes.push(update.length));
    importInto(docs, { ...schedule, sessions });
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
    expect(IMPORT_TRANSACTION_MAX).toBe(256 * 1024);
    expect(planItems(projectAll(docs)).sessions.map((session) => session.title.en)).toEqual(sessions.map((session) => session.title));
  });

  test('an item that an import made is found again without any sources, even beside another of its name', () => {
    const docs = imported(schedule);
    docs.plan.getMap('$source').clear();
    addItem(docs.plan, 'tracks', { id: 'twin', after: null, values: { 'name.en': 'Wasser' } });
    expect(rowOf(docs, schedule, opening.title).action).toBe('same');
  });

  test('entries of another shape among the sources are as if there were none', () => {
    const docs = imported(schedule);
    const sources = docs.plan.getMap<unknown>('$source');
    for (const [n, key] of [...sources.keys()].entries())
      sources.set(key, [null, 'x', { item: 7, cells: {} }, { item: '__proto__', cells: {} }, { item: 'a', cells: { title: 7 } }][n % 5]);
    expect(preview(docs, schedule).rows.filter((row) => row.action === 'create')).toEqual([]);
  });
});
