/** The journals of a bench room, real ones over a store in memory: what others change in its docs is listed until it is noted. */
import type { Finding } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import { NotSaved, type Proposal } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import * as Y from 'yjs';
import { PartJournal, type Look } from '#local/journal/journal.ts';
import type { Listed } from '../away/groups.ts';
import type { BenchRoom } from './bench-room.svelte.ts';

const PARTS = ['plan', 'people', 'budget'] as const;
type Part = (typeof PARTS)[number];

export class BenchAway {
  readonly #store = openMemoryStore();
  readonly #room: BenchRoom;
  readonly #authors: { client: number; user: string; name: string }[] = [];
  #journals = new Map<Part, PartJournal>();
  now = Date.now() - 3_600_000;
  looks = $state.raw<Readonly<Record<string, Look>>>({});
  findings: readonly Finding[] = [];
  proposals: readonly Proposal[] = [];

  /** Puts itself in the place of the room's own lookout. */
  static async over(room: BenchRoom): Promise<BenchAway> {
    const away = new BenchAway(room);
    Object.defineProperty(room, 'lookout', { value: away });
    for (const part of PARTS) {
      const { ydoc } = room.parts.get(part);
      const update = Y.encodeStateAsUpdate(ydoc);
      await away.#store.saveEdit({ doc: away.#doc(part), generation: 0, incarnation: 0, update, at: away.now, proposalId: 'p' });
    }
    await away.open();
    return away;
  }

  private constructor(room: BenchRoom) {
    this.#room = room;
  }

  #doc(part: Part): string {
    return `${this.#room.record}/${part}`;
  }

  /** As another page of this device opens it. */
  async open(): Promise<void> {
    for (const part of PARTS) {
      const opened = { doc: this.#doc(part), ydoc: this.#room.parts.get(part).ydoc, authors: () => this.#authors };
      const ports = { store: this.#store, me: { id: 'me', name: '罗文静' }, now: () => this.now };
      this.#journals.set(part, await PartJournal.open(opened as unknown as OpenPart, ports));
    }
    await this.look();
  }

  async look(): Promise<void> {
    const looks = await Promise.all([...this.#journals].map(async ([part, journal]) => [part, await journal.look(false, true)] as const));
    this.looks = Object.fromEntries(looks);
  }

  /** Somebody's edit of a part arrives. */
  async hear(part: Part, name: string, write: (ydoc: Y.Doc) => void): Promise<void> {
    const known = this.#authors.find((author) => author.name === name);
    const client = known?.client ?? 100 + this.#authors.length;
    if (!known) this.#authors.push({ client, user: `u-${name}`, name });
    const other = new Y.Doc();
    const { ydoc } = this.#room.parts.get(part);
    Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc));
    other.clientID = client;
    const before = Y.encodeStateVector(other);
    other.transact(() => write(other));
    const update = Y.encodeStateAsUpdate(other, before);
    Y.applyUpdate(ydoc, update);
    await this.#store.saveHeard(this.#doc(part), 0, update, this.now);
    await this.look();
  }

  async acknowledge(listed: Listed): Promise<void> {
    for (const [part, people] of Object.entries(listed)) await this.#journals.get(part as Part)?.acknowledge(people);
    await this.look();
  }

  /** What this device could not store. */
  retry = (_id: string): Promise<void> => Promise.reject(new NotSaved('QuotaExceededError'));

  soon(): void {
    void this.look();
  }
}
