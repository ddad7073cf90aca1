/** What a device is about to hold, written before it is sent (SPEC PUL4, PUL6). Runs inside the writer's transaction. */
import { parseDoc } from '@qiao/sync/protocol';
import type { RecordRow } from '../store/rows.ts';
import { handle, jobKind, type Handlers, type Scope } from './job.ts';
import { personOf } from './person.ts';
import type { Rights } from './ports.ts';

export interface HoldPagePayload {
  user: string;
  device: string;
  page: string;
  /** The page that the device says it has stored; empty for none. */
  have: string;
  /** The access version on which the page was made. */
  accessVersion: number;
  sent: string[];
  leaving: string[];
  /** From now on the device lives in the present epoch (SPEC EPO1). */
  settled: boolean;
}

/** `moved`: somebody's rights changed meanwhile; the page must be made again. */
export const holdPage = jobKind<HoldPagePayload, 'written' | 'moved'>('hold-page');

export const holdPageHandlers = (rights: Rights): Handlers => handle(holdPage, (scope, payload) => writeHeld(rights, scope, payload));

async function writeHeld(rights: Rights, scope: Scope, payload: HoldPagePayload): Promise<'written' | 'moved'> {
  const { tx } = scope;
  const { device, page } = payload;
  const person = personOf(await tx.user(payload.user));
  if (!person || person.accessVersion !== payload.accessVersion) return 'moved';
  if (!(await allDue())) return 'moved';

  if (payload.have !== '') await tx.confirmPage(device, payload.have);
  if (payload.settled) await settleEpoch(scope, device);
  for (const doc of payload.sent) {
    const row = await tx.heldDoc(device, doc);
    // What it holds already it goes on holding, should this page be lost.
    if (row?.state !== 'held') await tx.putHeld({ device, doc, page, state: 'sent' });
  }
  for (const doc of payload.leaving) await tx.putHeld({ device, doc, page, state: 'leaving' });
  return 'written';

  async function allDue(): Promise<boolean> {
    const records = new Map<string, RecordRow | null>();
    for (const doc of payload.sent) {
      const { kind, id, part } = parseDoc(doc)!;
      const key = `${kind}/${id}`;
      if (!records.has(key)) records.set(key, await tx.record(kind, id));
      const record = records.get(key);
      if (!record || !rights.mayRead(person!, record, part)) return false;
    }
    return true;
  }
}

async function settleEpoch({ tx }: Scope, id: string): Promise<void> {
  const device = await tx.device(id);
  const { epoch } = await tx.workspace();
  if (device && device.epoch !== epoch) await tx.putDevice({ ...device, epoch });
}
