/** A moment in words. */
import type { Part, Summary } from '@qiao/domain/kind';
import { clockTime, columnDate } from '#messages/dates.ts';
import { localeTag, pick, say } from '#messages/index.svelte.ts';
import { cellLabel, itemName } from './cell-words.ts';
import type { HistoryRoom } from './history-room.svelte.ts';
import type { Mark } from './marks.ts';
import { momentTime } from './say-difference.ts';
import { historyWords } from './words.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `10-20`. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return columnDate(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`);
}

export const weekday = (at: number): string => new Intl.DateTimeFormat(localeTag(), { weekday: 'short' }).format(new Date(at));

/** For heads and labels: 现在, 10-20 18:06. */
export function endName(mark: Mark): string {
  const t = historyWords();
  if (mark.kind === 'now') return t.now;
  if (mark.kind === 'start' || mark.at === null) return t.start;
  return `${dayOf(mark.at)} ${clockTime(mark.at)}`;
}

/** Who, of a moment; what was decided, of a sealed one. */
export function whoOf(room: HistoryRoom, mark: Mark): string {
  const t = historyWords();
  if (mark.sealed) return mark.sealed.name;
  return (mark.moment?.users ?? []).map((user) => room.nameOf(user) || t.somebody).join(t.people);
}

export const timeOfMark = (mark: Mark): string =>
  mark.moment ? momentTime(mark.moment.from, mark.moment.until) : mark.at === null ? '' : clockTime(mark.at);

/** 开幕式改2格 or 改4格，删1项. */
export function didOf(room: HistoryRoom, part: Part, summary: Summary): string {
  const t = historyWords();
  const changed = summary.items.filter(({ what }) => what === 'changed');
  const cells = changed.reduce((sum, { fields }) => sum + fields.length, 0);
  const [only] = changed;
  const count = (what: string): number => summary.items.filter((one) => one.what === what).length;
  const pieces = [
    cells === 0
      ? ''
      : only && changed.length === 1
        ? say(t.oneItem, { item: nameNow(room, part, only.root, only.item), n: cells })
        : say(t.changed, { n: cells }),
    count('added') > 0 ? say(t.added, { n: count('added') }) : '',
    count('removed') > 0 ? say(t.removed, { n: count('removed') }) : '',
    ...summary.texts.map((root) => say(t.text, { name: textName(part, root) })),
  ].filter(Boolean);
  return pieces.length > 0 ? pieces.join(t.comma) : t.nothing;
}

const textName = (part: Part, root: string): string => {
  const label = part.texts?.[root]?.label ?? part.fields?.[root]?.label;
  return label ? pick(label) : root;
};

const nameNow = (room: HistoryRoom, part: Part, root: string, item: string): string =>
  itemName(part, root, item, room.now.get(root)?.get(item));

/** All that a filter may name in a moment. */
export function namesIn(room: HistoryRoom, part: Part, mark: Mark): string[] {
  const items = mark.summary?.items ?? [];
  return [
    whoOf(room, mark),
    mark.sealed?.label ?? '',
    ...items.map(({ root, item }) => nameNow(room, part, root, item)),
    ...items.flatMap(({ root, fields }) => fields.map((field) => cellLabel(part, root, field))),
    ...(mark.summary?.texts ?? []).map((root) => textName(part, root)),
  ];
}
