/**
 * Brings attachments to the server (SPEC ATT3): one piece after the other from where the server has got to, then the references.
 * Run by the leader while it is connected; what was under way when anything died is asked again.
 */
import { BLOB_PIECE_BYTES, UPLOAD_FULL_RETRY_MS, UPLOAD_RETRY_MAX_MS, UPLOAD_RETRY_MS } from '../protocol/limits.ts';
import { recordOf } from '../protocol/names.ts';
import type { BlobRef, DeviceStore, StoredBlob } from '../store/contract.ts';
import { isCreate } from './is-create.ts';
import type { BlobAnswer, BlobPort, Clock } from './ports.ts';

export interface UploadHooks {
  /** Something of what waits has changed. `why`: what holds an upload up that the person could mend; empty for nothing. */
  moved(why: string): void;
  /** The store failed, or another tab leads. */
  ended(): void;
}

/** The server will not take it, however often it is asked. */
const FINAL = new Set(['blob-too-large', 'piece-too-large', 'bad-request', 'forbidden', 'frozen', 'refs-full']);
/** No room: it may be asked again, but not soon. */
const FULL = new Set(['quota-full', 'disk-full']);

type Step = 'on' | { wait: number; why: string } | { refused: string };

export class Uploads {
  readonly #store: DeviceStore;
  readonly #clock: Clock;
  readonly #port: BlobPort;
  readonly #random: () => number;
  readonly #hooks: UploadHooks;
  readonly #term: number;
  #connected = false;
  #stopped = false;
  #running = false;
  #again = false;
  /** When something to send was last looked for, on the clock that never steps. */
  #looked = 0;
  #cancel: () => void = () => undefined;
  /** By hash: not before, and how often it failed. */
  readonly #later = new Map<string, { until: number; failures: number; why: string }>();
  /** Blobs that were begun anew because the server could not use what it had. */
  readonly #anew = new Set<string>();

  constructor(store: DeviceStore, clock: Clock, port: BlobPort, random: () => number, term: number, hooks: UploadHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#port = port;
    this.#random = random;
    this.#term = term;
    this.#hooks = hooks;
  }

  connected(is: boolean): void {
    if (this.#connected === is) return;
    this.#connected = is;
    // A server that is back is asked at once.
    if (is) this.#later.clear();
    this.look();
  }

  /** Something may wait that did not before. */
  look(): void {
    if (!this.#connected || this.#stopped) return;
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  get #goes(): boolean {
    return this.#connected && !this.#stopped;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again && this.#goes) {
        this.#again = false;
        for (let next = await this.#next(); next && this.#goes; next = await this.#next()) await this.#advance(next);
      }
      this.#wakeLater();
    } catch {
      if (!this.#stopped) this.#hooks.ended();
    } finally {
      this.#running = false;
    }
  }

  /** The smallest that may go now: a thumbnail does not wait behind a film. */
  async #next(): Promise<{ blob: StoredBlob; refs: BlobRef[] } | null> {
    this.#looked = this.#clock.elapsed();
    const now = this.#looked;
    const blobs = (await this.#store.unsafeBlobs()).sort((a, b) => a.bytes - b.bytes);
    for (const blob of blobs) {
      if (!blob.whole || (this.#later.get(blob.hash)?.until ?? 0) > now) continue;
      const refs: BlobRef[] = [];
      for (const ref of blob.refs) if (ref.state === 'waiting' && !(await this.#isBeingMade(ref))) refs.push(ref);
      if (refs.length > 0) return { blob, refs };
    }
    return null;
  }

  /**
   * A record that waits to be made takes no reference yet (SPEC PSH9). One that is neither here nor being made was refused or taken
   * away: the server is asked all the same, for what waits in vain would hold up decisions for good (SPEC ATT4).
   */
  async #isBeingMade(ref: BlobRef): Promise<boolean> {
    const record = recordOf(ref.doc);
    if ((await this.#store.facts(record)) !== null) return false;
    return (await this.#store.outbox()).some((entry) => entry.type === 'intent' && entry.record === record && isCreate(entry.body));
  }

  async #advance({ blob, refs }: { blob: StoredBlob; refs: BlobRef[] }): Promise<void> {
    let step = await this.#send(blob);
    for (const ref of step === 'on' ? refs : []) {
      if (step !== 'on') break;
      if (!this.#goes) return;
      step = await this.#refer(blob, ref);
    }
    if (!this.#goes) return;
    if (step === 'on') this.#later.delete(blob.hash);
    else if ('refused' in step) for (const ref of refs) await this.#store.settleBlobRef(this.#term, ref, { ok: false, code: step.refused });
    else {
      const failures = (this.#later.get(blob.hash)?.failures ?? 0) + 1;
      this.#later.set(blob.hash, { until: this.#clock.elapsed() + this.#delay(step.wait, failures), failures, why: step.why });
    }
    this.#tell();
  }

  /** Full jitter, as when reconnecting. */
  #delay(wait: number, failures: number): number {
    const most = Math.min(UPLOAD_RETRY_MAX_MS, wait * 2 ** (failures - 1));
    return Math.max(wait, most * this.#random());
  }

  async #send(blob: StoredBlob): Promise<Step> {
    let offset = Math.min(blob.sent, blob.bytes);
    // The end is sent once more when a death came between the last piece and the references: only then is it known to be whole there.
    if (offset === blob.bytes) offset = Math.max(0, Math.ceil(blob.bytes / BLOB_PIECE_BYTES) - 1) * BLOB_PIECE_BYTES;
    for (;;) {
      if (!this.#goes) return 'on';
      const piece = await this.#piece(blob, offset);
      // Discarded by another tab meanwhile; if it was not, there is nothing that could be sent.
      if (!piece) return { refused: 'bytes-missing' };
      const answer = await this.#ask(() => this.#port.put(blob.hash, blob.bytes, offset, piece));
      if (!this.#goes) return 'on';
      if (!answer.ok) {
        const expected = answer.code === 'wrong-hash' ? 0 : (answer.expected ?? -1);
        if (answer.code === 'wrong-hash' && !this.#mayBeginAnew(blob.hash)) return { refused: 'wrong-hash' };
        const goesOn =
          answer.code === 'wrong-hash' || (answer.code === 'wrong-offset' && isOffset(expected, blob.bytes) && expected !== offset);
        if (!goesOn) return this.#stepOf(answer.code);
        offset = expected;
        await this.#note(blob, offset);
        continue;
      }
      await this.#note(blob, answer.done ? blob.bytes : Math.min(answer.received, blob.bytes));
      if (answer.done) return 'on';
      // A server that does not move would be asked without end.
      if (!isOffset(answer.received, blob.bytes) || answer.received <= offset) return this.#stepOf('no-answer');
      offset = answer.received;
    }
  }

  async #note(blob: StoredBlob, sent: number): Promise<void> {
    await this.#store.noteBlobSent(this.#term, blob.hash, sent);
    this.#tell();
  }

  /** Bytes from the offset up to the end of the piece that it lies in. */
  async #piece(blob: StoredBlob, offset: number): Promise<Uint8Array | null> {
    const n = Math.floor(offset / BLOB_PIECE_BYTES);
    const piece = await this.#store.blobPiece(blob.hash, n);
    return piece && piece.subarray(offset - n * BLOB_PIECE_BYTES);
  }

  async #refer(blob: StoredBlob, ref: BlobRef): Promise<Step> {
    const { hash, doc, item } = ref;
    const answer = await this.#ask(() => this.#port.refer({ hash, doc, item }));
    if (!this.#goes) return 'on';
    if (answer.ok) {
      await this.#store.settleBlobRef(this.#term, ref, { ok: true });
      return 'on';
    }
    if (answer.code === 'not-found' && this.#mayBeginAnew(blob.hash)) {
      // The server has dropped what nothing referred to for long: it is sent once more.
      await this.#note(blob, 0);
      return this.#stepOf('no-answer');
    }
    if (answer.code !== 'not-found' && !FINAL.has(answer.code)) return this.#stepOf(answer.code);
    await this.#store.settleBlobRef(this.#term, ref, { ok: false, code: answer.code });
    return 'on';
  }

  /** True once for each blob. */
  #mayBeginAnew(hash: string): boolean {
    if (this.#anew.has(hash)) return false;
    this.#anew.add(hash);
    return true;
  }

  #stepOf(code: string): Step {
    if (FINAL.has(code)) return { refused: code };
    return FULL.has(code) ? { wait: UPLOAD_FULL_RETRY_MS, why: code } : { wait: UPLOAD_RETRY_MS, why: '' };
  }

  #ask = (question: () => Promise<BlobAnswer>): Promise<BlobAnswer> =>
    question().catch((): BlobAnswer => ({ ok: false, code: 'no-answer' }));

  #tell(): void {
    this.#hooks.moved([...this.#later.values()].find(({ why }) => why !== '')?.why ?? '');
  }

  #wakeLater(): void {
    this.#cancel();
    // What was past when it was last looked for and was not taken up waits for something else, or is no longer here.
    const due = [...this.#later.values()].map((later) => later.until).filter((until) => until > this.#looked);
    if (!this.#goes || due.length === 0) return;
    this.#cancel = this.#clock.after(Math.max(0, Math.min(...due) - this.#clock.elapsed()), () => this.look());
  }
}

const isOffset = (offset: number, size: number): boolean => Number.isSafeInteger(offset) && offset >= 0 && offset < size;
