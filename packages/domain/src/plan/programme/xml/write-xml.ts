/** Writes the plan as a schedule file in XML that the published schema takes, and that imports to the same. */
import type { Projected } from '../../../kind/types.ts';
import { sha256Hex } from '../../../shared/hash.ts';
import { derivedGuid, derivedSessionId } from '../derived.ts';
import { scheduleFile, type WriteOptions, type WrittenSchedule } from '../write-schedule.ts';
import { carrying, element, serialise, type Values, type XmlNode } from './node.ts';
import { conferenceValues, eventValues, GENERATOR, personValues, roomValues, scheduleValues } from './nodes-to-values.ts';

export function writeXml(parts: Projected, options: WriteOptions = {}): WrittenSchedule {
  const { file, leftOut } = scheduleFile(parts, options);
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${serialise(scheduleNode(file.schedule))}`, leftOut };
}

interface FileConference extends Values {
  title: string;
  start: string;
  end: string;
  daysCount: number;
  rooms: readonly object[];
  tracks: readonly object[];
  days: readonly FileDay[];
}

interface FileDay {
  index: number;
  date: string;
  day_start: string;
  day_end: string;
  rooms: Readonly<Record<string, readonly object[]>>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ACRONYM = /^[a-z0-9_-]{4,}$/;
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?$/;
const DURATION = /^\d{1,2}:\d\d(:\d{1,2})?$/;
const SLUG = /^[a-z0-9_]{4,}-[a-z0-9\-_]{4,}$/;
const TRACK_SLUG = /^[a-z][a-z0-9-]+$/;
const COLOR = /^#[0-9a-f]{6}$/i;
const CODE = /^[0-9A-Z]{6}$/;
/** The longest that the schema has a spelling for. */
const LONGEST = '99:59';

/** The text when the schema takes it there. */
const fits = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

const address = (value: unknown): string | undefined => {
  const text = fits(value, /^https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+$/);
  return text !== undefined && URL.canParse(text) && !/%(?![0-9a-f]{2})/i.test(text) && text.split('#').length < 3 ? text : undefined;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const valuesOf = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const maybe = (name: string, text: string | undefined): XmlNode[] => (text === undefined ? [] : [element(name, text)]);

function scheduleNode(schedule: Values & { conference: FileConference }): XmlNode {
  const { conference, ...own } = schedule;
  const generator = valuesOf(own['generator']);
  const said = typeof generator['name'] === 'string' ? generator : { name: GENERATOR };
  const taken: Taken = { ids: new Set(), codes: new Set(), slugs: new Set() };
  const head = [
    element('generator', '', { name: textOf(said['name']), system: maybeText(said['system']), version: maybeText(said['version']) }),
    ...maybe('url', address(own['url'])),
    element('version', textOf(own['version'])),
  ];
  const bare = carrying(element('schedule', head), own, scheduleValues);
  return {
    ...bare,
    children: [...head, conferenceNode(conference), ...conference.days.map((day, n) => dayNode(day, n === 0, conference, taken))],
  };
}

const maybeText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function conferenceNode({ days: _days, rooms: _rooms, ...conference }: FileConference): XmlNode {
  const made = element('conference', [
    element('title', conference.title),
    element('acronym', fits(conference['acronym'], ACRONYM) ?? `event_${sha256Hex(conference.title).slice(0, 8)}`),
    ...maybe('start', fits(conference.start, DATE)),
    ...maybe('end', fits(conference.end, DATE)),
    element('days', String(conference.daysCount)),
    ...maybe('timeslot_duration', fits(conference['timeslot_duration'], DURATION)),
    ...(['base_url', 'logo', 'url'] as const).flatMap((name) => maybe(name, address(conference[name]))),
    ...maybe('time_zone_name', maybeText(conference['time_zone_name'])),
    ...conference.tracks.map((track) => trackNode(valuesOf(track))),
  ]);
  return carrying(made, conference, conferenceValues);
}

const trackNode = (track: Values): XmlNode =>
  carrying(
    element('track', '', { name: textOf(track['name']), color: fits(track['color'], COLOR), slug: fits(track['slug'], TRACK_SLUG) }),
    track,
    (node) => node.attributes,
  );

/** All rooms stand on the first day, in their order; on the others those in which something happens. */
function dayNode(day: FileDay, isFirst: boolean, { rooms }: FileConference, taken: Taken): XmlNode {
  const known = new Map(rooms.map((room) => [textOf(valuesOf(room)['name']), valuesOf(room)]));
  const names = [...(isFirst ? known.keys() : []), ...Object.keys(day.rooms)];
  const children = [...new Set(names)].map((name) => {
    const room = known.get(name) ?? { name };
    const made = element('room', '', { name, guid: fits(room['guid'], UUID) });
    const events = (day.rooms[name] ?? []).map((event) => eventNode(valuesOf(event), taken));
    return { ...(isFirst ? carrying(made, room, roomValues) : made), children: events };
  });
  return element('day', children, { index: day.index, date: day.date, start: day.day_start, end: day.day_end });
}

/** The schema wants these but once in a file. */
interface Taken {
  ids: Set<unknown>;
  codes: Set<unknown>;
  slugs: Set<unknown>;
}

const REQUIRED = ['room', 'title', 'type', 'date', 'start', 'abstract', 'track'] as const;
const OPTIONAL = ['subtitle', 'language', 'description'] as const;
const ADDRESSES = ['logo', 'url', 'video_download_url', 'feedback_url', 'origin_url'] as const;

function eventNode(event: Values, taken: Taken): XmlNode {
  const guid = fits(event['guid'], UUID) ?? derivedGuid('session', textOf(event['guid']));
  const once = <T>(set: Set<unknown>, value: T): T | undefined =>
    value === undefined || set.has(value) ? undefined : (set.add(value), value);
  const id = once(taken.ids, event['id']) ?? freeId(guid, taken.ids);
  const made = element(
    'event',
    [
      ...REQUIRED.map((name) => element(name, textOf(event[name]))),
      element('duration', fits(event['duration'], DURATION) ?? LONGEST),
      ...OPTIONAL.flatMap((name) => maybe(name, maybeText(event[name]))),
      ...maybe('slug', once(taken.slugs, fits(event['slug'], SLUG))),
      ...ADDRESSES.flatMap((name) => maybe(name, address(event[name]))),
      element('recording', [
        element('license', textOf(event['recording_license'])),
        element('optout', event['do_not_record'] === true ? 'true' : 'false'),
      ]),
      element(
        'persons',
        listOf(event['persons']).map((person) => personNode(valuesOf(person))),
      ),
      element(
        'links',
        listOf(event['links']).map((link) => linkNode('link', valuesOf(link))),
      ),
      element(
        'attachments',
        listOf(event['attachments']).map((link) => linkNode('attachment', valuesOf(link))),
      ),
    ],
    { guid, id, code: once(taken.codes, fits(event['code'], CODE)) },
  );
  return carrying(made, event, eventValues);
}

function freeId(guid: string, taken: Set<unknown>): number {
  let id = derivedSessionId(guid);
  while (taken.has(id)) id++;
  taken.add(id);
  return id;
}

const personNode = (person: Values): XmlNode =>
  carrying(
    element('person', textOf(person['public_name']) || textOf(person['name']), {
      id: Number.isSafeInteger(person['id']) ? person['id'] : undefined,
      guid: fits(person['guid'], UUID),
    }),
    person,
    personValues,
  );

/** What a link says beyond this is carried with the session's other values. */
const linkNode = (name: string, link: Values): XmlNode =>
  element(name, textOf(link['title']), {
    href: textOf(link['url']),
    type: maybeText(link['type']),
    service: name === 'link' ? maybeText(link['service']) : undefined,
  });
