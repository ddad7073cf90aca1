/** What a block says of its session. */
import type { PeopleCell, SessionView } from '@qiao/domain/plan';
import { say, words } from '#messages/index.svelte.ts';
import { inLanguage } from '../programme/names.ts';
import type { Programme } from '../programme/programme.svelte.ts';
import { wallSpan } from './axis.ts';
import type { By } from './places.ts';
import { timetableWords } from './words.ts';

/** Who, how many, and what the columns do not say: the track, or by track the room. */
export function metaOf(programme: Programme, session: SessionView, by: By): string {
  const { locale, words: t } = programme;
  const names = (cell: PeopleCell): string =>
    session.people[cell].map((person) => inLanguage(person.name, locale)).join(words().punctuation.list);
  const labelled = (cell: PeopleCell): string => (session.people[cell].length > 0 ? `${t.columns[cell]} ${names(cell)}` : '');
  const place =
    by === 'room' ? session.track && inLanguage(session.track.name, locale) : session.room && inLanguage(session.room.name, locale);
  const { expected, room } = session;
  const seats = expected !== null && room?.capacity != null && expected > room.capacity ? ` / ${room.capacity}` : '';
  return [
    labelled('chair'),
    names('speakers'),
    labelled('interpreters'),
    expected === null ? '' : `${say(timetableWords().expected, { n: expected })}${seats}`,
    place ?? '',
  ]
    .filter((part) => part !== '')
    .join(words().punctuation.comma);
}

/** The whole of it in one line, for those who hear it. */
export function spokenOf(programme: Programme, session: SessionView, by: By, zone: string): string {
  const t = timetableWords();
  const { locale } = programme;
  const marks = Object.values(programme.marks(session.id) ?? {});
  const held = marks.find((mark) => mark?.held)?.held;
  return [
    programme.nameOf(session.id),
    session.from === null || session.until === null ? '' : wallSpan(session.from, session.until, zone),
    by === 'room' && session.room ? inLanguage(session.room.name, locale) : '',
    metaOf(programme, session, by),
    programme.clashing.has(session.id) ? t.clashing : '',
    marks.some((mark) => mark?.changed) ? t.changed : '',
    held ? say(t.here, { name: held.name }) : '',
  ]
    .filter((part) => part !== '')
    .join(words().punctuation.comma);
}
