import { emptyPart, readPart, type Kind, type PartValue, type Projected } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import type * as Y from 'yjs';
import { arrivals, presence, type Here } from '#local/presence.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import { LivePart } from './live-part.ts';

/** A part that is open, and what follows it. */
interface Bound {
  open: OpenPart;
  live: LivePart;
  unbind(): void;
}

/** The parts of one record that a room works on: their values kept up, who is in which cell, and a new Y.Doc when one is rebuilt. */
export class OpenParts {
  readonly #kind: Kind;
  readonly #record: string;
  readonly #me: { id: string; name: string };
  readonly #bound = new Map<string, Bound>();
  readonly #stops: (() => void)[] = [];
  readonly #rebuilt: (part: string, ydoc: Y.Doc) => void;
  #closed = false;
  /** Values by part; a part that is not here is absent. */
  values = $state.raw<Projected>({});
  /** The others who have these parts open, by part. */
  others = $state.raw<Readonly<Record<string, readonly Here[]>>>({});
  /** Rises when a Y.Doc was replaced, so that editors bind anew. */
  built = $state(0);

  /** `rebuilt` is told each Y.Doc, at opening and after a refusal put another in its place (SPEC REF1). */
  constructor(kind: Kind, record: string, me: { id: string; name: string }, rebuilt: (part: string, ydoc: Y.Doc) => void) {
    this.#kind = kind;
    this.#record = record;
    this.#me = me;
    this.#rebuilt = rebuilt;
  }

  async open(parts: readonly string[]): Promise<void> {
    const opened = await Promise.all(parts.map(async (part) => [part, await sync.openPart(`${this.#record}/${part}`)] as const));
    for (const [part, open] of opened) {
      if (this.#closed) open.close();
      else this.#follow(part, open);
    }
  }

  #follow(part: string, open: OpenPart): void {
    this.#bind(part, open);
    this.#stops.push(
      open.onReplaced(() => {
        this.#bound.get(part)?.unbind();
        this.#bind(part, open);
        this.built += 1;
      }),
      () => {
        this.#bound.get(part)?.unbind();
        open.close();
      },
    );
  }

  #bind(part: string, open: OpenPart): void {
    const { ydoc, awareness } = open;
    const live = new LivePart(this.#kind, part, ydoc, (value) => this.#put(part, value));
    const look = (): void => {
      const here = arrivals(awareness).filter((one) => one.client !== ydoc.clientID);
      // One's own moves are heard here too; they change nothing of the others.
      if (JSON.stringify(here) !== JSON.stringify(this.others[part])) this.others = { ...this.others, [part]: here };
    };
    awareness.on('change', look);
    const leave = presence.join(awareness, this.#me);
    this.#bound.set(part, {
      open,
      live,
      unbind: () => {
        live.close();
        awareness.off('change', look);
        leave();
      },
    });
    this.#rebuilt(part, ydoc);
    this.#put(part, live.value);
    look();
  }

  #put(part: string, value: PartValue): void {
    this.values = { ...this.values, [part]: readPart(this.#kind, part, value, this.#kind.version) };
  }

  get(part: string): OpenPart | undefined {
    return this.#bound.get(part)?.open;
  }

  live(part: string): LivePart | undefined {
    return this.#bound.get(part)?.live;
  }

  value(part: string): PartValue {
    return this.values[part] ?? emptyPart(this.#kind, part);
  }

  get ydocs(): Readonly<Record<string, Y.Doc>> {
    return Object.fromEntries([...this.#bound].map(([part, { open }]) => [part, open.ydoc]));
  }

  /** Says to the others which cell we are in, `sessions/<id>/room`; null for none. */
  enter(part: string, at: string | null): void {
    const open = this.get(part);
    if (open) presence.enter(open.awareness, at);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#bound.clear();
  }
}
