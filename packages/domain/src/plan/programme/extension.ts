/**
 * What the plan knows and the published schedule format has no place for, in a key of our own beside the conference:
 * `schedule.qiao`. Other programs pass over it. Where it is there, it speaks of all that it may speak of: what it does
 * not mention is empty.
 */
import * as v from 'valibot';
import { PersonShape } from './shape.ts';

export const EXTENSION = 'qiao';
export const EXTENSION_VERSION = 1;

/** Cells of a thing, beside its names. */
export const EXTENSION_CELLS = {
  session: ['expected', 'equipment', 'remarks'],
  room: ['equipment'],
  person: ['organisation', 'region', 'role', 'email', 'person'],
} as const;

/** What a file calls somebody who has no name: the format demands one. */
export const NAMELESS = '—';

/** What a person is taken for of whom the extension says nothing, as of a person from any other schedule. */
export const ASSUMED_ROLE: readonly string[] = ['speaker'];

const text = v.nullish(v.string(), '');
const localized = v.object({ zh: text, en: text });
const people = v.nullish(v.array(v.string()), []);

export const ExtensionShape = v.looseObject({
  version: v.number(),
  title: v.optional(localized),
  /** By date. */
  days: v.nullish(v.record(v.string(), v.looseObject({ title: v.optional(localized) })), {}),
  /** By the name that the file gives them. */
  rooms: v.nullish(v.record(v.string(), v.looseObject({ name: v.optional(localized), equipment: text })), {}),
  tracks: v.nullish(v.record(v.string(), v.looseObject({ name: v.optional(localized) })), {}),
  /** All of the plan, in their order. */
  people: v.nullish(
    v.array(
      v.looseObject({
        guid: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
        name: v.nullish(v.string(), null),
        latinName: text,
        organisation: text,
        region: v.nullish(v.string(), null),
        role: v.nullish(v.array(v.string()), null),
        email: text,
        person: v.nullish(v.object({ id: v.string(), label: text }), null),
        /** As sessions list people, for somebody whom none lists. */
        entry: v.optional(PersonShape),
      }),
    ),
    [],
  ),
  /** By guid. `chair` and `interpreters` hold guids of people. */
  sessions: v.nullish(
    v.record(
      v.string(),
      v.looseObject({
        title: v.optional(localized),
        chair: people,
        interpreters: people,
        expected: v.nullish(v.number(), null),
        equipment: text,
        remarks: text,
      }),
    ),
    {},
  ),
  /** Sessions without a start, a length or a room, in the shape of the others. */
  unscheduled: v.nullish(v.array(v.unknown()), []),
});

export type ExtensionOutput = v.InferOutput<typeof ExtensionShape>;
