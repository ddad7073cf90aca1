import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROGRAMME_MAX_BYTES, PROGRAMME_MAX_ERRORS, PROGRAMME_MAX_SESSIONS, type Schedule } from './format.ts';
import { readSchedule, type ReadOptions } from './read-schedule.ts';

const fixture = readFileSync(`${import.meta.dirname}/fixtures/plateau-2026.json`, 'utf8');

const read = (text: string, options?: ReadOptions): Schedule => {
  const result = readSchedule(text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.schedule;
};

const errorsOf = (value: unknown): string[] => {
  const result = readSchedule(typeof value === 'string' ? value : JSON.stringify(value));
  if (result.ok) return [];
  for (const error of result.errors) expect(error.words.en).not.toBe('');
  return result.errors.map((error) => `${error.path}: ${error.words.zh}`);
};

/** A frab file of one day, one room, and these sessions. */
const frab = (sessions: object[], day: object = {}, conference: object = {}): object => ({
  schedule: {
    version: '1',
    conference: {
      acronym: 'x', title: 'X', start: '2026-03-29', end: '2026-03-29', daysCount: 1, timeslot_duration: '00:15', time_zone_name: 'Europe/Berlin',
      days: [{ index: 1, date: '2026-03-29', day_start: '2026-03-29T01:00:00+01:00', day_end: '2026-03-30T04:00:00+02:00', rooms: { Saal: sessions }, ...day }],
      ...conference,
    },
  },
}); // prettier-ignore

const session = (over: object = {}): object => ({
  guid: 'g1',
  title: 'Talk',
  date: '2026-03-29T09:00:00+02:00',
  duration: '01:00',
  room: 'Saal',
  ...over,
});

describe('a pretalx file', () => {
  const schedule = read(fixture);

  test('gives each session its right wall time: past midnight, and both half past twos of the night when clocks go back', () => {
    expect(schedule.sessions.map((each) => [each.title, each.start, each.minutes])).toEqual([
      ['Eröffnung – öffentlich', '2026-10-24T09:00+02:00[Europe/Berlin]', 45],
      ['Lange Nacht der Quellen', '2026-10-25T00:30+02:00[Europe/Berlin]', 60],
      ['高原湿地修复二十年', '2026-10-24T10:00+02:00[Europe/Berlin]', 90],
      ['Half past two, the first', '2026-10-25T02:30+02:00[Europe/Berlin]', 30],
      ['Half past two, the second', '2026-10-25T02:30+01:00[Europe/Berlin]', 60],
    ]);
  });

  test('gives rooms, tracks, days and people with all that they carry', () => {
    expect(schedule.rooms.map((room) => [room.name, room.capacity])).toEqual([['Großer Saal', 300], ['云台厅', 120], ['Küche', null]]); // prettier-ignore
    expect(schedule.rooms[0]!.more).toEqual({ slug: 'grosser-saal', description: 'Erdgeschoss' });
    expect(schedule.tracks.map((track) => [track.name, track.more.color])).toEqual([['Wasser', '#003366'], ['湿地', '#336600']]); // prettier-ignore
    expect(schedule.days[0]).toEqual({
      date: '2026-10-24',
      opens: '2026-10-24T09:00+02:00[Europe/Berlin]',
      closes: '2026-10-25T05:00+01:00[Europe/Berlin]',
    });
    expect(schedule.sessions[2]!.persons.map((person) => [person.name, person.code])).toEqual([['林珊', 'LINSHN'], ['Ana Lúcia Sande-Oñate', 'SANDEO']]); // prettier-ignore
    expect(schedule.sessions[0]!.more).toEqual({ feedback_url: 'https://example.org/f/101', do_not_stream: false });
    expect(schedule.more.conference).toMatchObject({ acronym: 'plateau_2026', timeslot_duration: '00:05', colors: { primary: '#275d68' } });
  });
});

describe('a frab file', () => {
  test('names people by number and public name; rooms and tracks are those that sessions mention', () => {
    const schedule = read(
      JSON.stringify(
        frab([
          session({
            track: 'CCC',
            persons: [
              { id: 7, public_name: 'jinxx' },
              { id: 7, public_name: 'jinxx' },
            ],
          }),
        ]),
      ),
    );
    expect(schedule.rooms).toEqual([{ name: 'Saal', guid: '', capacity: null, more: {} }]);
    expect(schedule.tracks.map((track) => track.name)).toEqual(['CCC']);
    expect(schedule.sessions[0]!.persons).toEqual([{ key: 'id:7', name: 'jinxx', guid: '', code: '', id: 7, more: {} }]);
  });

  test('without dates takes the day and the start, after midnight the next day', () => {
    const starts = ['09:00', '01:30', '00:30'].map((start, n) => session({ guid: `g${n}`, date: undefined, start }));
    expect(read(JSON.stringify(frab(starts))).sessions.map((each) => each.start)).toEqual([
      '2026-03-29T09:00+02:00[Europe/Berlin]',
      '2026-03-29T01:30+01:00[Europe/Berlin]',
      '2026-03-30T00:30+02:00[Europe/Berlin]',
    ]);
    expect(errorsOf(frab([session({ date: undefined, start: '02:30' })]))).toEqual([expect.stringContaining('拨快')]);
  });

  test('without a zone keeps the offset of its days; times in another offset come onto the zone’s clock', () => {
    const file = frab([session({ date: '2026-03-29T07:00:00Z' })], {}, { time_zone_name: undefined });
    expect(read(JSON.stringify(file)).sessions[0]!.start).toBe('2026-03-29T08:00+01:00[+01:00]');
    expect(read(JSON.stringify(frab([session({ date: '2026-03-29T07:00:00Z' })]))).sessions[0]!.start).toBe(
      '2026-03-29T09:00+02:00[Europe/Berlin]',
    );
    const bare = frab(
      [session({ date: undefined, start: '09:00' })],
      { day_start: undefined, day_end: undefined },
      { time_zone_name: undefined },
    );
    expect(read(JSON.stringify(bare), { zone: 'Asia/Shanghai' }).sessions[0]!.start).toBe('2026-03-29T09:00+08:00[Asia/Shanghai]');
  });

  test('may leave out, null or extend what does no harm', () => {
    const lenient = session({
      subtitle: null,
      track: null,
      language: null,
      abstract: null,
      logo: '',
      persons: null,
      links: null,
      answers: [1],
      end: '2026-03-29T10:00:00+02:00',
    });
    const schedule = read(
      `\uFEFF${JSON.stringify(frab([lenient], {}, { acronym: 'X y!', daysCount: undefined, timeslot_duration: undefined }))}`,
    );
    expect(schedule.sessions[0]).toMatchObject({ subtitle: '', track: '', persons: [], minutes: 60, more: { answers: [1] } });
    expect(read(JSON.stringify(frab([session({ duration: undefined, end: '2026-03-29T10:30:00+02:00' })]))).sessions[0]!.minutes).toBe(90);
  });

  test('may write [] for a day without sessions', () => {
    expect(read(JSON.stringify(frab([], { rooms: [] }))).sessions).toEqual([]);
  });

  test('a day from midnight to midnight has no hours of its own', () => {
    const file = frab([session()], { day_start: '2026-03-29T00:00:00+01:00', day_end: '2026-03-30T00:00:00+02:00' });
    expect(read(JSON.stringify(file)).days).toEqual([{ date: '2026-03-29', opens: null, closes: null }]);
  });
});

describe('a file with faults is refused with each of them, by item', () => {
  const at = 'schedule.conference.days[0].rooms.Saal[0]';

  test.each<[string, unknown, string | RegExp]>([
    ['half a JSON', '{"schedule": ', ': 文件不完整，可能没有下载完。可重新下载再试。'],
    ['a slip in JSON', '{"schedule": {}\n "a": 1}', ': 文件不是 JSON。第 2 行第 2 列起读不懂。'],
    ['XML', '<schedule/>', /文件不是 JSON/],
    ['another JSON', { a: 1 }, 'schedule: 缺这一项。'],
    ['a list', [], /schedule/],
    ['missing days', { schedule: { conference: { title: 'X' } } }, 'schedule.conference.days: 缺这一项。'],
    ['no days', { schedule: { conference: { title: 'X', days: [] } } }, 'schedule.conference.days: 日程里没有一天。'],
    ['days of another shape', frab([], { rooms: [[]] }), /days\[0\]\.rooms: 这里应为对象/],
    ['a day that is no date', frab([], { date: '2026-02-30' }), /days\[0\]\.date: “2026-02-30”不是日期/],
    ['hours that are no time', frab([], { day_start: 'morning' }), /day_start: “morning”不是带时差的时间/],
    ['an unknown zone', frab([session()], {}, { time_zone_name: 'Europe/Atlantis' }), /不认识时区“Europe\/Atlantis”/],
    ['a session without guid', frab([session({ guid: undefined })]), `${at}.guid: 缺这一项。`],
    ['an empty guid', frab([session({ guid: ' ' })]), `${at}.guid: 这里不能是空的。`],
    [
      'duplicate guids',
      frab([session(), session({ guid: 'G1', title: 'Twin' })]),
      `schedule.conference.days[0].rooms.Saal[1].guid: “Twin”的 guid 与 ${at} 相同。每一场要有自己的 guid。`,
    ],
    ['no title', frab([session({ title: 7 })]), `${at}.title: 这里应为文字，实为 7。`],
    ['a bad date', frab([session({ date: '2026-03-32T09:00:00+01:00' })]), /\.date: “Talk”的时间“2026-03-32T09:00:00\+01:00”读不懂/],
    ['a date without offset', frab([session({ date: '2026-03-29T09:00:00' })]), /读不懂/],
    ['seconds', frab([session({ date: '2026-03-29T09:00:30+02:00' })]), /秒为 00/],
    ['no beginning', frab([session({ date: undefined })]), /没有开始时间/],
    ['date against start', frab([session({ start: '10:00' })]), /date 是 09:00，start 是 10:00/],
    ['no duration', frab([session({ duration: undefined })]), /没有时长/],
    ['a bad duration', frab([session({ duration: '90' })]), /时长“90”读不懂/],
    ['a duration without end', frab([session({ duration: '9999:00' })]), /时长超出范围/],
    ['duration against end', frab([session({ end: '2026-03-29T11:00:00+02:00' })]), /60 分钟，到 end 是 120 分钟/],
    ['room against room', frab([session({ room: 'Hof' })]), /写的会场是“Hof”，却列在“Saal”下/],
    ['a person without a name', frab([session({ persons: [{ id: 1 }] })]), /persons\[0\]: “Talk”有一位没有姓名/],
    ['a room without a name', frab([], {}, { rooms: [{ guid: 'x' }] }), 'schedule.conference.rooms[0].name: 缺这一项。'],
    ['a room twice', frab([], {}, { rooms: [{ name: 'A' }, { name: 'A' }] }), /rooms\[1\]\.name: “A”出现了两次/],
    ['half a seat', frab([], {}, { rooms: [{ name: 'A', capacity: 0.5 }] }), /容量/],
  ])('%s', (_what, file, expected) => {
    const errors = errorsOf(file);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.join('\n')).toMatch(
      typeof expected === 'string' ? new RegExp(expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : expected,
    );
  });

  test('the same day twice is told with both places', () => {
    const file = frab([]) as { schedule: { conference: { days: unknown[] } } };
    file.schedule.conference.days.push(file.schedule.conference.days[0]);
    expect(errorsOf(file)).toEqual(['schedule.conference.days[1].date: 2026-03-29 出现了两次，另见 schedule.conference.days[0]。']);
  });

  test('all sound sessions beside faulty ones do not hide the faults, and the rest of many is counted', () => {
    const faulty = Array.from({ length: PROGRAMME_MAX_ERRORS + 5 }, (_, n) => session({ guid: `g${n}`, duration: 'x' }));
    const errors = errorsOf(frab([session({ guid: 'sound' }), ...faulty]));
    expect(errors).toHaveLength(PROGRAMME_MAX_ERRORS + 1);
    expect(errors.at(-1)).toBe(': 另有 5 处错误。');
  });
});

describe('limits', () => {
  test('a file of PROGRAMME_MAX_BYTES is read, one byte more is not, counted in UTF-8', () => {
    const text = JSON.stringify(frab([session({ title: '桥'.repeat(10) })]));
    const bytes = new TextEncoder().encode(text).length;
    expect(readSchedule(text, { maxBytes: bytes }).ok).toBe(true);
    expect(readSchedule(text, { maxBytes: bytes - 1 })).toMatchObject({
      ok: false,
      errors: [{ words: { zh: expect.stringContaining('文件过大') as string } }],
    });
    expect(PROGRAMME_MAX_BYTES).toBe(16 * 1024 * 1024);
    expect(errorsOf(' '.repeat(20 * 1024 * 1024))).toEqual([': 文件过大，最大 16 MiB。可去掉附件内容，或分几次导出。']);
  });

  test('PROGRAMME_MAX_SESSIONS sessions are read, one more is not', () => {
    const many = (count: number) => frab(Array.from({ length: count }, (_, n) => session({ guid: `g${n}` })));
    expect(errorsOf(many(PROGRAMME_MAX_SESSIONS))).toEqual([]);
    expect(errorsOf(many(PROGRAMME_MAX_SESSIONS + 1))).toEqual([expect.stringContaining(`最多 ${PROGRAMME_MAX_SESSIONS} 场`)]);
  });
});
