/** The answer to HELLO (SPEC SES2, SES3, SES4, EPO1). */
import { PROTOCOL, type Hello, type RelayCode, type Welcome } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { personOf } from './person.ts';
import type { Peer } from './ports.ts';

export type Greeting =
  | { ok: false; code: RelayCode }
  /** `owes`: it has not brought back what it held since the last restore. `returned`: until its first pull, what it pushes may hold what others wrote. `forgotten`: the device was not known at the restore. */
  | { ok: true; welcome: Welcome; owes: boolean; returned: boolean; forgotten: boolean };

export async function greet(read: Reader, peer: Peer, hello: Hello): Promise<Greeting> {
  if (hello.protocol > PROTOCOL) return { ok: false, code: 'too-new' };
  const workspace = await read.workspace();
  const known = hello.workspace === '' || hello.workspace === workspace.id;
  if (hello.device !== peer.device || !known) return { ok: false, code: 'foreign-device' };
  const person = personOf(await read.user(peer.user));
  if (!person) return { ok: false, code: 'unauthenticated' };

  const device = await read.device(peer.device);
  // Once a device has brought back what it held, its word that it lives in an older epoch gives it nothing more.
  const owes = device !== null && device.epoch !== workspace.epoch;
  const restored = hello.epoch !== '' && (hello.epoch !== workspace.epoch || owes);
  const mode = hello.protocol < PROTOCOL ? 'drain' : restored ? 'restored' : 'full';
  const last = await read.lastDecision();
  const ledger = last
    ? { seq: last.n, hash: last.hash, signature: last.signature }
    : { seq: 0, hash: new Uint8Array(), signature: new Uint8Array() };
  const { id, epoch, head } = workspace;
  return {
    ok: true,
    welcome: { type: 'welcome', mode, workspace: id, epoch, head, accessVersion: person.accessVersion, ledger },
    owes,
    returned: restored && owes,
    forgotten: device?.epoch === '',
  };
}
