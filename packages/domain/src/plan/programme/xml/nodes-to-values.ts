/** Elements of a schedule in XML as the values that the same schedule has in JSON. */
import { completed, type Values, type XmlNode } from './node.ts';

/** Name by which our own files say who wrote them: nothing to be kept. */
export const GENERATOR = 'Qiao';

/** Texts of an event that stand as they are; all others are single words, whose white space is layout. */
const PROSE = new Set(['title', 'subtitle', 'abstract', 'description']);
/** JSON has no value where XML has an empty element. */
const OFTEN_EMPTY = new Set(['track', 'logo', 'language', 'url', 'slug']);
const GROUPS = new Set(['recording', 'persons', 'links', 'attachments']);

const childOf = (node: XmlNode, name: string): XmlNode | undefined => node.children.find((child) => child.name === name);
const all = (node: XmlNode | undefined, name: string): readonly XmlNode[] => node?.children.filter((child) => child.name === name) ?? [];

/** A number where there is one; else the text, for the reader to judge. */
const numberOf = (text: string): number | string => (/^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text);

/** The whole file: `{schedule: {…}}`. */
export function fileValues(root: XmlNode): Values {
  const conference = childOf(root, 'conference');
  const days = all(root, 'day');
  const rooms = new Map<string, Values>();
  for (const room of days.flatMap((day) => all(day, 'room'))) {
    const values = completed(roomValues(room), room.carried);
    const name = String(values['name']);
    if (name !== '' && !rooms.has(name)) rooms.set(name, values);
  }
  const known = conference ? completed(conferenceValues(conference), conference.carried) : {};
  const held = { ...known, rooms: [...rooms.values()], days: days.map(dayValues) };
  return { schedule: { ...completed(scheduleValues(root), root.carried), ...(conference ? { conference: held } : {}) } };
}

export function scheduleValues(root: XmlNode): Values {
  const generator = childOf(root, 'generator')?.attributes;
  return {
    ...texts(root, ['version', 'url']),
    ...(generator && generator['name'] !== GENERATOR ? { generator } : {}),
  };
}

const CONFERENCE = ['acronym', 'start', 'end', 'timeslot_duration', 'base_url', 'logo', 'url', 'time_zone_name'];

export function conferenceValues(node: XmlNode): Values {
  const title = childOf(node, 'title');
  const days = childOf(node, 'days');
  return {
    ...(title ? { title: title.text } : {}),
    ...texts(node, CONFERENCE),
    ...(days ? { daysCount: numberOf(days.text) } : {}),
    tracks: all(node, 'track').map((track) => completed(track.attributes, track.carried)),
  };
}

export const roomValues = ({ attributes }: XmlNode): Values => ({ ...attributes, name: (attributes['name'] ?? '').trim() });

function dayValues(node: XmlNode): Values {
  const { date = '', start, end } = node.attributes;
  const rooms = new Map<string, Values[]>();
  for (const room of all(node, 'room')) {
    const name = String(roomValues(room)['name']);
    rooms.set(name, [...(rooms.get(name) ?? []), ...all(room, 'event').map((event) => completed(eventValues(event), event.carried))]);
  }
  return { date: date.trim(), day_start: start?.trim(), day_end: end?.trim(), rooms: Object.fromEntries(rooms) };
}

export function eventValues(node: XmlNode): Values {
  const { id, ...attributes } = node.attributes;
  const values = new Map<string, unknown>(Object.entries({ logo: null, language: null, ...attributes }));
  if (id !== undefined) values.set('id', numberOf(id));
  for (const { name, text } of node.children) {
    if (GROUPS.has(name)) continue;
    const said = PROSE.has(name) ? text : text.trim();
    values.set(name, said === '' && OFTEN_EMPTY.has(name) ? null : said);
  }
  const recording = childOf(node, 'recording');
  if (recording) {
    const { license, optout, ...more } = texts(recording, ['license', 'optout', 'url', 'link']);
    values.set('recording_license', license ?? '');
    values.set('do_not_record', optout === 'true' || optout === '1');
    if (Object.keys(more).length > 0) values.set('recording', more);
  }
  values.set(
    'persons',
    all(childOf(node, 'persons'), 'person').map((person) => completed(personValues(person), person.carried)),
  );
  for (const [group, name] of [
    ['links', 'link'],
    ['attachments', 'attachment'],
  ] as const)
    values.set(group, all(childOf(node, group), name).map(linkValues));
  return Object.fromEntries(values);
}

/** frab's shape for whom it numbered, pretalx's for all others, as in JSON. */
export function personValues({ attributes, text }: XmlNode): Values {
  const { id, ...rest } = attributes;
  return id === undefined ? { ...rest, name: text.trim() } : { ...rest, id: numberOf(id), public_name: text.trim() };
}

function linkValues({ attributes, text }: XmlNode): Values {
  const { href, ...rest } = attributes;
  return { ...rest, url: href ?? '', title: text };
}

const texts = (node: XmlNode, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const child = childOf(node, name);
      return child ? [[name, child.text.trim()]] : [];
    }),
  );
