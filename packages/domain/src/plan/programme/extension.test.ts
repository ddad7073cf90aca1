import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addItem, setCell } from '../../kind/edit.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../plan.fixture.ts';
import { planItems, type SessionItem } from '../items.ts';
import { planView } from '../view.ts';
import { EXTENSION_VERSION } from './extension.ts';
import { fixtureText, imported, importInto, preview, read } from './import.fixture.ts';
import { readProgramme } from './read-programme.ts';
import { readSchedule } from './read-schedule.ts';
import { writeSchedule } from './write-schedule.ts';
import { writeXml } from './xml/write-xml.ts';

const written = (docs: PlanDocs): string => writeSchedule(projectAll(docs)).text;
const open = async (text: string) => {
  const result = await readProgramme(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors.slice(0, 3)));
  return result.schedule;
};

/** A plan as people see it, whatever the ids of its items. */
function seen(docs: PlanDocs) {
  const parts = projectAll(docs);
  const view = planView(parts);
  const people = new Map(view.people.map(({ id, item }) => [id, item ? `${item.name}/${item.latinName}` : id]));
  const called = (list: SessionItem['chair']): string[] => list.map(({ id }) => people.get(id) ?? 'gone');
  return {
    title: parts.case!.fields.title,
    zone: view.zone,
    days: view.days.map(({ date, opens, closes, title }) => ({ date, opens, closes, title })),
    rooms: view.rooms.map(({ name, capacity, item }) => ({ name, capacity, equipment: item?.equipment })),
    tracks: view.tracks.map(({ name }) => name),
    people: view.people.map(({ item }) => item).map((item) => item && { ...item, id: '', order: '', externalId: '', more: '' }),
    sessions: view.sessions
      .map(({ item, room, track, start, minutes }) => ({
        title: item.title,
        start,
        minutes,
        room: room?.name ?? null,
        track: track?.name ?? null,
        chair: called(item.chair),
        speakers: called(item.speakers),
        interpreters: called(item.interpreters),
        expected: item.expected,
        equipment: item.equipment,
        remarks: item.remarks,
        language: item.language,
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

/** A plan made here, with everything that the published format has no place for. */
function rich(): PlanDocs {
  const docs = planDocs();
  setCell(docs.case, 'fields', 'title.zh', '高原会议');
  setCell(docs.case, 'fields', 'title.en', 'Plateau meeting');
  addRoom(docs, 'b', '报告厅 B', 120);
  setCell(docs.plan, 'rooms', 'b/equipment', '同传箱 2 个');
  addItem(docs.plan, 'tracks', { id: 't', values: { 'name.zh': '湿地', 'name.en': 'Wetlands' } });
  addPerson(docs, 'he', '何毅', 'He Yi', 'speaker');
  addPerson(docs, 'lin', '林珊', '', 'interpreter');
  addPerson(docs, 'gu', '', 'Gu Ming', 'chair', 'guest');
  addPerson(docs, 'nameless', '', '', 'staff');
  setCell(docs.people, 'people', 'gu/email', 'gu@example.test');
  setCell(docs.people, 'people', 'gu/organisation', '某大学');
  setCell(docs.people, 'people', 'gu/region', 'CH');
  addDay(docs, '2026-11-06', at('09:00'), at('22:00'));
  setCell(docs.plan, 'days', 'd20261106/title.zh', '第一天');
  addSession(docs, { id: 's1', title: '开幕', start: at('09:00'), minutes: 90, room: 'b', chair: ['gu'], speakers: ['he'], interpreters: ['lin'], expected: 80 }); // prettier-ignore
  setCell(docs.plan, 'sessions', 's1/title.en', 'Opening');
  setCell(docs.plan, 'sessions', 's1/remarks', '领导席第一排');
  setCell(docs.plan, 'sessions', 's1/track', { id: 't', label: '湿地' });
  addSession(docs, { id: 's2', title: '圆桌', room: 'b', chair: ['gu'] });
  addSession(docs, { id: 's3', title: '', start: at('10:00') });
  return docs;
}

describe('the whole of a plan', () => {
  test('goes through a file in JSON or XML into a new event: chairs, interpreters, both languages, what is not scheduled yet', async () => {
    for (const write of [writeSchedule, writeXml]) {
      const docs = rich();
      const { text, leftOut } = write(projectAll(docs));
      expect(leftOut).toEqual([]);
      const again = imported(await open(text));
      expect(seen(again)).toEqual(seen(docs));
      expect(preview(again, await open(text)).rows.filter(({ action }) => action !== 'same')).toEqual([]);
      expect(write(projectAll(again)).text).toBe(text);
    }
  });

  test('is the same after export and import, over any plan', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'Z', '桥', ' ', '"', '<', '（'), maxLength: 6 });
    const name = word.map((value) => value.trim());
    const some = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 2 });
    const ids = ['p0', 'p1', 'p2'];
    const session = fc.record({
      zh: word, en: word, remarks: word, expected: fc.option(fc.nat(900)), chair: some(ids), speakers: some(ids), interpreters: some(ids),
      at: fc.option(fc.integer({ min: 0, max: 23 })), minutes: fc.option(fc.integer({ min: 1, max: 600 })), room: fc.option(fc.constantFrom('r0', 'r1')),
    }); // prettier-ignore
    const person = fc.record({ name, latinName: name, role: some(['chair', 'speaker', 'guest']), organisation: word });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 5 }), fc.tuple(person, person, person), name, name, (sessions, people, zh, en) => {
        const docs = planDocs();
        setCell(docs.case, 'fields', 'title.zh', zh);
        setCell(docs.case, 'fields', 'title.en', en);
        ['r0', 'r1'].forEach((id) => addRoom(docs, id, `${zh}${id}`, 10));
        people.forEach((values, n) => addItem(docs.people, 'people', { id: `p${n}`, values }));
        sessions.forEach(({ at: hour, zh: title, en: english, remarks, room, minutes, expected, ...named }, n) => {
          const start = hour === null ? undefined : at(`${String(hour).padStart(2, '0')}:00`);
          addSession(docs, { id: `s${n}`, title, ...named, ...(start ? { start } : {}), ...(room ? { room } : {}) });
          const cells = { 'title.zh': title, 'title.en': english, remarks, minutes, expected };
          for (const [cell, value] of Object.entries(cells)) setCell(docs.plan, 'sessions', `s${n}/${cell}`, value);
        });
        const text = written(docs);
        const again = imported(read(text));
        // A date on which something stands becomes a day of the new event.
        const { days: _days, ...rest } = seen(docs);
        expect(seen(again)).toMatchObject(rest);
        expect(
          preview(docs, read(text)).rows.filter(({ action, what }) => action !== 'same' && what !== 'day' && what !== 'conference'),
        ).toEqual([]);
        expect(written(imported(read(text)))).toBe(text);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a file for publication', () => {
  test('holds nothing of our own, no address and no remark, and says what stays behind', () => {
    const { text, leftOut } = writeSchedule(projectAll(rich()), { isPublic: true });
    for (const secret of ['qiao', 'gu@example.test', '领导席', 'Gu Ming', '林珊', '圆桌']) expect(text).not.toContain(secret);
    expect(leftOut.map(({ what }) => what.zh)).toEqual([
      '圆桌',
      '',
      '另一种语言的名称',
      '主持',
      '译员',
      '报名',
      '备注',
      '设备',
      '拉丁字母姓名',
      '单位',
      '国家(地区)',
      '电子邮箱',
      '不是报告人的人员',
    ]);
  });

  test('that comes in again leaves alone what it does not speak of', () => {
    const docs = rich();
    const { text } = writeSchedule(projectAll(docs), { isPublic: true });
    const before = seen(docs);
    importInto(docs, read(text));
    expect(seen(docs)).toEqual(before);
    importInto(docs, read(written(docs)));
    importInto(docs, read(text));
    expect(seen(docs)).toEqual(before);
  });
});

describe('a file that was changed elsewhere', () => {
  const changed = (text: string, change: (schedule: Changed) => void): string => {
    const file = JSON.parse(text) as { schedule: Changed };
    change(file.schedule);
    return JSON.stringify(file);
  };
  interface Changed {
    qiao: Record<string, Record<string, unknown>> & {
      people: Record<string, unknown>[];
      sessions: Record<string, Record<string, unknown>>;
    };
    conference: { title: string; days: { rooms: Record<string, { title: string; persons: { name: string }[] }[]> }[] };
  }
  const firstSession = (schedule: Changed) => Object.values(schedule.conference.days[0]!.rooms)[0]![0]!;

  test('by a program that does not know our key brings its title in its language, and leaves the other', () => {
    const docs = rich();
    const text = changed(written(docs), (schedule) => {
      firstSession(schedule).title = '开幕式';
      firstSession(schedule).persons[0]!.name = '何 毅';
      schedule.conference.title = 'Plateau Meeting 2026';
    });
    const again = imported(read(text));
    const items = planItems(projectAll(again));
    expect(items.sessions.find((session) => session.title.zh === '开幕式')!.title).toEqual({ zh: '开幕式', en: 'Opening' });
    expect(items.people.map(({ name, latinName }) => [name, latinName])).toContainEqual(['何 毅', 'He Yi']);
    expect(projectAll(again).case!.fields.title).toEqual({ zh: '高原会议', en: 'Plateau Meeting 2026' });
  });

  test('takes a chair away where the file’s last export had one, and keeps one that was chosen here since', () => {
    const source = rich();
    const copy = imported(read(written(source)));
    setCell(source.plan, 'sessions', 's1/chair', []);
    importInto(copy, read(written(source)));
    const opening = (docs: PlanDocs) => planItems(projectAll(docs)).sessions.find(({ title }) => title.zh === '开幕')!;
    expect(opening(copy).chair).toEqual([]);
    const [person] = planItems(projectAll(copy)).people;
    setCell(copy.plan, 'sessions', `${opening(copy).id}/chair`, [{ id: person!.id, label: 'x' }]);
    importInto(copy, read(written(source)));
    expect(opening(copy).chair).toMatchObject([{ id: person!.id }]);
  });

  test('is refused by the place of what is wrong, and nothing of it is used', () => {
    const paths = (change: (schedule: Changed) => void): string[] => {
      const result = readSchedule(changed(written(rich()), change));
      return result.ok ? [] : result.errors.map(({ path }) => path);
    };
    const [guid] = Object.keys((JSON.parse(written(rich())) as { schedule: Changed }).schedule.qiao.sessions);
    expect(paths((schedule) => Object.assign(schedule.qiao, { version: EXTENSION_VERSION }))).toEqual([]);
    expect(paths((schedule) => Object.assign(schedule.qiao, { version: EXTENSION_VERSION + 1 }))).toEqual(['schedule.qiao.version']);
    expect(paths((schedule) => (schedule.qiao.sessions[guid!]!['chair'] = ['nobody']))).toEqual([
      `schedule.qiao.sessions["${guid}"].chair[0]`,
    ]);
    expect(paths((schedule) => (schedule.qiao.sessions[guid!]!['expected'] = 'many'))).toEqual([
      `schedule.qiao.sessions["${guid}"].expected`,
    ]);
    expect(paths((schedule) => Object.assign(schedule, { qiao: [] }))).not.toEqual([]);
    expect(paths((schedule) => (schedule.qiao.people[3]!['entry'] = { name: ' ' }))).toEqual(['schedule.qiao.people[3].entry']);
  });

  test('from elsewhere has no key of ours, and is read as ever', () => {
    expect(read(fixtureText)).not.toHaveProperty('own');
  });
});
