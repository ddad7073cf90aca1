/**
 * The versions that this device's user has seen, kept until the server was told (SPEC SEEN3). Tabs share what is kept; only one of
 * them at a time reads and writes it.
 */
import { limits } from '@qiao/sync/protocol';
import type { DeviceStore } from '@qiao/sync/store';
import { MAX_SEEN_KEPT, SEEN_EVERY_MS } from './limits.ts';
import type { Version } from './on-screen.ts';

interface Mark extends Version {
  epoch: string;
  /** When it was seen, by this device's clock, milliseconds since 1970. */
  at: number;
  told: boolean;
}

interface Kept {
  marks: Record<string, Mark>;
  /** When the server was told last. */
  toldAt: number;
}

/** A mark as the server takes it. */
export interface ToldMark {
  doc: string;
  generation: number;
  seq: number;
  ago: number;
}

export interface MarksPorts {
  store: Pick<DeviceStore, 'derived' | 'putDerived' | 'cursor'>;
  now(): number;
  after(ms: number, task: () => void): () => void;
  /** One tab of the device at a time. */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** Nothing else waits to be sent, and there is a server to be told. */
  isFree(): boolean;
  /** A result for each mark, in order; null when the server gave no answer. */
  tell(epoch: string, marks: readonly ToldMark[]): Promise<readonly string[] | null>;
}

const KEY = 'seen/marks';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class SeenMarks {
  readonly #ports: MarksPorts;
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(ports: MarksPorts) {
    this.#ports = ports;
  }

  /** The person has had this version on screen. */
  async saw(doc: string, version: Version): Promise<void> {
    await this.#ports.alone(async () => {
      const kept = await this.#read();
      const { epoch } = await this.#ports.store.cursor();
      const before = kept.marks[doc];
      if (before?.epoch === epoch && before.generation === version.generation && before.head >= version.head) return;
      // Behind the others, for the oldest are forgotten first.
      const { [doc]: _before, ...others } = kept.marks;
      const marks = Object.entries({ ...others, [doc]: { ...version, epoch, at: this.#ports.now(), told: false } });
      await this.#write({ ...kept, marks: Object.fromEntries(marks.slice(-MAX_SEEN_KEPT)) });
    });
    await this.tell();
  }

  /** Tells the server what it has not been told, when it may; else what is kept waits for the next time. */
  async tell(): Promise<void> {
    this.#cancel();
    if (this.#closed || !this.#ports.isFree()) return;
    const wait = await this.#ports.alone(() => this.#tell());
    if (wait > 0 && !this.#closed) this.#cancel = this.#ports.after(wait, () => void this.tell());
  }

  /** Milliseconds after which there is more to tell; 0 for nothing. */
  async #tell(): Promise<number> {
    const ports = this.#ports;
    const kept = await this.#read();
    const { epoch } = await ports.store.cursor();
    // Numbers of before a restore say nothing now (SPEC SEEN5).
    const marks = Object.fromEntries(Object.entries(kept.marks).filter(([, mark]) => mark.told || mark.epoch === epoch));
    const untold = Object.entries(marks).filter(([, mark]) => !mark.told);
    if (untold.length === 0) return 0;
    const early = kept.toldAt + SEEN_EVERY_MS - ports.now();
    // A clock that was set back must not silence this device.
    if (early > 0 && early <= SEEN_EVERY_MS) return early;
    const sent = untold.slice(0, limits.MAX_SEEN_MARKS);
    const results = await ports.tell(
      epoch,
      sent.map(([doc, { generation, head, at }]) => ({ doc, generation, seq: head, ago: Math.max(0, ports.now() - at) })),
    );
    if (!results) return SEEN_EVERY_MS;
    for (const [n, [doc, mark]] of sent.entries()) {
      const taken = results[n] === 'seen' || results[n] === 'known';
      if (taken) marks[doc] = { ...mark, told: true };
      // Of a part that this person may not read any more, or of a version that is none.
      else delete marks[doc];
    }
    await this.#write({ marks, toldAt: ports.now() });
    return untold.length > sent.length ? SEEN_EVERY_MS : 0;
  }

  async #read(): Promise<Kept> {
    const bytes = await this.#ports.store.derived(KEY);
    return bytes ? (JSON.parse(decoder.decode(bytes)) as Kept) : { marks: {}, toldAt: 0 };
  }

  #write(kept: Kept): Promise<void> {
    return this.#ports.store.putDerived(KEY, encoder.encode(JSON.stringify(kept)));
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }
}
