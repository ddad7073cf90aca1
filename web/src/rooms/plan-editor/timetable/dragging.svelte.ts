import { QUARTER, snap } from './axis.ts';
import { withEnd, withStart, type Extent } from './moves.ts';
import type { Timetable } from './timetable.svelte.ts';
import { snapOf } from './zoom.ts';

/** A mouse that moved less than this has only pressed. Pixels. */
export const PRESS_PX = 4;
/** A finger rests this long before it takes hold of something; moving before, it scrolls. Milliseconds. */
export const HOLD_MS = 350;
/** A finger that rests trembles. Pixels. */
export const REST_PX = 10;
/** This near to an edge of the pane the sheet scrolls along. Pixels. */
const EDGE_PX = 44;
/** As fast as this at the very edge. Pixels a frame. */
const SCROLL_PX = 16;
/** Over another day's tab this long, the sheet turns to it. Milliseconds. */
const DWELL_MS = 450;

export interface Stage {
  pane: HTMLElement;
  /** The copy that follows the pointer; null until it is drawn. */
  lifted: () => HTMLElement | null;
  /** Width of the column of hours, height of the heads, width of a column: pixels. */
  gutter: number;
  head: number;
  column: () => number;
  onday: (day: string) => void;
  /** Told what a drag has done; empty when nothing. */
  ondone: (said: string) => void;
}

interface Held {
  id: string;
  what: 'move' | 'start' | 'end';
  fromTray: boolean;
  pointer: number;
  touch: boolean;
  /** Where it was taken hold of. */
  x: number;
  y: number;
  /** From the corner of the block to the pointer. */
  dx: number;
  dy: number;
  extent: Extent;
}

/** Takes a block by mouse, pen or finger to another time and place. A frame reads first and writes after, once. */
export class Dragging {
  readonly #timetable: Timetable;
  readonly #stage: Stage;
  #held: Held | null = null;
  #x = 0;
  #y = 0;
  #frame = 0;
  #hold: ReturnType<typeof setTimeout> | undefined;
  #dwell: { day: string; timer: ReturnType<typeof setTimeout> } | null = null;
  /** Size of what was lifted. */
  size = $state.raw<{ width: number; height: number } | null>(null);

  constructor(timetable: Timetable, stage: Stage) {
    this.#timetable = timetable;
    this.#stage = stage;
  }

  get isOn(): boolean {
    return this.size !== null;
  }

  down(event: PointerEvent, id: string, what: Held['what'], fromTray: boolean): void {
    const [session] = this.#timetable.sessionsOf(id);
    if (this.#held || event.button !== 0 || !session || this.#timetable.programme.locked) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const minutes = session.minutes !== null && session.minutes > 0 ? session.minutes : 60;
    this.#held = {
      id,
      what,
      fromTray,
      pointer: event.pointerId,
      // A pen scrolls as a finger does.
      touch: event.pointerType !== 'mouse',
      x: event.clientX,
      y: event.clientY,
      dx: event.clientX - box.left,
      // Out of the tray one holds the block near its top.
      dy: fromTray ? 12 : event.clientY - box.top,
      extent: { from: session.from ?? this.#timetable.axis.from, minutes },
    };
    [this.#x, this.#y] = [event.clientX, event.clientY];
    if (this.#held.touch) this.#hold = setTimeout(() => this.#lift(), HOLD_MS);
    for (const [name, listener] of this.#listeners) window.addEventListener(name, listener as EventListener, { capture: true });
  }

  readonly #listeners = [
    ['pointermove', (event: PointerEvent) => this.#move(event)],
    ['pointerup', (event: PointerEvent) => this.#up(event)],
    ['pointercancel', (event: PointerEvent) => this.#up(event, true)],
    ['keydown', (event: KeyboardEvent) => this.#key(event)],
    ['contextmenu', (event: Event) => this.#held?.touch && event.preventDefault()],
  ] as const;

  #move(event: PointerEvent): void {
    const held = this.#held;
    if (!held || event.pointerId !== held.pointer) return;
    [this.#x, this.#y] = [event.clientX, event.clientY];
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y);
    if (this.isOn) this.#soon();
    else if (held.touch && far > REST_PX) this.#end();
    else if (!held.touch && far > PRESS_PX) this.#lift();
  }

  #lift(): void {
    const held = this.#held;
    if (!held) return;
    const { column } = this.#stage;
    const height = (held.extent.minutes / QUARTER) * this.#timetable.zoom;
    const width = column() - 6;
    held.dx = Math.min(held.dx, width - 8);
    this.size = { width, height: Math.max(18, height - 2) };
    this.#timetable.carry = { id: held.id, what: held.what, by: 'pointer', fromTray: held.fromTray, over: null, ...held.extent };
    try {
      this.#stage.pane.setPointerCapture(held.pointer);
    } catch {
      // A pointer that is gone already ends by itself.
    }
    this.#soon();
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#step();
    });
  }

  #step(): void {
    const held = this.#held;
    if (!held || !this.isOn) return;
    const { pane, lifted } = this.#stage;
    const box = pane.getBoundingClientRect();
    const under = document.elementFromPoint(this.#x, this.#y);
    const left = this.#x - box.left + pane.scrollLeft;
    const top = this.#y - box.top + pane.scrollTop;
    const inside = this.#x >= box.left && this.#x <= box.right && this.#y >= box.top && this.#y <= box.bottom;

    const copy = lifted();
    if (copy && held.what === 'move') copy.style.transform = `translate3d(${this.#x - held.dx}px, ${this.#y - held.dy}px, 0)`;
    this.#over(held, under, inside, left, top);
    this.#turn(under?.closest<HTMLElement>('[data-day]')?.dataset['day'] ?? null);
    if (inside && this.#scroll(box)) this.#soon();
  }

  #over(held: Held, under: Element | null, inside: boolean, left: number, top: number): void {
    const timetable = this.#timetable;
    const { carry } = timetable;
    if (!carry) return;
    if (held.what === 'move' && under?.closest('[data-drop="tray"]')) return this.#put({ over: 'tray', ...held.extent });
    if (!inside && held.what === 'move') return this.#put({ over: null, ...held.extent });
    const { gutter, head, column } = this.#stage;
    const { axis, zoom } = timetable;
    const at = (pixels: number): number => snap(axis.from + ((pixels - head) / zoom) * QUARTER, snapOf(zoom));
    const over = Math.max(0, Math.min(timetable.places.length - 1, Math.floor((left - gutter) / column())));
    const own = timetable.sessionsOf(held.id)[0];
    const ownColumn = own ? timetable.columnOf(own) : over;
    if (held.what === 'start') this.#put({ over: ownColumn, ...withStart(held.extent, at(top), snapOf(zoom)) });
    else if (held.what === 'end') this.#put({ over: ownColumn, ...withEnd(held.extent, at(top), snapOf(zoom)) });
    else {
      const { minutes } = held.extent;
      // What is held stays on the sheet: its beginning lies between the first hour and the last step of the day.
      const from = Math.max(axis.from, Math.min(axis.until - QUARTER, at(top - held.dy)));
      this.#put({ over, from, minutes });
    }
  }

  /** Written only when it would land elsewhere: between two steps of the clock nothing is drawn anew but the copy. */
  #put(next: Extent & { over: number | 'tray' | null }): void {
    const { carry } = this.#timetable;
    if (!carry || (carry.over === next.over && carry.from === next.from && carry.minutes === next.minutes)) return;
    this.#timetable.carry = { ...carry, ...next };
  }

  #turn(day: string | null): void {
    if (this.#dwell && this.#dwell.day === day) return;
    clearTimeout(this.#dwell?.timer);
    this.#dwell =
      day === null || day === this.#timetable.band?.id ? null : { day, timer: setTimeout(() => this.#stage.onday(day), DWELL_MS) };
  }

  /** True while the sheet goes on scrolling under a pointer that rests at an edge. */
  #scroll(box: DOMRect): boolean {
    const { pane, gutter, head } = this.#stage;
    const pull = (at: number, low: number, high: number): number =>
      at < low + EDGE_PX
        ? -Math.min(1, (low + EDGE_PX - at) / EDGE_PX)
        : at > high - EDGE_PX
          ? Math.min(1, (at - high + EDGE_PX) / EDGE_PX)
          : 0;
    const [x, y] = [pull(this.#x, box.left + gutter, box.right), pull(this.#y, box.top + head, box.bottom)];
    if (x === 0 && y === 0) return false;
    const before = [pane.scrollLeft, pane.scrollTop];
    pane.scrollBy(Math.round(x * SCROLL_PX), Math.round(y * SCROLL_PX));
    return pane.scrollLeft !== before[0] || pane.scrollTop !== before[1];
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.isOn) return;
    event.preventDefault();
    event.stopPropagation();
    this.#timetable.cancel();
    this.#end();
  }

  #up(event: PointerEvent, cancelled = false): void {
    if (event.pointerId !== this.#held?.pointer) return;
    const wasOn = this.isOn;
    if (wasOn && !cancelled) {
      [this.#x, this.#y] = [event.clientX, event.clientY];
      this.#step();
    }
    const said = wasOn && !cancelled ? this.#timetable.drop() : '';
    this.#end();
    if (wasOn) this.#stage.ondone(said);
  }

  #end(): void {
    clearTimeout(this.#hold);
    clearTimeout(this.#dwell?.timer);
    cancelAnimationFrame(this.#frame);
    [this.#frame, this.#dwell, this.#held, this.size] = [0, null, null, null];
    if (this.#timetable.carry?.by === 'pointer') this.#timetable.cancel();
    for (const [name, listener] of this.#listeners) window.removeEventListener(name, listener as EventListener, { capture: true });
  }

  close(): void {
    this.#end();
  }
}
