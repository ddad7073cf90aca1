/** What a device is about to hold, written before it is sent (SPEC PUL4, PUL6). Runs inside the writer's transaction. */
import { parseDoc, recordOf } from '@qiao/sync/protocol';
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
  // What it holds already it goes on holding, should this page be lost.
  const held = new Set((await tx.heldDocs(device, payload.sent)).filter(({ state }) => state === 'held').map(({ doc }) => doc));
  const sent = payload.sent.filter((doc) => !held.has(doc));
  await tx.putHelds([
    ...sent.map((doc) => ({ device, doc, page, state: 'sent' as const })),
    ...payload.leaving.map((doc) => ({ device, doc, page, state: 'leaving' as const })),
  ]);
  return 'written';

  async function allDue(): Promise<boolean> {
    const names = new Map(payload.sent.map((doc) => [recordOf(doc), parseDoc(doc)!]));
    const records = new Map((await tx.recordsOf([...names.values()])).map((row) => [`${row.kind}/${row.id}`, row]));
    return payload.sent.every((doc) => {
      const record = records.get(recordOf(doc));
      return record !== undefined && rights.mayRead(person!, record, parseDoc(doc)!.part);
    });
  }
}

async function settleEpoch({ tx }: Scope, id: string): Promise<void> {
  const device = await tx.device(id);
  const { epoch } = await tx.workspace();
  if (device && device.epoch !== epoch) await tx.putDevice({ ...device, epoch });
}
