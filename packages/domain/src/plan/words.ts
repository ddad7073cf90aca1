/** How findings of the plan name things, as people would say them. */
import { addMinutes, instantIn, timeOf, zoneOf } from '../shared/instants.ts';
import { inLocale, type Localized } from '../shared/names.ts';
import type { Words } from '../kind/types.ts';
import type { Span } from './free.ts';
import type { SessionView } from './view.ts';

/** A name in both languages; `fallback` when there is none. */
export const named = (name: Localized, fallback: Words = UNTITLED): Words => ({
  zh: inLocale(name, 'zh-CN') || fallback.zh,
  en: inLocale(name, 'en') || fallback.en,
});

const UNTITLED: Words = { zh: '未命名的一场', en: 'an untitled session' };
export const UNNAMED_ROOM: Words = { zh: '未命名的会场', en: 'an unnamed room' };
export const UNNAMED_PERSON: Words = { zh: '未具名者', en: 'somebody unnamed' };

export const titleOf = (session: SessionView): Words => named(session.title);

/** `14:00–15:00` on the first session's wall clock: what two spans have in common. */
export const commonTime = (a: Span, b: Span): string => commonSpan(zoneOf(a.session.start!), a, b);

/** `14:00–15:00` on the zone's wall clock: what two spans in minutes since 1970 have in common. */
export function commonSpan(zone: string, a: { from: number; until: number }, b: { from: number; until: number }): string {
  const wall = (minutes: number): string => timeOf(instantIn(minutes, zone));
  return `${wall(Math.max(a.from, b.from))}–${wall(Math.min(a.until, b.until))}`;
}

/** `14:00–15:30` of one session. */
export const ownTime = (session: SessionView): string =>
  `${timeOf(session.start!)}–${timeOf(addMinutes(session.start!, session.minutes!))}`;

/** `11-06` of a date. */
export const monthDay = (date: string): string => date.slice(5);
