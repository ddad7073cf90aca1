/**
 * What an update says, before it is applied. Yjs accepts much that must not reach a store: it keeps structs with gaps
 * as pending, follows the last of two sections of one client, and reads past the end of nothing. All of that is
 * found here (SPEC NAM5, PSH5).
 */
import * as Y from 'yjs';
import { limits } from '@qiao/sync/protocol';
import { MAX_STRUCTS_RETURNED, MAX_VALUE_DEPTH } from './limits.ts';

export interface Span {
  /** First clock, and the clock after the last. */
  from: number;
  end: number;
}

export interface UpdateFacts {
  /** New or known structs, one span a client. */
  clients: Map<number, Span>;
  /** For each client that is pointed at: the highest clock that must be there. */
  needs: Map<number, number>;
  /** In order, none over another. */
  deletes: Map<number, { clock: number; len: number }[]>;
  /** All structs in order of clock. */
  structs: Map<number, (Y.Item | Y.GC)[]>;
}

export type ReadUpdate = { ok: true; facts: UpdateFacts } | { ok: false; code: 'bad-update' | 'too-large' };

class Damaged extends Error {}
class TooMany extends Error {}

/** Counts and looks while Yjs decodes; stops at a limit before more is allocated. */
class CountingDecoder extends Y.UpdateDecoderV1 {
  static last: CountingDecoder | null = null;
  static limits = { clients: 0, items: 0 };
  sections = new Set<number>();
  #items = 0;

  constructor(...input: ConstructorParameters<typeof Y.UpdateDecoderV1>) {
    super(...input);
    CountingDecoder.last = this;
  }

  override readClient(): number {
    const client = super.readClient();
    if (this.sections.has(client)) throw new Damaged('two sections of one client');
    this.sections.add(client);
    if (this.sections.size > CountingDecoder.limits.clients) throw new TooMany();
    return client;
  }

  override readInfo(): number {
    this.#count();
    return super.readInfo();
  }

  override readDsClock(): number {
    this.#count();
    return super.readDsClock();
  }

  #count(): void {
    if (++this.#items > CountingDecoder.limits.items) throw new TooMany();
  }
}

/** Decodes and checks one update, without a document. Bytes beyond the limit are still decoded first (SPEC PSH6), as far as the limits on structs allow. `returned`: a part of many writers that comes back in one piece (SPEC EPO1). */
export function readUpdate(update: Uint8Array, returned = false): ReadUpdate {
  CountingDecoder.limits = returned
    ? { clients: Infinity, items: MAX_STRUCTS_RETURNED }
    : { clients: limits.MAX_CLIENTS_PER_UPDATE, items: limits.MAX_STRUCTS_PER_UPDATE };
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, CountingDecoder);
    const input = CountingDecoder.last!.restDecoder;
    if (input.pos !== input.arr.length) return { ok: false, code: 'bad-update' };
    const facts: UpdateFacts = { clients: new Map(), needs: new Map(), deletes: new Map(), structs: new Map() };
    for (const struct of structs) noteStruct(facts, struct);
    for (const [client, ranges] of ds.clients) noteDeletes(facts, client, ranges);
    return update.length > limits.MAX_UPDATE_BYTES ? { ok: false, code: 'too-large' } : { ok: true, facts };
  } catch (error) {
    // Whatever Yjs throws on bytes that it cannot read is the sender's fault: decoding touches nothing of ours.
    return { ok: false, code: error instanceof TooMany ? 'too-large' : 'bad-update' };
  } finally {
    CountingDecoder.last = null;
  }
}

function noteStruct(facts: UpdateFacts, struct: Y.Item | Y.GC | Y.Skip): void {
  const { client, clock } = struct.id;
  const end = clock + struct.length;
  if (struct instanceof Y.Skip) throw new Damaged('skip');
  if (struct.length < 1 || !Number.isSafeInteger(end)) throw new Damaged('length');
  const span = facts.clients.get(client);
  if (span) span.end = end;
  else facts.clients.set(client, { from: clock, end });
  const structs = facts.structs.get(client);
  if (structs) structs.push(struct);
  else facts.structs.set(client, [struct]);
  if (struct instanceof Y.GC) return;
  for (const id of [struct.origin, struct.rightOrigin, struct.parent]) if (id instanceof Y.ID) noteNeed(facts, struct, id);
  checkContent(struct.content);
}

function noteNeed(facts: UpdateFacts, struct: Y.Item, id: Y.ID): void {
  // Yjs looks up what is of the same client without asking whether it is there yet.
  if (id.client === struct.id.client && id.clock >= struct.id.clock) throw new Damaged('points at its own future');
  facts.needs.set(id.client, Math.max(facts.needs.get(id.client) ?? 0, id.clock));
}

function noteDeletes(facts: UpdateFacts, client: number, ranges: { clock: number; len: number }[]): void {
  const sorted = ranges.toSorted((a, b) => a.clock - b.clock);
  let end = 0;
  for (const { clock, len } of sorted) {
    if (!Number.isSafeInteger(clock + len)) throw new Damaged('range overflows');
    // Yjs never writes them, and walks each range anew: a few bytes would cost the work of thousands.
    if (clock < end) throw new Damaged('ranges over each other');
    end = clock + len;
  }
  facts.deletes.set(client, sorted);
}

function checkContent(content: Y.Item['content']): void {
  // A document inside a document would be a second store without rights of its own.
  if (content instanceof Y.ContentDoc) throw new Damaged('subdocument');
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) checkDepth(content.arr);
  else if (content instanceof Y.ContentEmbed) checkDepth([content.embed]);
  else if (content instanceof Y.ContentFormat) checkDepth([content.value]);
}

function checkDepth(values: readonly unknown[]): void {
  let level: readonly unknown[] = values;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_VALUE_DEPTH) throw new Damaged('too deep');
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null && !(one instanceof Uint8Array) ? (Object.values(one) as unknown[]) : [],
    );
  }
}

const stateOf = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);

/** Whether everything the update stands on is in the document or in the update itself (SPEC PSH5). */
export function isComplete(doc: Y.Doc, facts: UpdateFacts): boolean {
  for (const [client, span] of facts.clients) if (span.from > stateOf(doc, client)) return false;
  const after = (client: number): number => Math.max(stateOf(doc, client), facts.clients.get(client)?.end ?? 0);
  for (const [client, clock] of facts.needs) if (clock >= after(client)) return false;
  for (const [client, ranges] of facts.deletes) for (const { clock, len } of ranges) if (clock + len > after(client)) return false;
  return true;
}

/** Clients whose structs in the update go beyond what the document has. */
export function newClients(doc: Y.Doc, facts: UpdateFacts): { client: number; until: number }[] {
  const fresh: { client: number; until: number }[] = [];
  for (const [client, span] of facts.clients) if (span.end > stateOf(doc, client)) fresh.push({ client, until: span.end });
  return fresh;
}

/** Whether the document already has all of it, so that nobody needs a right to say it again (SPEC LIV2). */
export function addsNothing(doc: Y.Doc, facts: UpdateFacts): boolean {
  if (newClients(doc, facts).length > 0) return false;
  for (const [client, ranges] of facts.deletes) for (const range of ranges) if (!isDeleted(doc, client, range)) return false;
  return true;
}

function isDeleted(doc: Y.Doc, client: number, { clock, len }: { clock: number; len: number }): boolean {
  const structs = doc.store.clients.get(client);
  if (len === 0) return true;
  if (!structs || clock + len > stateOf(doc, client)) return false;
  for (let at = Y.findIndexSS(structs, clock); at < structs.length && structs[at]!.id.clock < clock + len; at++) {
    if (!structs[at]!.deleted) return false;
  }
  return true;
}
