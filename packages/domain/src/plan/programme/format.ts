/**
 * A conference schedule as it is read from a file of the frab and pretalx family, in one shape for both. Texts that may be
 * null or missing in a file are empty here; times are canonical instants on the wall clock of the schedule's zone.
 */

/** Bytes of a schedule file. */
export const PROGRAMME_MAX_BYTES = 16 * 1024 * 1024;
/** Sessions in one schedule. */
export const PROGRAMME_MAX_SESSIONS = 5000;
/** Errors that are told of one file; the rest is counted. */
export const PROGRAMME_MAX_ERRORS = 100;

/** What a file says beyond what we know, kept as it is. */
export type More = Readonly<Record<string, unknown>>;

/** Cells that only our own files speak of, by name: `title.en`, `equipment`. They stand before what the rest of the file says. */
export type OwnCells = Readonly<Record<string, unknown>>;

export interface SchedulePerson {
  /** What tells this person from others in the file: guid, else code, else number, else name. */
  key: string;
  name: string;
  guid: string;
  code: string;
  id: number | null;
  more: More;
  own?: OwnCells;
}

export interface ScheduleSession {
  /** Where it stands in the file, for messages. */
  path: string;
  guid: string;
  id: number | null;
  code: string;
  slug: string;
  url: string;
  logo: string;
  title: string;
  subtitle: string;
  track: string;
  type: string;
  language: string;
  abstract: string;
  description: string;
  licence: string;
  doNotRecord: boolean;
  room: string;
  /** Canonical instant; null where it has none yet, as in our own files only. The same of the length; the room is empty then. */
  start: string | null;
  minutes: number | null;
  persons: readonly SchedulePerson[];
  links: readonly unknown[];
  attachments: readonly unknown[];
  more: More;
  /** Cells that its format speaks of, where it does not speak of all: the others stay as they are. */
  says?: readonly string[];
  own?: OwnCells;
  /** Keys of people; absent where the file does not speak of them. */
  chair?: readonly string[];
  interpreters?: readonly string[];
}

export interface ScheduleRoom {
  name: string;
  guid: string;
  capacity: number | null;
  more: More;
  own?: OwnCells;
}

export interface ScheduleTrack {
  name: string;
  more: More;
  own?: OwnCells;
}

export interface ScheduleDay {
  date: string;
  /** Canonical instants; both null when the day runs from midnight to midnight. */
  opens: string | null;
  closes: string | null;
  own?: OwnCells;
}

export interface Schedule {
  title: string;
  /** First and last day; empty when the file does not say. */
  start: string;
  end: string;
  zone: string;
  /** Other values of `schedule` and of `schedule.conference`. */
  more: { schedule: More; conference: More };
  days: readonly ScheduleDay[];
  rooms: readonly ScheduleRoom[];
  tracks: readonly ScheduleTrack[];
  sessions: readonly ScheduleSession[];
  own?: OwnCells;
  /** All whom the file knows, where it knows more than sessions name. */
  people?: readonly SchedulePerson[];
  /** The same of the other things. */
  says?: Readonly<Partial<Record<'conference' | 'day' | 'room' | 'track', readonly string[]>>>;
}
