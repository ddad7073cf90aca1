/** The register: a line a kind. A test fails on a folder that is not listed. */
import type { Kind } from '../kind/types.ts';
import { event } from './event/event.ts';
import { person } from './person/person.ts';
import { task } from './task/task.ts';

export const KINDS: readonly Kind[] = [person, event, task];

const byName = new Map(KINDS.map((kind) => [kind.name, kind]));

/** The kind of that name, or undefined: a record of an unknown kind is kept as bytes (SPEC DEV11). */
export const kindNamed = (name: string): Kind | undefined => byName.get(name);

export { event, person, task };
