/** What an import would do, row by row; nothing is written. */
import type { Reference } from '../../kind/values.ts';
import type { Schedule, SchedulePerson } from './format.ts';
import { judgeThing, type ImportRow, type Planned } from './judge-thing.ts';
import { matchThings, type Matched } from './match.ts';
import type { Present } from './source.ts';
import { conferenceThing, dayThing, personThing, roomThing, saying, sessionThing, trackThing, type Thing, type What } from './things.ts';
import { rowWords } from './words.ts';

export interface ImportPreview {
  rows: readonly ImportRow[];
  planned: readonly Planned[];
  /** Things of the file that are in the event after the import, and how many rows are refused. */
  counts: { sessions: number; people: number; rooms: number; tracks: number; refused: number };
}

export function previewImport(schedule: Schedule, present: Present): ImportPreview {
  const persons = new Map<string, SchedulePerson>(
    (schedule.people ?? schedule.sessions.flatMap((session) => session.persons)).map((person) => [person.key, person]),
  );
  const { says } = schedule;
  const days = place(
    schedule.days.map((day) => saying(dayThing(day), says?.day)),
    present,
    persons,
  );
  const rooms = place(
    schedule.rooms.map((room) => saying(roomThing(room), says?.room)),
    present,
    persons,
  );
  const tracks = place(
    schedule.tracks.map((track) => saying(trackThing(track), says?.track)),
    present,
    persons,
  );
  const people = place([...persons.values()].map(personThing), present, persons);
  const found = {
    room: (name: string) =>
      referTo(
        rooms,
        schedule.rooms.findIndex((room) => room.name === name),
      ),
    track: (name: string) =>
      referTo(
        tracks,
        schedule.tracks.findIndex((track) => track.name === name),
      ),
    person: byKey(people),
  };
  const sessions = place(
    schedule.sessions.map((session) => saying(sessionThing(session, found), session.says)),
    present,
    persons,
  );
  const conference = judgeThing(
    saying(conferenceThing(schedule, present.parts.case !== undefined), says?.conference),
    { id: '', item: null, removed: false },
    present,
  );
  const judged = [
    conference,
    ...[days, rooms, tracks, people, sessions].flatMap((group) => group.map(({ thing, match }) => judgeThing(thing, match, present))),
  ];
  const rows = [...judged.map((each) => each.row), ...goneFromFile(schedule, present)];
  const kept = (what: What): number => rows.filter((row) => row.what === what && row.inFile && row.action !== 'refuse').length;
  return {
    rows,
    planned: judged.map((each) => each.planned).filter((planned) => planned !== null),
    counts: {
      sessions: kept('session'),
      people: kept('person'),
      rooms: kept('room'),
      tracks: kept('track'),
      refused: rows.filter((row) => row.action === 'refuse').length,
    },
  };
}

interface Placed {
  thing: Thing;
  match: Matched;
}

function place(things: readonly Thing[], present: Present, persons: ReadonlyMap<string, SchedulePerson>): readonly Placed[] {
  const matches = matchThings(things, present, persons);
  return things.map((thing, n) => ({ thing, match: matches[n]! }));
}

function referTo(group: readonly Placed[], at: number): Reference | null {
  const placed = group[at];
  return placed && placed.thing.refused === null ? { id: placed.match.id, label: placed.thing.title } : null;
}

function byKey(people: readonly Placed[]): (key: string) => Reference | null {
  const places = new Map(people.map((placed, n) => [placed.thing.source, n]));
  return (key) => referTo(people, places.get(`person/${key}`) ?? -1);
}

/** Sessions that an earlier import brought and the file no longer has: they stay, and are told. */
function goneFromFile(schedule: Schedule, present: Present): ImportRow[] {
  const inFile = new Set(schedule.sessions.map((session) => `session/${session.guid.toLowerCase()}`));
  const items = new Map((present.parts.plan?.lists.sessions ?? []).map((item) => [item.id, item]));
  return [...present.sources].flatMap(([key, { item: id }]) => {
    const item = key.startsWith('session/') && !inFile.has(key) ? items.get(id) : undefined;
    if (!item) return [];
    const title = item.title as { zh: string; en: string };
    return [
      {
        what: 'session' as const,
        guid: String(item.guid),
        title: title.zh || title.en,
        path: '',
        inFile: false,
        action: 'kept' as const,
        changes: [],
        kept: [],
        words: rowWords('kept', [], [], 'gone'),
      },
    ];
  });
}
