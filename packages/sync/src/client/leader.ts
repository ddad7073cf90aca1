/** Runs the engine while this tab leads: turns its effects into calls and their outcomes into events. */
import * as Y from 'yjs';
import { evolve, initialState, nextWake, type Effect, type Event, type State, type Waiting } from '../engine/index.ts';
import { BadMessage, decode, encode } from '../protocol/codec.ts';
import { MAX_PAGE_MESSAGE_BYTES, MAX_QUARANTINE_BYTES, MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import { PROTOCOL, type Ack, type ServerMessage } from '../protocol/messages.ts';
import { FACTS, isServerPart, partOf, recordOf } from '../protocol/names.ts';
import type { DeviceStore, OutboxEntry, OutboxIntent, StoredBlob } from '../store/contract.ts';
import { groupEdits, type Group } from './grouping.ts';
import { isCreate } from './is-create.ts';
import type { Identity, Ports, ReplicaSocket } from './ports.ts';
import { isReturnable } from './returnable.ts';
import { splitUpdate } from './split-update.ts';
import { Uploads } from './uploads.ts';

export interface LeaderHooks {
  /** The store changed; every tab, this one included, reads these docs again. */
  changed(docs: readonly string[]): void;
  /** What waits among the attachments changed; `why` as in `UploadHooks`. */
  uploads(blobs: readonly StoredBlob[], why: string): void;
  /** The engine moved on. */
  moved(state: State): void;
  /** The store failed or another tab leads: this run is over. */
  ended(): void;
}

const isSendable = ({ update }: Group): boolean => update.length <= MAX_UPDATE_BYTES;
const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

interface Surroundings {
  online: boolean;
  visible: boolean;
}

export class Leader {
  #surroundings: Surroundings = { online: true, visible: true };
  #state: State = initialState;
  #socket: { id: number; handle: ReplicaSocket } | null = null;
  #entries = new Map<number, OutboxEntry>();
  /** Highest outbox number read so far. */
  #lastRead = 0;
  /** The last outbox number of a merged push, and all the numbers it stands for. */
  #merged = new Map<number, number[]>();
  #cancelWake: (() => void) | null = null;
  #stopped = false;
  /** The epoch whose beginning is being written; empty for none. */
  #reopening = '';
  #term = 0;
  #uploads: Uploads | null = null;
  #blobs: readonly StoredBlob[] = [];
  readonly #store: DeviceStore;
  readonly #ports: Ports;
  readonly #identity: Identity;
  readonly #hooks: LeaderHooks;

  constructor(store: DeviceStore, ports: Ports, identity: Identity, hooks: LeaderHooks) {
    this.#store = store;
    this.#ports = ports;
    this.#identity = identity;
    this.#hooks = hooks;
  }

  get state(): State {
    return this.#state;
  }

  async start(surroundings: Surroundings): Promise<void> {
    this.#surroundings = surroundings;
    this.#term = await this.#store.lead();
    const hello = await this.#hello();
    // They may have changed while the store was asked.
    const { online, visible } = this.#surroundings;
    this.#handle({ type: 'start', hello, online, visible });
    const { blobs: port, clock } = this.#ports;
    if (port) {
      this.#uploads = new Uploads(this.#store, clock, port, () => this.#ports.random(), this.#term, {
        moved: (why) => void this.#guard(() => this.#readBlobs(why)),
        ended: () => this.#end(),
      });
    }
    await this.readOutbox(true);
    await this.readProposals();
    this.#handle({ type: 'lead', hello });
  }

  /** The person signed in again, or the app was told to try: connect anew after a final refusal. */
  async again(): Promise<void> {
    this.#handle({ type: 'lead', hello: await this.#hello() });
  }

  surroundings(now: Surroundings): void {
    this.#surroundings = now;
    if (now.online !== this.#state.online) this.#handle({ type: 'online', online: now.online });
    if (now.visible !== this.#state.visible) this.#handle({ type: 'visible', visible: now.visible });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#handle({ type: 'stop' });
    this.#stopped = true;
    this.#cancelWake?.();
    this.#uploads?.stop();
  }

  /** Looks for new outbox entries and names the docs they are of; `whole` also notices entries that another tab took out. */
  async readOutbox(whole = false): Promise<string[]> {
    const found = await this.#store.outbox(whole ? 0 : this.#lastRead);
    this.#lastRead = Math.max(this.#lastRead, found.at(-1)?.n ?? 0);
    if (whole) this.#entries.clear();
    for (const entry of found) this.#entries.set(entry.n, entry);
    // After the outbox: an attachment made before an intent is among these (SPEC ATT4).
    await this.#readBlobs();
    if (found.length > 0 || whole) this.#outboxChanged();
    return found.map((entry) => (entry.type === 'edit' ? entry.doc : `${entry.record}/${FACTS}`));
  }

  async readProposals(): Promise<void> {
    const proposals = await this.#store.proposals();
    this.#handle({ type: 'unkept', proposals: proposals.filter((one) => !one.kept).map((one) => one.id) });
  }

  async #readBlobs(why?: string): Promise<void> {
    const before = this.#blobs;
    this.#blobs = await this.#store.unsafeBlobs();
    if (why === undefined) this.#uploads?.look();
    else this.#hooks.uploads(this.#blobs, why);
    if (before.length > 0 || this.#blobs.length > 0) this.#outboxChanged();
  }

  /** Whether an attachment of the record that was made before has no reference yet: what is decided then takes none (SPEC ATT4). */
  #isHeld({ record, at }: OutboxIntent): boolean {
    return this.#blobs.some(({ refs }) => refs.some((ref) => ref.state === 'waiting' && recordOf(ref.doc) === record && ref.at <= at));
  }

  #outboxChanged(): void {
    const waiting = [...this.#entries.values()].map((entry): Waiting => {
      if (entry.type === 'edit')
        return { type: 'edit', n: entry.n, doc: entry.doc, record: recordOf(entry.doc), bytes: entry.update.length };
      const opens = isCreate(entry.body);
      return { type: 'intent', n: entry.n, id: entry.id, record: entry.record, opens, held: !opens && this.#isHeld(entry) };
    });
    this.#handle({ type: 'outbox', entries: waiting });
  }

  async #hello(): Promise<State['hello']> {
    const { epoch, cursor, accessVersion, have } = await this.#store.cursor();
    const { device, workspace, schemas } = this.#identity;
    return { protocol: PROTOCOL, schemas, device, workspace, epoch, cursor, accessVersion, have };
  }

  #handle(event: Event): void {
    if (this.#stopped) return;
    const now = this.#ports.clock.elapsed();
    const { state, effects } = evolve(this.#state, event, now, this.#ports.random());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#wakeLater(now);
    this.#uploads?.connected(this.#sendsBlobs);
    this.#hooks.moved(this.#state);
  }

  /** Content first, and nothing before a restored server knows the records. */
  get #sendsBlobs(): boolean {
    const { connection, caughtUp, reopening, toReturn, returning } = this.#state;
    return connection.is === 'open' && caughtUp && !reopening && toReturn.length === 0 && returning.size === 0;
  }

  /** `decided` is when the engine last looked: what fell due since then is not past to it, and is woken for at once. */
  #wakeLater(decided: number): void {
    this.#cancelWake?.();
    this.#cancelWake = null;
    const { clock } = this.#ports;
    const at = nextWake(this.#state, decided);
    if (at !== Infinity) this.#cancelWake = clock.after(Math.max(0, at - clock.elapsed()), () => this.#handle({ type: 'tick' }));
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'connect':
        return this.#connect(effect.socket);
      case 'disconnect':
        if (this.#socket?.id === effect.socket) this.#socket.handle.close();
        return;
      case 'send':
        return this.#send(effect.socket, encode(effect.message));
      case 'push':
        return this.#push(effect.socket, effect.ns);
      case 'post':
        return void this.#guard(() => this.#post(effect.id));
      case 'settle':
        return void this.#guard(() => this.#settle(effect.id, { ok: true }));
      case 'quarantine':
        return void this.#guard(() => this.#quarantine(effect.socket, effect.proposal));
      case 'welcome':
        return void this.#guard(async () => {
          const { epoch, ledger } = effect.welcome;
          // A new epoch is written by reopenAll, together with what it means.
          const { epoch: stored } = await this.#store.cursor();
          const kept = effect.welcome.mode === 'restored' && stored !== '' ? stored : epoch;
          await this.#store.welcome(this.#term, { epoch: kept, at: this.#ports.clock.now(), ledgerHash: toHex(ledger.hash) });
        });
      case 'store-page':
        return void this.#guard(async () => {
          const changed = await this.#store.storePage(this.#term, effect.page, this.#ports.clock.now(), () => this.#ports.newId());
          if (effect.page.docs.some((doc) => doc.kind === 'revoked' || doc.kind === 'snapshot')) {
            await this.readOutbox(true);
            await this.readProposals();
          }
          this.#handle({ type: 'page-stored', hello: await this.#hello() });
          // A record may be there now that was not, or no longer.
          this.#uploads?.look();
          this.#hooks.changed(changed);
        });
      case 'accept':
        return void this.#guard(async () => {
          await this.#store.accept(this.#term, effect.ns);
          for (const n of effect.ns) this.#entries.delete(n);
          this.#handle({ type: 'accepted', ns: effect.ns });
          // Nothing to read anew, but what waits is less.
          this.#hooks.changed([]);
        });
      case 'refuse':
        return void this.#guard(async () => {
          await this.#store.refuse(this.#term, effect.doc, effect.code, this.#ports.clock.now(), this.#ports.newId());
          this.#handle({ type: 'taken', doc: effect.doc });
          await this.readOutbox(true);
          await this.readProposals();
          this.#hooks.changed([effect.doc]);
        });
      case 'reopen':
        return void this.#guard(() => this.#reopen(effect.epoch));
      case 'return':
        return void this.#guard(() => this.#return(effect.socket, effect.n, effect.record));
      case 'kept':
        return void this.#guard(() => this.#store.markKept(this.#term, effect.proposal));
    }
  }

  /** A store that failed ends what was under way; a fenced leader steps down. */
  async #guard(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch {
      this.#end();
    }
  }

  #end(): void {
    if (this.#stopped) return;
    this.stop();
    this.#hooks.ended();
  }

  #connect(id: number): void {
    const handle = this.#ports.socket({
      opened: () => this.#handle({ type: 'opened', socket: id }),
      message: (bytes) => this.#receive(id, bytes),
      closed: (code) => this.#handle({ type: 'closed', socket: id, code }),
    });
    this.#socket = { id, handle };
    this.#merged.clear();
  }

  #send(id: number, bytes: Uint8Array): void {
    if (this.#socket?.id === id) this.#socket.handle.send(bytes);
  }

  #receive(socket: number, bytes: Uint8Array): void {
    let message: ServerMessage;
    try {
      message = decode(bytes, MAX_PAGE_MESSAGE_BYTES) as ServerMessage;
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      return this.#handle({ type: 'garbled', socket });
    }
    this.#handle({ type: 'message', socket, message: message.type === 'ack' ? this.#unmerge(message) : message });
  }

  #push(socket: number, ns: readonly number[]): void {
    const edits = ns.map((n) => this.#entries.get(n)).filter((entry) => entry?.type === 'edit');
    const groups = groupEdits(edits);
    for (const { n, all } of groups) this.#merged.set(n, all);
    // What no server takes would cost the whole socket: it is refused here, and becomes a proposal.
    const [fit, tooLarge] = [groups.filter(isSendable), groups.filter((group) => !isSendable(group))];
    if (fit.length > 0) this.#send(socket, encode({ type: 'push', entries: fit.map(({ all: _all, ...entry }) => entry) }));
    if (tooLarge.length === 0) return;
    const answers = tooLarge.flatMap(({ all }) => all.map((n) => ({ n, result: { kind: 'code' as const, code: 'too-large' as const } })));
    this.#ports.clock.after(0, () => this.#handle({ type: 'message', socket, message: { type: 'ack', answers } }));
  }

  #unmerge(ack: Ack): Ack {
    return {
      type: 'ack',
      answers: ack.answers.flatMap(({ n, result }) => (this.#merged.get(n) ?? [n]).map((one) => ({ n: one, result }))),
    };
  }

  async #post(id: string): Promise<void> {
    const intent = [...this.#entries.values()].find((entry) => entry.type === 'intent' && entry.id === id);
    if (intent?.type !== 'intent') return this.#handle({ type: 'settled', id });
    // From here on nobody may take it back; whoever did so before was the first (SPEC DEV12).
    if (!(await this.#store.markSent(this.#term, id, true))) {
      this.#entries.delete(intent.n);
      return this.#handle({ type: 'settled', id });
    }
    if (this.#stopped) return;
    this.#hooks.changed([`${intent.record}/${FACTS}`]);
    // Without an answer it may have been carried out, so that the mark stays.
    const answer = await this.#ports.post(intent.body).catch(() => null);
    if (!answer) return this.#handle({ type: 'post-failed', id });
    if (answer.ok) return this.#handle({ type: 'answered', id, head: answer.head });
    if (!answer.again) return this.#settle(id, { ok: false, code: answer.code, details: answer.details });
    await this.#store.markSent(this.#term, id, false);
    this.#hooks.changed([`${intent.record}/${FACTS}`]);
    this.#handle({ type: 'post-failed', id });
  }

  async #settle(id: string, answer: { ok: true } | { ok: false; code: string; details: string }): Promise<void> {
    await this.#store.settleIntent(this.#term, id, answer);
    const intent = [...this.#entries.values()].find((entry) => entry.type === 'intent' && entry.id === id);
    if (intent) this.#entries.delete(intent.n);
    this.#handle({ type: 'settled', id });
    this.#hooks.changed(intent?.type === 'intent' ? [`${intent.record}/$facts`] : []);
  }

  async #quarantine(socket: number, id: string): Promise<void> {
    const proposal = (await this.#store.proposals()).find((one) => one.id === id);
    if (!proposal) return this.readProposals();
    const { doc, generation, code, updates } = proposal;
    const bytes = Y.mergeUpdates(updates);
    // One that is too large for the quarantine stays on this device alone, where it is shown and can be exported.
    if (bytes.length <= MAX_QUARANTINE_BYTES) this.#send(socket, encode({ type: 'quarantine', id, doc, generation, code, bytes }));
  }

  /** A connection lost meanwhile asks for the same again: once is enough, and a second run could undo what came since. */
  async #reopen(epoch: string): Promise<void> {
    if (this.#reopening === epoch) return;
    this.#reopening = epoch;
    const docs = await this.#store.docs();
    const parts = docs.filter((doc) => !isServerPart(partOf(doc)));
    await this.#store.reopenAll(this.#term, epoch, parts, this.#ports.clock.now(), splitUpdate);
    await this.readOutbox(true);
    this.#reopening = '';
    const records = docs.filter((doc) => partOf(doc) === FACTS).map(recordOf);
    this.#handle({ type: 'reopened', hello: await this.#hello(), records });
  }

  async #return(socket: number, n: number, record: string): Promise<void> {
    const [ledger, facts] = await Promise.all([this.#store.ledger(record), this.#store.facts(record)]);
    if (facts !== null && isReturnable(ledger, facts)) return this.#send(socket, encode({ type: 'return', n, record, ledger, facts }));
    this.#handle({ type: 'message', socket, message: { type: 'returned', n, result: { kind: 'known' } } });
  }
}
