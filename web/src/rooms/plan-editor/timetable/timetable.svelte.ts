import type { CellEdit } from '@qiao/domain/kind';
import type { Obstacle, SessionView } from '@qiao/domain/plan';
import { pick, say, words as messages } from '#messages/index.svelte.ts';
import { UNSCHEDULED, type DayBand } from '../programme/bands.ts';
import { inLanguage } from '../programme/names.ts';
import type { Programme } from '../programme/programme.svelte.ts';
import { axisOf, wallSpan, type Axis } from './axis.ts';
import { against, editsThere, firstFree, roomThere } from './landing.ts';
import { layOut, type Layout } from './layout.ts';
import { editsToTray, STEP_MINUTES, USUAL_MINUTES, withEnd, type Extent } from './moves.ts';
import { neighbour, standingsOf, type Standing } from './neighbours.ts';
import { placeIdOf, placesOf, type By, type Place } from './places.ts';
import { readBy, readZoom, rememberBy, rememberZoom } from './remembered.ts';
import { timetableWords } from './words.ts';
import { LEAST_HEIGHT, zoomed, zoomFor } from './zoom.ts';

/** A session on its way: by hand, or out of the tray by keys. */
export interface Carry extends Extent {
  id: string;
  what: 'move' | 'start' | 'end';
  by: 'pointer' | 'keys';
  fromTray: boolean;
  /** Column that it is over; null: nowhere, where it would stay as it is. */
  over: number | 'tray' | null;
}

/** The programme of one day as a sheet of rooms and hours: what is where, what is carried, and what each act writes. */
export class Timetable {
  readonly programme: Programme;
  by = $state<By>(readBy());
  #chosenZoom = $state<number | null>(readZoom());
  /** The block that has the sheet's one tab stop. */
  active = $state<string | null>(null);
  carry = $state.raw<Carry | null>(null);
  /** What was done last, for those who do not see it. */
  said = $state('');
  /** The day that is shown. */
  day = $state<string | null>(null);

  constructor(programme: Programme) {
    this.programme = programme;
  }

  readonly days: readonly DayBand[] = $derived.by(() => this.programme.bands.filter((band) => band.id !== UNSCHEDULED));
  readonly band: DayBand | undefined = $derived.by(
    () => this.days.find((one) => one.id === this.day) ?? this.days.find((one) => one.rows.length > 0) ?? this.days[0],
  );
  readonly axis: Axis = $derived.by(() => axisOf(this.band ?? { date: null, day: null, sessions: [] }, this.programme.view.zone));
  readonly places: readonly Place[] = $derived.by(() => placesOf(this.programme.view, this.band?.sessions ?? [], this.by));
  /** Pixels that a quarter of an hour is drawn tall. */
  readonly zoom: number = $derived.by(() => this.#chosenZoom ?? zoomFor(this.band?.sessions ?? []));
  readonly layout: Layout = $derived.by(() =>
    layOut(this.band?.sessions ?? [], this.places, this.by, Math.floor((LEAST_HEIGHT / this.zoom) * 15)),
  );
  readonly standings: readonly Standing[] = $derived.by(() => standingsOf(this.layout));
  readonly unscheduled: readonly SessionView[] = $derived.by(
    () => this.programme.bands.find((band) => band.id === UNSCHEDULED)?.sessions ?? [],
  );
  readonly #bands = $derived.by(() => new Map(this.layout.bands.map((band) => [band.id, band])));
  /** What stands against the place where the carried one would land. */
  readonly against: readonly Obstacle[] = $derived.by(() => this.#against());

  choose(by: By): void {
    this.by = by;
    rememberBy(by);
  }

  /** 0 goes back to what fits the day. */
  zoomBy(by: -1 | 0 | 1): void {
    this.#chosenZoom = by === 0 ? null : zoomed(this.zoom, by);
    rememberZoom(this.#chosenZoom);
  }

  /** Pixels from the top of the day's hours. */
  y(minute: number): number {
    return ((minute - this.axis.from) / 15) * this.zoom;
  }

  /** The sessions that one block or band stands for. */
  sessionsOf(id: string): readonly SessionView[] {
    const band = this.#bands.get(id);
    if (band) return band.sessions;
    const session = this.programme.session(id);
    return session ? [session] : [];
  }

  columnOf(session: SessionView): number {
    const id = placeIdOf(session, this.by);
    return this.places.findIndex((place) => place.id === id);
  }

  nameOf(place: Place | undefined): string {
    if (!place) return '';
    return inLanguage(place.name, this.programme.locale) || (place.room ? this.programme.words.table.untitled : timetableWords().noTrack);
  }

  go(way: 'left' | 'right' | 'before' | 'after' | 'first' | 'last'): void {
    this.active = neighbour(this.standings, this.active, way);
  }

  /** Later or earlier by a step of the keyboard. */
  move(id: string, by: -1 | 1): void {
    this.#put(id, (session) => ({ from: session.from! + by * STEP_MINUTES, minutes: session.minutes! }), null, 'moved');
  }

  /** Longer or shorter at its end. */
  resize(id: string, by: -1 | 1): void {
    const extent = (session: SessionView): Extent =>
      withEnd({ from: session.from!, minutes: session.minutes! }, session.until! + by * STEP_MINUTES);
    this.#put(id, extent, null, 'resized');
  }

  /** Into the next column. What lies across columns stays in its rooms. */
  shift(id: string, by: -1 | 1): void {
    const [session, ...more] = this.sessionsOf(id);
    if (!session) return;
    if (more.length > 0) {
      this.said = say(timetableWords().stays, { title: this.programme.nameOf(session.id) });
      return;
    }
    const place = this.places[this.columnOf(session) + by];
    if (place) this.#put(id, (one) => ({ from: one.from!, minutes: one.minutes! }), place, 'moved');
  }

  toTray(id: string): string {
    const sessions = this.sessionsOf(id);
    const title = this.programme.nameOf(sessions[0]?.id ?? id);
    const next = neighbour(this.standings, id, 'after');
    if (!this.#write(sessions.flatMap((session) => editsToTray(session)))) return '';
    this.active = next === id ? null : next;
    return (this.said = say(timetableWords().unscheduled, { title }));
  }

  /** Takes one out of the tray by keys: it stands where it is free first. */
  beginPlacing(id: string): void {
    const session = this.programme.session(id);
    if (!session || this.programme.locked || this.places.length === 0) return;
    const minutes = session.minutes && session.minutes > 0 ? session.minutes : USUAL_MINUTES;
    const { room, view } = this.programme;
    const hours = { from: this.band?.day?.opens ?? this.axis.from, until: this.band?.day?.closes ?? this.axis.until, step: STEP_MINUTES };
    const { by, places } = this;
    const search = (column: number | null) => {
      const wish = { places, by, minutes, column };
      return firstFree(room.parts.values, view, session, wish, hours);
    };
    const own = this.columnOf(session);
    // Its own room first, whenever that is free.
    const free = (own === -1 ? null : search(own)) ?? search(null);
    const spot = free ?? { column: Math.max(0, own), from: this.axis.from };
    this.carry = { id, what: 'move', by: 'keys', fromTray: true, over: spot.column, from: spot.from, minutes };
    this.said = `${free ? '' : `${timetableWords().placing.nowhere} `}${this.sayCarry()}`;
  }

  /** Carries what is carried by keys a step on. */
  step(by: { minutes?: number; columns?: number; length?: number }): void {
    const { carry } = this;
    if (!carry || typeof carry.over !== 'number') return;
    const over = Math.max(0, Math.min(this.places.length - 1, carry.over + (by.columns ?? 0)));
    const longer = withEnd(carry, carry.from + carry.minutes + (by.length ?? 0));
    const { axis } = this;
    const from = Math.max(axis.from, Math.min(axis.until - STEP_MINUTES, carry.from + (by.minutes ?? 0)));
    this.carry = { ...carry, over, from, minutes: longer.minutes };
    this.said = this.sayCarry();
  }

  /** Where it would land, and whether it is free there. */
  sayCarry(): string {
    const { carry } = this;
    if (typeof carry?.over !== 'number') return '';
    return `${this.nameOf(this.places[carry.over])} ${wallSpan(carry.from, carry.from + carry.minutes, this.axis.zone)} ${this.verdict}`;
  }

  /** 有空, or the first thing against it. */
  get verdict(): string {
    const [first] = this.against;
    if (first) return pick(first.words);
    return this.#lacksRoom() ? timetableWords().placing.noRoom : timetableWords().free;
  }
  get isFree(): boolean {
    return this.against.length === 0 && !this.#lacksRoom();
  }

  /** Puts down what is carried. Answers what was done; empty for nothing. */
  drop(): string {
    const { carry } = this;
    this.carry = null;
    if (!carry || carry.over === null) return '';
    if (carry.over === 'tray') return carry.fromTray ? '' : this.toTray(carry.id);
    const sessions = this.sessionsOf(carry.id);
    const place = sessions.length > 1 || carry.what !== 'move' ? null : (this.places[carry.over] ?? null);
    const { from, minutes } = carry;
    const done = this.#put(
      carry.id,
      () => ({ from, minutes }),
      place,
      carry.fromTray ? 'placed' : carry.what === 'move' ? 'moved' : 'resized',
    );
    if (done) this.active = carry.id;
    return done;
  }

  cancel(): void {
    this.carry = null;
  }

  #lacksRoom(): boolean {
    const { carry, by } = this;
    if (by === 'room' || typeof carry?.over !== 'number') return false;
    return this.sessionsOf(carry.id).some(
      (session) => !roomThere(this.programme.view, session, carry, this.places[carry.over as number] ?? null, by),
    );
  }

  #against(): Obstacle[] {
    const { carry, by } = this;
    if (typeof carry?.over !== 'number') return [];
    const sessions = this.sessionsOf(carry.id);
    const place = sessions.length > 1 ? null : (this.places[carry.over] ?? null);
    const { view, room } = this.programme;
    return sessions.flatMap((session) => against(room.parts.values, view, session, carry, place, by));
  }

  #put(id: string, extent: (session: SessionView) => Extent, place: Place | null, words: 'moved' | 'resized' | 'placed'): string {
    const { view } = this.programme;
    const sessions = this.sessionsOf(id);
    const edits = sessions.flatMap((session) => editsThere(view, session, extent(session), place, this.by));
    if (!this.#write(edits)) return '';
    const [first] = sessions;
    const after = first && this.programme.session(first.id);
    if (after) this.#follow(after);
    return (this.said = after ? this.#sayDone(after, words) : '');
  }

  /** The sheet goes along with what was moved to another day. */
  #follow(session: SessionView): void {
    const band = this.days.find((one) => one.rows.includes(session.id));
    if (band && band.id !== this.band?.id) this.day = band.id;
  }

  #sayDone(session: SessionView, words: 'moved' | 'resized' | 'placed'): string {
    const time = session.from === null ? '' : wallSpan(session.from, session.until!, this.axis.zone);
    const place = this.nameOf(this.places[this.columnOf(session)]);
    const done = say(timetableWords()[words], { title: this.programme.nameOf(session.id), time, place });
    const { view, room } = this.programme;
    if (session.from === null || session.minutes === null) return done;
    const [first] = against(room.parts.values, view, session, { from: session.from, minutes: session.minutes }, null, 'room');
    return first ? `${done}${messages().punctuation.comma}${pick(first.words)}` : done;
  }

  #write(edits: readonly CellEdit[]): boolean {
    if (this.programme.locked) {
      this.said = timetableWords().lockedNow;
      return false;
    }
    this.programme.write(edits);
    return edits.length > 0;
  }
}
