/**
 * The journal of one open part: what others changed while this person was away, and the values that lost. Plain logic over the
 * store; when to look is the caller's to say.
 */
import type { Contested } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import { NotSaved, type DeviceStore, type StoredPart } from '@qiao/sync/store';
import { clientsOf, NOBODY, timesOf, writersOf, type Writer } from './authorship.ts';
import { changesByPerson, type PersonChanges } from './changes.ts';
import { isGone } from './forget.ts';
import { isEmpty, newNoted, noteCell, noteText } from './noted.ts';
import { contestedWith, keeping, readKept, writeKept, type KeptWrite } from './lost-values.ts';
import type { Version } from '../seen/on-screen.ts';
import { copyOf, follow, isBlank, newSeen, readSeen, together, writeSeen, type Seen } from './seen.ts';

/** Changes that arrive within this time after one is back belong to the absence: pages are still being read. Milliseconds. */
export const SETTLE_MS = 3000;
/** How often the seen state is written while one works, milliseconds; leaving writes it at once. */
export const PERSIST_MS = 10_000;

export interface Look {
  /** What others changed since; empty when nothing, or when it was seen as it happened. */
  changes: readonly PersonChanges[];
  /** When this person last saw the part, milliseconds since 1970; null the first time. */
  since: number | null;
  contested: readonly Contested[];
  writer: (client: number | null) => Writer;
  /** What the server's bytes here reach; null for a part that it does not have. */
  version: Version | null;
  /** When a write was made, if that is known here. */
  timeOf: (client: number, clock: number) => number | null;
}

export interface JournalPorts {
  store: DeviceStore;
  me: { id: string; name: string };
  now(): number;
}

export class PartJournal {
  readonly #part: OpenPart;
  readonly #ports: JournalPorts;
  #seen: Seen | null = null;
  #kept: KeptWrite[] = [];
  /** Since when the person has been looking at the live part; null while away, offline or hidden. */
  #presentSince: number | null = null;
  /** There is something to acknowledge: nothing is taken for seen until then. */
  #pending = false;
  #writer: Look['writer'] = () => NOBODY;
  #persistedAt = 0;

  private constructor(part: OpenPart, ports: JournalPorts) {
    this.#part = part;
    this.#ports = ports;
  }

  static async open(part: OpenPart, ports: JournalPorts): Promise<PartJournal> {
    const journal = new PartJournal(part, ports);
    [journal.#seen, journal.#kept] = await Promise.all([readSeen(ports.store, part.doc), readKept(ports.store, part.doc)]);
    return journal;
  }

  /**
   * Compares what stands now with what was seen. `present`: the page is in sight and live, so that changes are seen as they
   * happen. `complete`: the part is here as far as the server has told; before that nothing counts as a first sight.
   */
  async look(present: boolean, complete: boolean): Promise<Look> {
    const now = this.#ports.now();
    this.#presentSince = present ? (this.#presentSince ?? now) : null;
    const { ydoc } = this.#part;
    const stored = await this.#ports.store.part(this.#part.doc);
    const own = this.#own(clientsOf(stored?.unsent ?? []));
    const writer = writersOf(this.#part.authors(), own, this.#ports.me);
    const contested = contestedWith(ydoc, stored, this.#kept);
    // Read only when somebody asks.
    let all: ((client: number, clock: number) => number | null) | null = null;
    const timeOf = (client: number, clock: number): number | null => (all ??= timesOf(timedOf(stored)))(client, clock);
    await this.#keep(keeping(this.#kept, contested, timeOf));
    const version = stored && stored.head > 0 ? { generation: stored.generation, head: stored.head } : null;
    const look = {
      contested,
      writer,
      version,
      timeOf: (client: number, clock: number) => this.#timeOf(client, clock) ?? timeOf(client, clock),
    };
    if (!this.#seen) {
      if (complete && !isBlank(ydoc)) await this.#begin(own, now);
      return { ...look, changes: [], since: null };
    }
    const { at } = this.#seen;
    const changes = changesByPerson(this.#seen.ydoc, ydoc, writer, this.#seen.noted);
    this.#writer = writer;
    if (changes.length === 0) this.#pending = false;
    else if (!this.#pending && this.#isSettled(now)) return { ...look, changes: await this.#saw(now), since: at };
    else this.#pending = true;
    if (changes.length === 0) await this.#saw(now);
    return { ...look, changes, since: at };
  }

  /**
   * The person has taken note of these changes, as a look told them. What came since, and what is not among them, stays to be
   * noted; once nothing is left, all is seen.
   */
  async acknowledge(people: readonly PersonChanges[]): Promise<void> {
    const seen = this.#seen;
    if (!seen) return;
    // Later than the moment at which all was seen last, whatever this device's clock does.
    const at = Math.max(this.#ports.now(), seen.at + 1);
    for (const { changes } of people)
      for (const { root, stands, text } of changes) {
        for (const { key, value } of stands) noteCell(seen.noted, { root, key, value, at });
        if (text) noteText(seen.noted, { root, at, ...text });
      }
    const left = changesByPerson(seen.ydoc, this.#part.ydoc, this.#writer, seen.noted);
    this.#pending = left.length > 0;
    if (!this.#pending) await this.#saw(at);
    await this.persist();
  }

  /** Another tab of this device has taken note of something, or may have. */
  async refresh(): Promise<void> {
    const stored = await readSeen(this.#ports.store, this.#part.doc);
    if (stored) this.#seen = this.#seen ? together(this.#seen, stored) : stored;
  }

  /** Writes the seen state now: on leaving, hiding, closing. */
  async persist(): Promise<void> {
    // What was taken away meanwhile is not written again.
    if (!this.#seen || (await isGone(this.#ports.store, this.#part.doc))) return;
    this.#persistedAt = this.#ports.now();
    // What another tab wrote meanwhile is not unwritten.
    await this.refresh();
    await unlessFull(writeSeen(this.#ports.store, this.#part.doc, this.#seen));
  }

  #isSettled(now: number): boolean {
    return this.#presentSince !== null && now - this.#presentSince >= SETTLE_MS;
  }

  #own(unsent: ReadonlySet<number>): Set<number> {
    const own = new Set([...(this.#seen?.mine ?? []), ...unsent, this.#part.ydoc.clientID]);
    if (this.#seen) this.#seen.mine = own;
    return own;
  }

  async #begin(mine: Set<number>, at: number): Promise<void> {
    this.#seen = newSeen(at, copyOf(this.#part.ydoc), mine);
    await this.persist();
  }

  async #saw(now: number): Promise<readonly PersonChanges[]> {
    if (!this.#seen) return [];
    follow(this.#seen.ydoc, this.#part.ydoc);
    this.#seen.at = Math.max(now, this.#seen.at);
    if (!isEmpty(this.#seen.noted)) this.#seen.noted = newNoted();
    if (now - this.#persistedAt >= PERSIST_MS) await this.persist();
    return [];
  }

  async #keep(next: KeptWrite[] | null): Promise<void> {
    if (!next) return;
    this.#kept = next;
    await unlessFull(writeKept(this.#ports.store, this.#part.doc, next));
  }

  #timeOf(client: number, clock: number): number | null {
    return this.#kept.find((write) => write.client === client && write.clock === clock)?.at ?? null;
  }
}

/** Updates of which it is known when they were made. */
const timedOf = (stored: StoredPart | null): { update: Uint8Array; at: number }[] =>
  stored
    ? [...stored.unsent, ...stored.confirmed.map((update, n) => ({ update, at: stored.times[n] ?? 0 })).filter(({ at }) => at > 0)]
    : [];

/** A full device must not hide clashes and changes: what could not be written stays in memory and is written the next time. */
async function unlessFull(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof NotSaved)) throw error;
  }
}
