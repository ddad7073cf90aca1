import { writeCalendar, writeSchedule, writeXml } from '@qiao/domain/plan';
import { say } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { planLocale, planWords } from '../words.ts';

/** Hands the programme over as a schedule file. What the format has no place for is told. */
export function exportProgramme(room: PlanRoom): void {
  hand(room, writeSchedule(room.parts.values), 'json', 'application/json');
}

/** The same schedule in XML. */
export function exportXml(room: PlanRoom): void {
  hand(room, writeXml(room.parts.values), 'xml', 'application/xml');
}

/** Hands the programme over as a calendar in the language of the page; `alarm` in minutes before each session, or null. */
export function exportCalendar(room: PlanRoom, alarm: number | null): void {
  const written = writeCalendar(room.parts.values, { locale: planLocale(), stamp: new Date().toISOString(), alarm });
  hand(room, written, 'ics', 'text/calendar;charset=utf-8');
}

interface Written {
  text: string;
  leftOut: readonly unknown[];
}

function hand(room: PlanRoom, { text, leftOut }: Written, ending: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName(room)}.${ending}`;
  link.click();
  // The download has begun by the next turn of the loop; the address is of no more use.
  setTimeout(() => URL.revokeObjectURL(url));
  if (leftOut.length > 0) toasts.show({ text: say(planWords().import.leftOut, { n: leftOut.length }) });
}

/** The event's title as a file name on any system. */
function fileName(room: PlanRoom): string {
  const title = room.parts.value('case').fields['title'] as { zh?: string; en?: string } | undefined;
  const name = (title?.zh || title?.en || 'schedule').replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
  return name.slice(0, 80) || 'schedule';
}
