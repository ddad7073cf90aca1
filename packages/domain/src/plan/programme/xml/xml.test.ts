import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { setCell } from '../../../kind/edit.ts';
import { epochMinutes, instantIn } from '../../../shared/instants.ts';
import { planItems } from '../../items.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../../plan.fixture.ts';
import { PROGRAMME_MAX_BYTES, type Schedule, type ScheduleSession } from '../format.ts';
import { fixtureText, imported, preview, read } from '../import.fixture.ts';
import { readProgramme } from '../read-programme.ts';
import { writeSchedule } from '../write-schedule.ts';
import { readXml, XML_MAX_DEPTH, XML_MAX_ELEMENTS } from './read-xml.ts';
import { writeXml } from './write-xml.ts';

const written = (docs: PlanDocs): string => writeXml(projectAll(docs)).text;

function open(text: string): Schedule {
  const result = readXml(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors.slice(0, 3)));
  return result.schedule;
}

/** All but where in the file a session stands. */
const whole = (schedule: Schedule) => ({
  ...schedule,
  sessions: schedule.sessions.map(({ path: _path, ...session }) => session).sort((a, b) => (a.guid < b.guid ? -1 : 1)),
});

const errorsOf = (text: string): string[] => {
  const result = readXml(text);
  if (result.ok) return [];
  for (const error of result.errors) expect(error.words.en).not.toBe('');
  return result.errors.map((error) => `${error.path}: ${error.words.zh}`);
};

/** A file as frab writes it, with these events in the one room of its one day. */
const frab = (
  events: string,
  day = 'date="2026-03-29" start="2026-03-29T01:00:00+01:00" end="2026-03-30T04:00:00+02:00"',
): string => `<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <generator name="frab" version="0.8"/>
  <version>1.4</version>
  <conference>
    <acronym>flow</acronym>
    <title>Flow &amp; Friends</title>
    <start>2026-03-29</start>
    <end>2026-03-29</end>
    <days>1</days>
    <timeslot_duration>00:15</timeslot_duration>
    <time_zone_name>Europe/Berlin</time_zone_name>
    <track name="Water" color="#003366"/>
  </conference>
  <!-- one day -->
  <day index="1" ${day}>
    <room name="Saal" guid="11111111-1111-4111-8111-111111111111">${events}</room>
  </day>
</schedule>`;

const event = (over = '', guid = '22222222-2222-4222-8222-222222222222'): string => `
      <event guid="${guid}" id="17">
        <date>2026-03-29T09:00:00+02:00</date>
        <start>09:00</start>
        <duration>01:30</duration>
        <room>Saal</room>
        <slug>flow-17-rivers</slug>
        <url>https://example.org/17</url>
        <recording><license>CC BY</license><optout>true</optout></recording>
        <title>Rivers <![CDATA[<of> China]]></title>
        <subtitle/>
        <track>Water</track>
        <type>lecture</type>
        <language>en</language>
        <abstract>A &lt;b&gt; &#x6865;</abstract>
        <persons><person id="3" guid="33333333-3333-4333-8333-333333333333">Lin Shan</person><person>何一</person></persons>
        <links><link href="https://example.org/s">Slides</link></links>
        <attachments/>
        ${over}
      </event>`;

describe('a file of frab', () => {
  test('comes in with its zone, day, room, track, people, licence and links', () => {
    const schedule = open(frab(event()));
    expect(schedule).toMatchObject({
      title: 'Flow & Friends',
      zone: 'Europe/Berlin',
      days: [{ date: '2026-03-29', opens: '2026-03-29T01:00+01:00[Europe/Berlin]', closes: '2026-03-30T04:00+02:00[Europe/Berlin]' }],
      rooms: [{ name: 'Saal', guid: '11111111-1111-4111-8111-111111111111' }],
      tracks: [{ name: 'Water', more: { color: '#003366' } }],
      more: { schedule: { version: '1.4', generator: { name: 'frab', version: '0.8' } }, conference: { acronym: 'flow' } },
    });
    expect(schedule.sessions).toMatchObject([
      {
        id: 17, title: 'Rivers <of> China', start: '2026-03-29T09:00+02:00[Europe/Berlin]', minutes: 90, room: 'Saal', track: 'Water',
        licence: 'CC BY', doNotRecord: true, abstract: 'A <b> 桥', links: [{ url: 'https://example.org/s', title: 'Slides' }],
        persons: [{ name: 'Lin Shan', id: 3 }, { name: '何一', id: null }],
      },
    ]); // prettier-ignore
  });

  test('is told by what it holds, not by its name', async () => {
    expect(await readProgramme(`\uFEFF\n${frab(event())}`)).toMatchObject({ ok: true, schedule: { title: 'Flow & Friends' } });
    expect(await readProgramme(fixtureText)).toMatchObject({ ok: true });
  });

  test('tells each faulty event by its place and title, and gives nothing', () => {
    const broken = event().replace('<duration>01:30', '<duration>an hour').replace('<room>Saal', '<room>Keller');
    expect(errorsOf(frab(event() + event() + broken))).toEqual([
      expect.stringMatching(/^schedule\.conference\.days\[0\]\.rooms\.Saal\[1\]\.guid: “Rivers <of> China”的 guid 与/) as string,
      expect.stringMatching(/\.rooms\.Saal\[2\]\.room: .*Keller/) as string,
      expect.stringMatching(/\.rooms\.Saal\[2\]\.duration: .*an hour/) as string,
    ]);
    expect(errorsOf(frab('<event id="x"><title>T</title></event>'))).not.toEqual([]);
    expect(errorsOf('<schedule/>')).toEqual(['schedule.conference: 缺这一项。']);
    expect(errorsOf('<html/>')).toEqual([': 文件里是 <html>，不是日程 <schedule>。']);
  });
});

describe('what is not taken', () => {
  test('entities of its own, however they would grow or whatever they would fetch', () => {
    const laughs = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>';
    const outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    for (const type of [laughs, outside, '<!DOCTYPE schedule SYSTEM "https://example.org/x.dtd">'])
      expect(errorsOf(`${type}${frab(event()).replace(/^.*\n/, '')}`)[0]).toContain('DOCTYPE');
    expect(errorsOf(frab(event('<description>&b;</description>')))[0]).toMatch(/不是完好的 XML。第 \d+ 行/);
  });

  test('what is not well-formed, told by its line', () => {
    for (const bad of [
      '<schedule>',
      '<schedule></day>',
      '<schedule a=1/>',
      '<schedule>\u0001</schedule>',
      '<schedule/><schedule/>',
      '< schedule/>',
    ])
      expect(errorsOf(bad)[0], bad).toMatch(/不是完好的 XML。第 1 行/);
  });

  test('another encoding than UTF-8', () => {
    expect(errorsOf(frab(event()).replace('utf-8', 'GB18030'))[0]).toContain('GB18030');
  });

  test(`tags more than ${XML_MAX_DEPTH} deep, more than ${XML_MAX_ELEMENTS} of them, more bytes than the limit`, async () => {
    const deep = (n: number) => frab(event('<a>'.repeat(n) + '</a>'.repeat(n)));
    expect(errorsOf(deep(XML_MAX_DEPTH))[0]).toContain('层数');
    expect(errorsOf(deep(XML_MAX_DEPTH - 4))).toEqual([]);
    expect(errorsOf(frab(event('<a/>'.repeat(XML_MAX_ELEMENTS))))[0]).toContain(`${XML_MAX_ELEMENTS}`);
    expect(await readProgramme(`<a>${' '.repeat(PROGRAMME_MAX_BYTES)}</a>`)).toMatchObject({ ok: false, errors: [{ words: { en: expect.stringContaining('too large') as string } }] }); // prettier-ignore
  });
});

describe('an export to XML', () => {
  test('says the same as the export to JSON, and imports into its event without a change', () => {
    const docs = imported(read(fixtureText));
    const text = written(docs);
    expect(whole(open(text))).toEqual(whole(read(writeSchedule(projectAll(docs)).text)));
    expect(preview(docs, open(text)).rows.filter((row) => row.action !== 'same')).toEqual([]);
    expect(written(imported(open(text)))).toBe(text);
  });

  test('yields to who changes an element by hand: what we carry beside it is stale then', () => {
    const docs = imported(read(fixtureText));
    const [session] = planItems(projectAll(docs)).sessions;
    setCell(docs.plan, 'sessions', `${session!.id}/slug`, 'No Slug Of The Schema');
    const text = written(docs);
    expect(open(text).sessions.find((each) => each.guid === session!.guid)!.slug).toBe('No Slug Of The Schema');
    const changed = text.replace(new RegExp(`(guid="${session!.guid}"[\\s\\S]*?)<recording>`), '$1<slug>flow-2-new</slug><recording>');
    expect(open(changed).sessions.find((each) => each.guid === session!.guid)!.slug).toBe('flow-2-new');
  });

  test('holds only characters that XML has', () => {
    const docs = planDocs();
    addRoom(docs, 'a', 'A "<&>\t" 厅');
    addSession(docs, { id: 's1', title: 'a\u0000b\u000b\ufffe]]>&<', start: at('09:00'), minutes: 30, room: 'a' });
    const text = written(docs);
    expect(text).not.toMatch(/[^\t\n\u0020-\ufffd]/);
    expect(open(text).rooms[0]!.name).toBe(read(writeSchedule(projectAll(docs)).text).rooms[0]!.name);
  });
});

/** What the writer is given; what a schedule cannot say (two rooms of one name) is not made. */
const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const prose = fc.string({
  unit: fc.constantFrom('a', 'é', '桥', '🌉', '<', '&', ']]>', '"', '\n', '\r', '\t', ' ', '?>', '\u0007', '\ufffe'),
  maxLength: 20,
});

describe('import ∘ export', () => {
  test('is the identity for sessions, rooms, tracks, people and times, over clock changes and past midnight', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const plan = fc.record({
      zone: zones,
      rooms: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
      people: fc.array(word, { maxLength: 4 }),
      sessions: fc.array(
        fc.record({ at: fc.integer({ min: -2000, max: 4000 }), minutes: fc.integer({ min: 1, max: 44640 }), title: prose, abstract: prose, slug: word, url: prose, language: fc.constantFrom('', 'zh', 'en'), room: fc.nat(), person: fc.nat() }),
        { minLength: 1, maxLength: 6 },
      ),
    }); // prettier-ignore
    fc.assert(
      fc.property(plan, ({ zone, rooms, people, sessions }) => {
        const docs = planDocs();
        setCell(docs.case, 'fields', 'zone', zone);
        setCell(docs.case, 'fields', 'title.zh', '会议');
        rooms.forEach((name, n) => addRoom(docs, `r${n}`, `${name}${n}`, n * 10));
        people.forEach((name, n) => addPerson(docs, `p${n}`, `${name}${n}`, ''));
        addDay(docs, '2026-10-24', instantIn(epochMinutes('2026-10-24T06:00+00:00[UTC]'), zone), instantIn(epochMinutes('2026-10-25T05:00+00:00[UTC]'), zone)); // prettier-ignore
        // The nights when clocks change in Europe and America.
        const night = epochMinutes('2026-10-24T22:00+00:00[UTC]');
        sessions.forEach((session, n) => {
          const start = instantIn(night + session.at, zone);
          const speakers = people.length === 0 ? [] : [`p${session.person % people.length}`];
          addSession(docs, { id: `s${n}`, title: `${n} ${session.title}`, start, minutes: session.minutes, room: `r${session.room % rooms.length}`, speakers }); // prettier-ignore
          for (const name of ['abstract', 'slug', 'url', 'language'] as const)
            setCell(docs.plan, 'sessions', `s${n}/${name}`, session[name]);
        });
        const text = written(docs);
        const schedule = open(text);
        expect(whole(schedule)).toEqual(whole(read(writeSchedule(projectAll(docs)).text)));
        const starts = (each: readonly ScheduleSession[]) => each.map((session) => epochMinutes(session.start!)).sort();
        expect(starts(schedule.sessions)).toEqual(sessions.map((session) => night + session.at).sort());
        expect(written(imported(schedule))).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});

const samples = resolve(import.meta.dirname, '../../../../../../../shared/samples/programmes');

describe.skipIf(!existsSync(`${samples}/camp2019.json`))('the programme of a real conference', () => {
  test('goes out as XML and in again the same', () => {
    const docs = imported(read(readFileSync(`${samples}/camp2019.json`, 'utf8')));
    const schedule = open(written(docs));
    expect(schedule.sessions).toHaveLength(79);
    expect(whole(schedule)).toEqual(whole(read(writeSchedule(projectAll(docs)).text)));
    expect(preview(docs, schedule).rows.filter((row) => row.action !== 'same')).toEqual([]);
  });
});

describe.skipIf(!existsSync(`${samples}/schedule.xsd`))('the published schema', () => {
  const errorsBySchema = async (xml: string): Promise<string[]> => {
    const schema = readFileSync(`${samples}/schedule.xsd`, 'utf8');
    const { errors } = await validateXML({ xml: [{ fileName: 'schedule.xml', contents: xml }], schema: [schema] });
    return errors.map((error) => error.message);
  };

  test('takes what is written of a real conference, of a pretalx file, and of a plan made here with values it has no place for', async () => {
    const docs = planDocs();
    setCell(docs.case, 'fields', 'title.zh', '会');
    addRoom(docs, 'a', '甲');
    addDay(docs, '2026-11-06', at('09:00'), at('22:00'));
    for (const id of ['s1', 's2', 's3']) {
      addSession(docs, { id, title: id, start: at('09:00'), minutes: 44640, room: 'a' });
      for (const [name, value] of Object.entries({
        slug: 'Ü',
        url: 'ftp://桥',
        logo: 'https://a b',
        code: 'x',
        sourceId: 7,
        guid: `g-${id}`,
      }))
        setCell(docs.plan, 'sessions', `${id}/${name}`, value);
    }
    setCell(docs.plan, 'sessions', 's3/url', 'https://example.org/%E6?a=1&b=[2]#c');
    for (const each of [imported(read(readFileSync(`${samples}/camp2019.json`, 'utf8'))), imported(read(fixtureText)), docs])
      expect(await errorsBySchema(written(each))).toEqual([]);
    expect(whole(open(written(docs)))).toEqual(whole(read(writeSchedule(projectAll(docs)).text)));
    expect(await errorsBySchema(written(docs).replace('<version>', '<x/><version>'))).not.toEqual([]);
  });
});
