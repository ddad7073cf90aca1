/**
 * Cuts one Yjs v1 update into several that a server takes one after another. What lies on a device may be larger than
 * one push: a part's snapshot that a restore asks back, or a paste of some MiB (SPEC EPO4). Each piece stands on what is
 * in it and before it, and all together are the same document.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { MAX_CLIENTS_PER_UPDATE, MAX_STRUCTS_PER_UPDATE, MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import { cutItem, HEAD_BYTES } from './cut-item.ts';

type Struct = Y.Item | Y.GC;

export interface PieceLimits {
  bytes: number;
  /** Structs and delete ranges. */
  structs: number;
  /** Clients with structs. */
  clients: number;
}

const WIRE: PieceLimits = { bytes: MAX_UPDATE_BYTES, structs: MAX_STRUCTS_PER_UPDATE, clients: MAX_CLIENTS_PER_UPDATE };

/** Most bytes of a client's section before its structs or ranges: three numbers. */
const SECTION_BYTES = 24;
/** Most bytes of an update's two counts. */
const FRAME_BYTES = 16;

/**
 * The update in pieces, in the order in which they must be applied; itself alone when it is within the limits. A single
 * value that is larger than a piece stays whole. Bytes that are no update come back as they are: whoever reads them
 * refuses them.
 */
export function splitUpdate(update: Uint8Array, limits: PieceLimits = WIRE): Uint8Array[] {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return [update];
  }
  const { structs, ds } = decoded;
  const ranges = [...ds.clients].flatMap(([client, all]) => all.map((range) => ({ client, ...range })));
  const clients = new Set(structs.map((struct) => struct.id.client));
  const fits =
    update.length <= limits.bytes &&
    structs.length + ranges.length <= limits.structs &&
    clients.size <= limits.clients &&
    // No server takes a gap inside an update; one between two updates it waits for.
    !structs.some((struct) => struct instanceof Y.Skip);
  if (fits) return [update];
  const ordered = inOrder(structs.filter((struct): struct is Struct => !(struct instanceof Y.Skip)));
  return ordered ? [...structPieces(ordered, limits), ...deletePieces(ranges, limits)] : [update];
}

/** Structs so that each comes after what it points at; null when they stand on each other in a circle. */
function inOrder(structs: readonly Struct[]): Struct[] | null {
  const queues = new Map<number, { all: Struct[]; next: number }>();
  for (const struct of structs) {
    const queue = queues.get(struct.id.client);
    if (queue) queue.all.push(struct);
    else queues.set(struct.id.client, { all: [struct], next: 0 });
  }
  const ordered: Struct[] = [];

  /** The first thing that this struct needs and that comes later in this update. */
  function missingFor(struct: Struct): Y.ID | null {
    if (!(struct instanceof Y.Item)) return null;
    for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
      if (!(id instanceof Y.ID) || id.client === struct.id.client) continue;
      const queue = queues.get(id.client);
      const head = queue?.all[queue.next];
      const last = queue?.all.at(-1);
      if (head && last && head.id.clock <= id.clock && id.clock < last.id.clock + last.length) return id;
    }
    return null;
  }

  for (const first of queues.keys()) {
    // Each waits for the one above it to reach a clock; in a sound update no client waits twice.
    const waiting: { client: number; until: number }[] = [{ client: first, until: Infinity }];
    for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
      const queue = queues.get(top.client)!;
      const struct = queue.all[queue.next];
      if (!struct || struct.id.clock > top.until) {
        waiting.pop();
        continue;
      }
      const missing = missingFor(struct);
      if (missing) {
        if (waiting.length > queues.size) return null;
        waiting.push({ client: missing.client, until: missing.clock });
        continue;
      }
      ordered.push(struct);
      queue.next++;
    }
  }
  return ordered;
}

interface Section {
  clock: number;
  /** Clock after the last. */
  end: number;
  count: number;
  body: encoding.Encoder;
}

function structPieces(structs: readonly Struct[], limits: PieceLimits): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let sections = new Map<number, Section>();
  let count = 0;
  let bytes = FRAME_BYTES;

  function close(): void {
    if (sections.size > 0) pieces.push(writePiece(sections));
    sections = new Map();
    count = 0;
    bytes = FRAME_BYTES;
  }

  function add(struct: Struct, written: Uint8Array): void {
    const { client, clock } = struct.id;
    const before = sections.get(client);
    const section = before ?? { clock, end: clock, count: 0, body: encoding.createEncoder() };
    const most = bytes + written.length + (before ? 0 : SECTION_BYTES);
    const full = most > limits.bytes || count >= limits.structs || (!before && sections.size >= limits.clients);
    if (sections.size > 0 && (full || section.end !== clock)) {
      close();
      return add(struct, written);
    }
    encoding.writeUint8Array(section.body, written);
    section.count++;
    section.end = clock + struct.length;
    sections.set(client, section);
    count++;
    bytes = most;
  }

  const room = limits.bytes - FRAME_BYTES - SECTION_BYTES;
  for (const struct of structs) {
    const written = writeStruct(struct);
    if (written.length <= room || !(struct instanceof Y.Item)) add(struct, written);
    else for (const cut of cutItem(struct, room - HEAD_BYTES)) add(cut, writeStruct(cut));
  }
  close();
  return pieces;
}

function writeStruct(struct: Struct): Uint8Array {
  const out = new Y.UpdateEncoderV1();
  struct.write(out, 0);
  return encoding.toUint8Array(out.restEncoder);
}

function writePiece(sections: ReadonlyMap<number, Section>): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, sections.size);
  for (const [client, { clock, count, body }] of sections) {
    for (const number of [count, client, clock]) encoding.writeVarUint(out, number);
    encoding.writeUint8Array(out, encoding.toUint8Array(body));
  }
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
}

/** What was taken away, last: only then is all of it there. A range may reach over the cuts of what it takes away. */
function deletePieces(ranges: readonly { client: number; clock: number; len: number }[], limits: PieceLimits): Uint8Array[] {
  const most = Math.max(1, Math.min(limits.structs, Math.floor((limits.bytes - FRAME_BYTES) / (2 * SECTION_BYTES))));
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < ranges.length; from += most) {
    const byClient = new Map<number, { clock: number; len: number }[]>();
    for (const range of ranges.slice(from, from + most)) {
      const all = byClient.get(range.client);
      if (all) all.push(range);
      else byClient.set(range.client, [range]);
    }
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, 0);
    encoding.writeVarUint(out, byClient.size);
    for (const [client, all] of byClient) {
      encoding.writeVarUint(out, client);
      encoding.writeVarUint(out, all.length);
      for (const { clock, len } of all) for (const number of [clock, len]) encoding.writeVarUint(out, number);
    }
    pieces.push(encoding.toUint8Array(out));
  }
  return pieces;
}
