/** The things of a schedule file as cells of an event: conference, days, rooms, tracks, people, sessions. */
import { normaliseField } from '../../kind/fields/field.ts';
import { textMax } from '../../kind/fields/text.ts';
import type { Field, Words } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { casePart } from '../../kinds/event/case-part.ts';
import { peopleFields } from '../../kinds/event/people-part.ts';
import { dayFields, planPart, roomFields, sessionFields, trackFields } from '../../kinds/event/plan-part.ts';
import { isDate } from '../../shared/dates.ts';
import { itemIdFrom } from '../../shared/ids.ts';
import { isHan } from '../../shared/names.ts';
import { carry, SAID } from './carried.ts';
import { ASSUMED_ROLE } from './extension.ts';
import { derivedSessionId, derivedSlug, derivedUrl } from './derived.ts';
import type { Schedule, ScheduleDay, SchedulePerson, ScheduleRoom, ScheduleSession, ScheduleTrack } from './format.ts';

export type What = 'conference' | 'day' | 'room' | 'track' | 'person' | 'session';

export interface FileCell {
  /** `title.zh`; unique within the thing. */
  name: string;
  part: 'case' | 'plan' | 'people';
  root: string;
  /** Field name within the root: `title.zh`. The item's id stands before it in lists. */
  field: Field;
  value: unknown;
}

export interface Thing {
  what: What;
  /** Key of its entry among the sources. */
  source: string;
  /** List that it is an item of; null for the conference. */
  list: { part: 'plan' | 'people'; root: string } | null;
  /** Item id that each device derives alike when there is none yet. */
  derived: string;
  title: string;
  guid: string;
  path: string;
  cells: readonly FileCell[];
  /** Cells that are written when the item is made, and are no matter of the file's. */
  initial: Readonly<Record<string, unknown>>;
  /** Why it cannot be taken; null when it can. */
  refused: Words | null;
  /** Its format speaks of some cells only. */
  isPartial: boolean;
}

/** The thing with those cells only of which its format speaks. */
export const saying = (whole: Thing, says: readonly string[] | undefined): Thing =>
  says === undefined ? whole : { ...whole, isPartial: true, cells: whole.cells.filter(({ name }) => says.includes(name.split('.')[0]!)) };

type Fields = Readonly<Record<string, Field>>;
type Values = Readonly<Record<string, unknown>>;

/** The cell of a localized field that a text belongs to. */
const slot = (name: string, text: string): string => `${name}.${isHan(text) ? 'zh' : 'en'}`;

interface Draft {
  what: What;
  name: string;
  title: string;
  guid?: string;
  path?: string;
  list: Thing['list'];
  fields: Fields;
  values: Values;
  initial?: Values;
}

function thing({ what, name, title, guid, path, list, fields, values, initial }: Draft): Thing {
  const cells = Object.entries(values).map(([cell, value]) => cellOf(cell, fields, value, list?.part ?? 'plan', list?.root ?? 'fields'));
  return {
    what,
    source: `${what}/${name}`,
    list,
    derived: itemIdFrom(what, name),
    title,
    guid: guid ?? '',
    path: path ?? '',
    cells,
    initial: initial ?? {},
    isPartial: false,
    refused: cells.map(({ field }, n) => tooLong(field, Object.values(values)[n])).find((words) => words !== null) ?? null,
  };
}

function cellOf(name: string, fields: Fields, value: unknown, part: FileCell['part'], root: string): FileCell {
  const field = fields[name.split('.')[0]!]!;
  return { name, part, root, field, value: normaliseCell(field, value) };
}

/** A localized field has a cell a language: each is text like any other. */
export const normaliseCell = (field: Field, value: unknown): unknown =>
  field.type === 'localized' ? (normaliseField(field, { zh: value, en: '' }) as { zh: string }).zh : normaliseField(field, value);

/** A text that would be cut is not taken: nothing of a file is lost unsaid. */
function tooLong(field: Field, value: unknown): Words | null {
  if ((field.type !== 'text' && field.type !== 'localized') || typeof value !== 'string' || value.length <= textMax(field)) return null;
  const max = textMax(field);
  return {
    zh: `“${field.label.zh}”有 ${value.length} 字，最多 ${max} 字。缩短后再导入。`,
    en: `“${field.label.en}” has ${value.length} characters, at most ${max} fit. Shorten it and import again.`,
  };
}

/** The conference: what the plan carries of it, and the case's own cells where the case may be written. */
export function conferenceThing(schedule: Schedule, withCase: boolean): Thing {
  const { title, start, end, zone } = schedule;
  const day = (text: string): string | null => (isDate(text.slice(0, 10)) ? text.slice(0, 10) : null);
  const plan = thing({
    what: 'conference',
    name: 'schedule',
    title,
    list: null,
    fields: planPart.fields,
    values: { schedule: carry({ ...schedule.more, [SAID]: { title, start, end } }) },
  });
  if (!withCase) return plan;
  const values: Values = { [slot('title', title)]: title, starts: day(start), ends: day(end), zone, ...schedule.own };
  const cells = Object.entries(values).map(([name, value]) => cellOf(name, casePart.fields, value, 'case', 'fields'));
  return { ...plan, cells: [...plan.cells, ...cells], refused: plan.refused ?? tooLong(casePart.fields.title, title) };
}

const planList = (root: string): Thing['list'] => ({ part: 'plan', root });

export const dayThing = (day: ScheduleDay): Thing =>
  thing({
    what: 'day',
    name: day.date,
    title: day.date,
    list: planList('days'),
    fields: dayFields,
    values: { date: day.date, opens: day.opens, closes: day.closes, ...day.own },
  });

export const roomThing = (room: ScheduleRoom): Thing =>
  thing({
    what: 'room',
    name: room.guid || room.name,
    title: room.name,
    guid: room.guid,
    list: planList('rooms'),
    fields: roomFields,
    values: {
      [slot('name', room.name)]: room.name,
      capacity: room.capacity,
      guid: room.guid,
      more: carry({ ...room.more, [SAID]: room.name }),
      ...room.own,
    },
  });

export const trackThing = (track: ScheduleTrack): Thing =>
  thing({
    what: 'track',
    name: track.name,
    title: track.name,
    list: planList('tracks'),
    fields: trackFields,
    values: { [slot('name', track.name)]: track.name, more: carry({ ...track.more, [SAID]: track.name }), ...track.own },
  });

export const personThing = (person: SchedulePerson): Thing =>
  thing({
    what: 'person',
    name: person.key,
    title: person.name,
    guid: person.guid,
    list: { part: 'people', root: 'people' },
    fields: peopleFields,
    values: {
      name: person.name,
      externalId: person.guid || person.code || (person.id === null ? '' : String(person.id)),
      more: carry({
        ...person.more,
        ...(person.guid ? { guid: person.guid } : {}),
        ...(person.code ? { code: person.code } : {}),
        ...(person.id === null ? {} : { id: person.id }),
      }),
      ...person.own,
    },
    initial: person.own ? {} : { role: ASSUMED_ROLE },
  });

/** Items that the file's rooms, tracks and people have become. */
export interface Resolved {
  room: (name: string) => Reference | null;
  track: (name: string) => Reference | null;
  person: (key: string) => Reference | null;
}

export function sessionThing(session: ScheduleSession, found: Resolved): Thing {
  const room = session.room === '' ? null : found.room(session.room);
  const track = session.track === '' ? null : found.track(session.track);
  const speakers = session.persons.map((person) => found.person(person.key));
  const others = { ...peopleOf('chair', session, found), ...peopleOf('interpreters', session, found) };
  const named = [...speakers, ...Object.values(others).flat()];
  const complete = (room !== null || session.room === '') && (track !== null || session.track === '') && !named.includes(null);
  const made = thing({
    what: 'session',
    name: session.guid.toLowerCase(),
    title: session.title,
    guid: session.guid,
    path: session.path,
    list: planList('sessions'),
    fields: sessionFields,
    values: {
      [slot('title', session.title)]: session.title,
      subtitle: session.subtitle,
      start: session.start,
      minutes: session.minutes,
      room,
      track,
      speakers,
      type: session.type,
      language: session.language,
      abstract: session.abstract,
      description: session.description,
      guid: session.guid,
      // What an export makes up for a session that has none is not the session's own.
      sourceId: session.id === derivedSessionId(session.guid) ? null : session.id,
      slug: session.slug === derivedSlug(session.guid) ? '' : session.slug,
      url: session.url === derivedUrl(session.guid) ? '' : session.url,
      code: session.code,
      logo: session.logo,
      licence: session.licence,
      doNotRecord: session.doNotRecord,
      links: carry(session.links),
      attachments: carry(session.attachments),
      more: carry(session.more),
      ...session.own,
      ...others,
    },
  });
  return complete ? made : { ...made, refused: made.refused ?? MENTIONS_REFUSED };
}

const peopleOf = (cell: 'chair' | 'interpreters', session: ScheduleSession, found: Resolved): Record<string, (Reference | null)[]> =>
  session[cell] ? { [cell]: session[cell].map((key) => found.person(key)) } : {};

const MENTIONS_REFUSED: Words = {
  zh: '它的会场、专题或报告人没有导入。先改好那几行。',
  en: 'Its room, track or a speaker is not imported. Mend those rows first.',
};
