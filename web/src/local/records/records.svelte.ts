import { databaseOf } from '../session/people.ts';
import { session } from '../session/session.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { IndexClient } from './index-client.ts';
import type { MarkedRow, QuestionName, Questions } from './index-messages.ts';
import type { Found, Query } from './query.ts';

/** Changes closer together than this are one for the lists, milliseconds. */
const CALM_MS = 80;

let index: IndexClient | null = null;
let indexFor = '';
let version = $state(0);
let left = $state(0);
let calm: ReturnType<typeof setTimeout> | null = null;

function changed(stillToRead: number): void {
  left = stillToRead;
  calm ??= setTimeout(() => {
    calm = null;
    version += 1;
  }, CALM_MS);
}

function opened(): IndexClient {
  const person = session.me;
  if (index && indexFor === person.user.id) return index;
  index?.close();
  const next = new IndexClient(databaseOf(person));
  next.onChanged(changed);
  index = next;
  indexFor = person.user.id;
  return next;
}

/** A store that could not be read is opened anew by the next question. */
async function ask<Name extends QuestionName>(name: Name, question: Questions[Name]['ask']): Promise<Questions[Name]['answer']> {
  const asked = opened();
  try {
    return await asked.ask(name, question);
  } catch (error) {
    if (index === asked) records.close();
    throw error;
  }
}

/** The list index of this tab: every record that this device may list, filtered and sorted off the main thread. */
export const records = {
  /** Rises when rows changed; a list asks again. */
  get version(): number {
    return version;
  },
  /** Changed records that are not in the lists yet. */
  get left(): number {
    return left;
  },

  /** Starts the worker. */
  open: (): void => void opened(),

  /** Follows the device's store while somebody is signed in. The answer ends it. */
  follow(): () => void {
    opened();
    return sync.onChanged((docs) => {
      const client = opened();
      if (docs.length > 0) client.changed(docs);
      // A decision is told as a change of `$facts` or with no doc at all.
      if (docs.length === 0 || docs.some((doc) => doc.endsWith('/$facts'))) client.outbox();
    });
  },

  find: (query: Query): Promise<Found> => ask('find', query),
  rows: (names: readonly string[]): Promise<(MarkedRow | null)[]> => ask('rows', names),
  rank: (search: string, limit: number): Promise<MarkedRow[]> => ask('rank', { search, limit }),

  close(): void {
    index?.close();
    index = null;
    indexFor = '';
  },
};
