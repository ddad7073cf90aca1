import type { Reference } from '@qiao/domain/kind';
import type { PeopleCell, PersonItem, PlanView, SessionItem } from '@qiao/domain/plan';
import type { Locale } from '@qiao/domain/shared/words';
import type { PlanWords } from '../words.ts';
import type { DayContext } from './times.ts';

/** A row of the programme's table. */
export interface SessionRow {
  item: SessionItem;
  /** Where a bare time that is typed into it belongs. */
  day: DayContext;
}

/** Somebody in the office's directory who may not be on the event's list yet. */
export interface DirectoryPerson {
  /** Id of the person's record. */
  id: string;
  name: string;
  latinName: string;
  organisation: string;
  region: string | null;
}

/** What the programme's columns ask of the room around them. Reading it in markup follows the data. */
export interface ProgrammeContext {
  readonly view: PlanView;
  readonly locale: Locale;
  readonly words: PlanWords;
  /** People of the directory found for what is typed now; none while they are being looked for. */
  readonly directory: readonly DirectoryPerson[];
  addRoom(name: string): Reference;
  addTrack(name: string): Reference;
  addPerson(name: string, cell: PeopleCell): Reference;
  /** Puts somebody of the directory on the event's list, unless they are on it. */
  addFromDirectory(person: DirectoryPerson, cell: PeopleCell): Reference;
  personById(id: string): PersonItem | undefined;
}
