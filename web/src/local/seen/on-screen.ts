/** What of a plan is in sight, and since when: a page that one only passes by has not been seen (SPEC SEEN1). */
import { SEEN_AFTER_MS } from './limits.ts';

export interface Version {
  generation: number;
  /** Server head that the device's confirmed bytes of the part reach. */
  head: number;
}

export interface OnScreenPorts {
  now(): number;
  /** Runs the task after this many milliseconds; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** The person has seen this version. */
  seen(doc: string, version: Version): void;
}

export class OnScreen {
  readonly #ports: OnScreenPorts;
  #doc: string | null = null;
  #since = 0;
  #version: Version | null = null;
  #cancel: () => void = () => undefined;

  constructor(ports: OnScreenPorts) {
    this.#ports = ports;
  }

  /** This part is in sight now, in this version; null for none. A version that no server made is none. */
  show(doc: string | null, version: Version | null): void {
    const now = this.#ports.now();
    if (doc !== this.#doc) [this.#doc, this.#since, this.#version] = [doc, now, null];
    this.#cancel();
    if (doc === null || version === null || version.head === 0) return;
    if (this.#version?.generation === version.generation && this.#version.head === version.head) return;
    const tell = (): void => {
      this.#version = version;
      this.#ports.seen(doc, version);
    };
    const left = this.#since + SEEN_AFTER_MS - now;
    if (left <= 0) tell();
    else this.#cancel = this.#ports.after(left, tell);
  }
}
