/** What the simulator remembers of a run, to hold the invariants against. */
import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import type { Durable } from '../../../sync-server/src/store/memory/index.ts';
import { decode } from '../src/protocol/codec.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '../src/protocol/limits.ts';
import { Broken } from './broken.ts';
import type { Account, Device } from './device.ts';
import { mayRead } from './office.ts';
import { liveUpdateOf } from '../src/client/live-frames.ts';

interface SavedEdit {
  account: Account;
  doc: string;
  update: Uint8Array;
}

/** What there would be of a part after a crash now: snapshot and tail. */
export function durableUpdates({ tables }: Durable, doc: string): Uint8Array[] {
  const part = tables.part.get(doc);
  const snapshot = tables.snapshot.get(doc);
  const rows = [...tables.log.values()].filter((row) => row.doc === doc && row.seq > (part?.snap ?? 0) && row.update.length > 0);
  const tail = rows.sort((a, b) => a.seq - b.seq).map((row) => row.update);
  return snapshot?.length ? [snapshot, ...tail] : tail;
}

export const durableDoc = (durable: Durable, doc: string): Y.Doc => docOf(durableUpdates(durable, doc));

export function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const ydoc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(ydoc, update);
  return ydoc;
}

/** Whether a doc already has all that an update says. */
export function contains(ydoc: Y.Doc, update: Uint8Array): boolean {
  let isNew = false;
  const listen = (): void => void (isNew = true);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc));
  copy.on('update', listen);
  Y.applyUpdate(copy, update);
  const complete = !copy.store.pendingStructs && !copy.store.pendingDs;
  copy.destroy();
  return !isNew && complete;
}

export class RunLedger {
  #saved: SavedEdit[] = [];
  #discarded: Uint8Array[] = [];
  /** By device: pushed entries by number; the last with a number wins, as on the wire. */
  #pushed = new Map<string, Map<number, { doc: string; update: Uint8Array }>>();
  acks = 0;
  pages = 0;
  liveUpdates = 0;
  readonly #durable: () => Durable;

  constructor(durable: () => Durable) {
    this.#durable = durable;
  }

  saved(account: Account, doc: string, update: Uint8Array): void {
    this.#saved.push({ account, doc, update });
  }

  discarded(updates: readonly Uint8Array[]): void {
    this.#discarded.push(...updates);
  }

  received(account: Account, bytes: Uint8Array): void {
    const message = decode(bytes);
    if (message.type !== 'push') return;
    const entries = this.#pushed.get(account.device) ?? new Map<number, { doc: string; update: Uint8Array }>();
    this.#pushed.set(account.device, entries);
    for (const { n, doc, update } of message.entries) entries.set(n, { doc, update });
  }

  /** Looks at everything that leaves the server, the moment it leaves. */
  sent(account: Account, liveDoc: string | null, bytes: Uint8Array): void {
    if (liveDoc !== null) return this.#sentLive(account, liveDoc, bytes);
    const message = decode(bytes, MAX_PAGE_MESSAGE_BYTES);
    if (message.type === 'ack') {
      for (const { n, result } of message.answers) {
        if (result.kind !== 'seq' && result.kind !== 'known') continue;
        this.acks++;
        const pushed = this.#pushed.get(account.device)?.get(n);
        if (pushed && !contains(durableDoc(this.#durable(), pushed.doc), pushed.update))
          throw new Broken(`[PSH2] acked but not stored: ${pushed.doc}`);
      }
    }
    if (message.type === 'page') {
      this.pages++;
      for (const doc of message.docs) if (doc.kind !== 'revoked') this.#mustBeDue(account, doc.doc, 'PUL6');
    }
  }

  #sentLive(account: Account, doc: string, bytes: Uint8Array): void {
    const update = liveUpdateOf(bytes);
    if (!update) return;
    this.liveUpdates++;
    this.#mustBeDue(account, doc, 'LIV4');
    if (!contains(durableDoc(this.#durable(), doc), update)) throw new Broken(`[LIV3] sent before it was stored: ${doc}`);
  }

  #mustBeDue(account: Account, doc: string, rule: string): void {
    const [kind, id, part] = doc.split('/') as [string, string, string];
    const record = [...this.#durable().tables.record.values()].find((row) => row.kind === kind && row.id === id);
    if (!record || !mayRead(account.user, record, part))
      throw new Broken(`[${rule}] ${doc} left for ${account.user}, to whom it is not due`);
  }

  /** After a restore: what no device holds any more and the backup did not have is lost by the backup, not by us (SPEC EPO2). */
  forgive(devices: readonly Device[]): void {
    this.#saved = this.#saved.filter((edit) => this.#isSomewhere(edit, devices, true));
  }

  /** Every edit that was called saved is on the server, in an outbox, in a proposal, or was discarded. */
  checkNothingLost(devices: readonly Device[]): void {
    for (const edit of this.#saved) {
      const where = `${edit.account.device} in ${edit.doc}`;
      if (!this.#isSomewhere(edit, devices, false)) throw new Broken(`[DEV3] a saved edit of ${where} is nowhere`);
      if (!saysTheSame(durableDoc(this.#durable(), edit.doc), edit.update))
        throw new Broken(`[DEV4] another edit stands under the id of one of ${where}`);
    }
  }

  /** `confirmed`: what a device holds as confirmed counts too, for it brings it back after a restore. */
  #isSomewhere({ doc, update }: SavedEdit, devices: readonly Device[], confirmed: boolean): boolean {
    const stored = durableDoc(this.#durable(), doc);
    if (contains(stored, update) || this.#discarded.some((one) => covers(one, update))) return true;
    // Together they may hold what none holds alone.
    for (const { disk } of devices) {
      for (const entry of disk.outbox) if (entry.type === 'edit' && entry.doc === doc) Y.applyUpdate(stored, entry.update);
      for (const proposal of disk.proposals.values())
        if (proposal.doc === doc) for (const one of proposal.updates) Y.applyUpdate(stored, one);
      if (confirmed) for (const row of disk.parts.get(doc)?.rows ?? []) Y.applyUpdate(stored, row.bytes);
    }
    return contains(stored, update);
  }
}

/** Whether what stands in the doc under the ids of an update is what the update wrote there. Deleted content is not to be had any more. */
function saysTheSame(ydoc: Y.Doc, update: Uint8Array): boolean {
  return Y.decodeUpdate(update).structs.every((wrote) => {
    if (!(wrote instanceof Y.Item) || Y.getState(ydoc.store, wrote.id.client) < wrote.id.clock + wrote.length) return true;
    const values: unknown[] = wrote.content.getContent();
    const end = wrote.id.clock + wrote.length;
    return ydoc.store.clients.get(wrote.id.client)!.every((item) => {
      const from = Math.max(item.id.clock, wrote.id.clock);
      const until = Math.min(item.id.clock + item.length, end);
      if (from >= until || !(item instanceof Y.Item) || item.deleted || wrote.content instanceof Y.ContentDeleted) return true;
      const stored: unknown[] = item.content.getContent();
      for (let at = from; at < until; at++) if (!isDeepStrictEqual(stored[at - item.id.clock], values[at - wrote.id.clock])) return false;
      return true;
    });
  });
}

/** Whether an update holds all structs and deletions of another. */
function covers(whole: Uint8Array, part: Uint8Array): boolean {
  const from = Y.decodeUpdate(whole);
  const wanted = Y.decodeUpdate(part);
  const has = wanted.structs.every((struct) =>
    from.structs.some(
      (one) =>
        one.id.client === struct.id.client &&
        one.id.clock <= struct.id.clock &&
        struct.id.clock + struct.length <= one.id.clock + one.length,
    ),
  );
  const deletes = [...wanted.ds.clients].every(([client, ranges]) =>
    ranges.every((range) =>
      (from.ds.clients.get(client) ?? []).some((one) => one.clock <= range.clock && range.clock + range.len <= one.clock + one.len),
    ),
  );
  return has && deletes;
}
