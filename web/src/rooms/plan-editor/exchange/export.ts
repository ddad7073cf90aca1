import { writeCalendar, writeSchedule, writeXml, type LeftOut, type WrittenSchedule } from '@qiao/domain/plan';
import { pick, say } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { planLocale, planWords } from '../words.ts';

/** Hands the whole programme over as a schedule file, from which an event can be made again. */
export function exportProgramme(room: PlanRoom): void {
  hand(room, writeSchedule(room.parts.values), 'json', 'application/json');
}

/** What everybody may read of it, and the published format has a place for. */
export function exportPublic(room: PlanRoom): void {
  hand(room, writeSchedule(room.parts.values, { isPublic: true }), 'json', 'application/json');
}

/** The same in XML. */
export function exportXml(room: PlanRoom): void {
  hand(room, writeXml(room.parts.values, { isPublic: true }), 'xml', 'application/xml');
}

/** Hands the programme over as a calendar in the language of the page; `alarm` in minutes before each session, or null. */
export function exportCalendar(room: PlanRoom, alarm: number | null): void {
  const written = writeCalendar(room.parts.values, { locale: planLocale(), stamp: new Date().toISOString(), alarm });
  hand(room, written, 'ics', 'text/calendar;charset=utf-8');
}

function hand(room: PlanRoom, { text, leftOut }: WrittenSchedule, ending: string, type: string): void {
  handOver(room, text, ending, type);
  const said = tellLeftOut(leftOut);
  if (said !== '') toasts.show({ text: said });
}

/** Gives the browser a file to save, named after the event, and after `what` where that is not the whole programme. */
export function handOver(room: PlanRoom, text: string, ending: string, type: string, what = ''): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${[fileName(room), what].filter(Boolean).join(' ')}.${ending}`;
  link.click();
  // The download has begun by the next turn of the loop; the address is of no more use.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** What stays behind, in a sentence; empty where nothing does. */
export function tellLeftOut(leftOut: readonly LeftOut[]): string {
  const { import: words } = planWords();
  const sessions = leftOut.filter(({ id }) => id !== '').length;
  const kinds = leftOut.filter(({ id }) => id === '');
  if (kinds.length === 0) return sessions === 0 ? '' : say(words.leftOut, { n: sessions });
  const named = [...(sessions > 0 ? [say(words.unscheduled, { n: sessions })] : []), ...kinds.map(({ what }) => pick(what))];
  return say(words.keptBack, { what: new Intl.ListFormat(planLocale(), { type: 'conjunction' }).format(named) });
}

/** The event's title as a file name on any system. */
function fileName(room: PlanRoom): string {
  const title = room.parts.value('case').fields['title'] as { zh?: string; en?: string } | undefined;
  const name = (title?.zh || title?.en || 'schedule').replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
  return name.slice(0, 80) || 'schedule';
}
