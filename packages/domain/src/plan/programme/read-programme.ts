/** Reads a programme from a file in any format that is known, told by what the file holds and not by its name. */
import { isTooLarge, readSchedule, type ReadOptions, type ReadSchedule } from './read-schedule.ts';

/** The parsers of XML and of calendars are loaded when a file asks for them. */
export async function readProgramme(text: string, options: ReadOptions = {}): Promise<ReadSchedule> {
  const large = isTooLarge(text, options);
  if (large) return large;
  const head = text
    .slice(0, 1000)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (head.startsWith('<')) return (await import('./xml/read-xml.ts')).readXml(text, options);
  if (/^BEGIN:VCALENDAR/i.test(head)) return (await import('./calendar/read-calendar.ts')).readCalendar(text, options);
  return readSchedule(text, options);
}
