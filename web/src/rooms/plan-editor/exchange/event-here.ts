import { readPresent, sharedSessions, type Schedule } from '@qiao/domain/plan';
import * as Y from 'yjs';
import { readStoredDoc } from '#local/records/reading.ts';
import { records } from '#local/records/records.svelte.ts';
import { session } from '#local/session/session.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import { PlanRoom } from '../live/plan-room.svelte.ts';

/** An event of this device that a schedule file is of, open for editing. To be closed by who asked. */
export interface EventHere {
  id: string;
  room: PlanRoom;
  /** How many sessions of the file it has. */
  shared: number;
}

/** The event with most of the file's sessions; null when there is none, or when this person may not write it. */
export async function findEventHere(schedule: Schedule): Promise<EventHere | null> {
  const { store } = await sync.opened();
  const { records: names } = await records.find({
    kind: 'event',
    tab: 'all',
    search: '',
    sort: { by: 'changed', down: true },
    locale: 'zh',
    me: session.me.user.id,
  });
  let best = { id: '', shared: 0 };
  for (const name of names) {
    const plan = await readStoredDoc(store, `${name}/plan`);
    if (!plan) continue;
    const shared = sharedSessions(schedule, readPresent({ plan, people: new Y.Doc() }));
    plan.destroy();
    if (shared > best.shared) best = { id: name.split('/')[1]!, shared };
  }
  if (best.shared === 0) return null;
  const room = new PlanRoom(best.id);
  await room.open();
  if (room.whyNot('plan') === null) return { ...best, room };
  room.close();
  return null;
}
