/** Who has seen a record's parts, as the server told last; kept on this device, so that it is known with no network too. */
import { ask } from '../api.ts';
import { sync } from '../sync/sync.svelte.ts';
import { readWho, writeWho } from './kept.ts';
import { SEEN_AFTER_MS, SEEN_ASK_EVERY_MS, SEEN_EVERY_MS } from './limits.ts';

/** A device that has shown some version of a part to its user. */
export interface Sight {
  user: string;
  name: string;
  /** What the device calls itself; empty for one that does not. */
  label: string;
  /** This very device. */
  current: boolean;
  /** The version was the part's newest when the server told. */
  latest: boolean;
  /** When the version was made, milliseconds since 1970; 0 unknown. */
  madeAt: number;
  at: number;
}

export interface PartSeen {
  /** When the part's newest version was made. */
  at: number;
  /** There are more devices than were told. */
  more: boolean;
  devices: readonly Sight[];
}

interface Told {
  at: number;
  parts: Readonly<Record<string, PartSeen>>;
}

const NOTHING: Told = { at: 0, parts: {} };

export class WhoHasSeen {
  readonly #record: string;
  #told = $state.raw<Told>(NOTHING);
  /** The server answered the last question. */
  fresh = $state(false);
  /** It was asked at least once since this was opened. */
  asked = $state(false);
  #askedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #stop: () => void = () => undefined;
  #closed = false;

  constructor(record: string) {
    this.#record = record;
  }

  part(name: string): PartSeen | null {
    return this.#told.parts[name] ?? null;
  }

  /** When the server told it, milliseconds since 1970; 0 never. */
  get at(): number {
    return this.#told.at;
  }

  async open(): Promise<void> {
    this.#stop = sync.onChanged((docs) => {
      if (!docs.some((doc) => doc.startsWith(`${this.#record}/`))) return;
      this.soon();
      this.#onceMore();
    });
    const { store } = await sync.opened();
    const bytes = await readWho(store, this.#record);
    if (bytes && this.#told === NOTHING) this.#told = JSON.parse(new TextDecoder().decode(bytes)) as Told;
    await this.ask();
    this.#onceMore();
  }

  /** The others tell what they have seen a while after it came. */
  #onceMore(): void {
    clearTimeout(this.#later);
    if (!this.#closed) this.#later = setTimeout(() => void this.ask(), SEEN_AFTER_MS + SEEN_EVERY_MS);
  }

  /** Asks again when it is time. */
  soon(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    // Not longer than that, should the clock have been set back.
    const wait = Math.min(SEEN_ASK_EVERY_MS, Math.max(0, this.#askedAt + SEEN_ASK_EVERY_MS - Date.now()));
    this.#timer = setTimeout(() => void this.ask(), wait);
  }

  async ask(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    this.#askedAt = Date.now();
    const answer = await ask<{ parts: Told['parts'] }>('GET', `/api/seen/${this.#record}`);
    if (this.#closed) return;
    [this.fresh, this.asked] = [answer.ok, true];
    if (answer.ok) await this.#keep({ at: Date.now(), parts: answer.value.parts });
    else if (answer.code === 'not-found') await this.#keep(NOTHING);
  }

  async #keep(told: Told): Promise<void> {
    this.#told = told;
    const { store } = await sync.opened();
    const bytes = told === NOTHING ? null : new TextEncoder().encode(JSON.stringify(told));
    // Known again with the next answer.
    await writeWho(store, this.#record, bytes).catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    this.#stop();
  }
}
