/** A comparison as the page shows it: items with names, cells with words, who and when, and what bringing back would write. */
import { cellBack, deltaBack, stands, type BackEdit, type CellDelta, type ItemDelta, type Part } from '@qiao/domain/kind';
import { clockTime, moment } from '#messages/dates.ts';
import { pick, say } from '#messages/index.svelte.ts';
import { cellLabel, inFieldOrder, itemDay, itemLine, itemName, placesOf, valueText } from './cell-words.ts';
import type { Brought, HistoryRoom } from './history-room.svelte.ts';
import { historyWords } from './words.ts';

export interface SaidCell {
  field: string;
  label: string;
  before: string;
  after: string;
  who: string;
  /** What bringing it back would write; empty when it stands so now, or its item is gone. */
  edits: readonly BackEdit[];
  /** It was brought back here: dashed until the server has it. */
  back?: 'unsent' | 'sent';
}

export interface SaidItem {
  key: string;
  root: string;
  item: string;
  what: ItemDelta['what'];
  name: string;
  /** `11-06，改3格`. */
  note: string;
  cells: readonly SaidCell[];
  edits: readonly BackEdit[];
}

export interface SaidText {
  root: string;
  name: string;
  who: string;
}

const contains = (query: string, ...texts: readonly string[]): boolean =>
  query === '' || texts.some((text) => text.toLowerCase().includes(query));

/** Whether something of it is called as was asked for; an empty query fits all. */
export const fits = contains;

/** What is called, who wrote it and when: `孙佳，今天 08:14`. */
export function saidWho(room: HistoryRoom, row: number, client: number | null, isUnsent: boolean): string {
  const t = historyWords();
  const facts = room.rows[row - 1];
  const writer = room.writer(client);
  const named = writer.mine ? t.you : writer.name || (client === null && facts ? room.nameOf(facts.actor) : '');
  const name = named || t.somebody;
  if (isUnsent) return say(t.waits, { name });
  return facts ? say(t.wrote, { name, time: moment(facts.at) }) : name;
}

/** In the order of the part's lists and of the items in them. `query` in lower case. */
export function sayItems(room: HistoryRoom, part: Part, query: string): SaidItem[] {
  const roots = ['fields', ...Object.keys(part.lists ?? {})];
  const lists = new Set([...room.comparison.items, ...room.brought].map(({ root }) => root));
  const places = new Map([...lists].map((root) => [root, { then: placesOf(room.then, root), later: placesOf(room.later, root) }]));
  const rank = ({ root, item }: { root: string; item: string }): number => {
    const at = roots.indexOf(root);
    const place = places.get(root)?.later.get(item) ?? places.get(root)?.then.get(item) ?? 0;
    return (at < 0 ? roots.length : at) * 1e6 + place;
  };
  const said = new Map<string, SaidItem>();
  for (const delta of room.comparison.items) said.set(keyOf(delta), sayItem(room, part, delta, places.get(delta.root)!));
  if (room.ends.b.kind === 'now') for (const one of room.brought) if (one.to === room.ends.a.id) addBrought(room, part, said, one);
  return [...said.values()]
    .map((item) =>
      contains(query, item.name) ? item : { ...item, cells: item.cells.filter((cell) => contains(query, cell.label, cell.who)) },
    )
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => rank(a) - rank(b));
}

const keyOf = ({ root, item }: { root: string; item: string }): string => `${root}/${item}`;

type Places = { then: ReadonlyMap<string, number>; later: ReadonlyMap<string, number> };

function sayItem(room: HistoryRoom, part: Part, delta: ItemDelta, places: Places): SaidItem {
  const t = historyWords();
  const { root, item, what } = delta;
  const values = (what === 'removed' ? room.then : room.later).get(root)?.get(item);
  const edits = deltaBack(room.then, room.now, delta);
  const day = itemDay(part, root, values);
  const did = what === 'added' ? t.isNew : what === 'removed' ? t.gone : say(t.items, { n: delta.cells.length });
  const head = { key: keyOf(delta), root, item, what, name: itemName(part, root, item, values), edits };
  const note = [day, did].filter(Boolean).join(t.comma);
  if (what !== 'changed') {
    const line = itemLine(part, delta) || head.name;
    const who = saidWho(room, delta.row, delta.client, isWaiting(room, delta.row, root, `${item}/removed`, `${item}/order`));
    const whole = {
      field: '',
      label: t.whole,
      before: what === 'removed' ? line : '',
      after: what === 'added' ? line : '',
      who,
      edits: [],
    };
    return { ...head, note, cells: [whole] };
  }
  const isHere = item === '' || stands(room.now.get(root)?.get(item));
  const cells = inFieldOrder(part, root, delta.cells).map((cell): SaidCell => {
    const key = item === '' ? cell.field : `${item}/${cell.field}`;
    return {
      field: cell.field,
      label: cellLabel(part, root, cell.field),
      ...saidValues(part, root, item, cell, places),
      who: saidWho(room, cell.row, cell.client, isWaiting(room, cell.row, root, key)),
      edits: isHere ? cellBack(room.then, room.now, { root, item, field: cell.field }) : [],
    };
  });
  return { ...head, note, cells };
}

/** What is in no row yet and waits on this device. */
const isWaiting = (room: HistoryRoom, row: number, root: string, ...keys: readonly string[]): boolean =>
  row > room.rows.length && keys.some((key) => room.isUnsent(root, key));

function saidValues(part: Part, root: string, item: string, cell: CellDelta, places: Places): { before: string; after: string } {
  if (cell.field !== 'order' || item === '')
    return { before: valueText(part, root, cell.field, cell.before), after: valueText(part, root, cell.field, cell.after) };
  const place = (n: number | undefined): string => (n ? say(historyWords().placeAt, { n }) : '');
  return { before: place(places.then.get(item)), after: place(places.later.get(item)) };
}

/** What was brought back stands as it did: it is in no comparison any more, and is shown until the page is left. */
function addBrought(room: HistoryRoom, part: Part, said: Map<string, SaidItem>, brought: Brought): void {
  const t = historyWords();
  const { root, item, edits, was, unsent } = brought;
  const values = room.now.get(root)?.get(item);
  // Undone or changed again since: the comparison tells.
  const standing = edits.filter(({ field, value }) => same(values?.get(field), value));
  if (standing.length === 0) return;
  const back = unsent ? ('unsent' as const) : ('sent' as const);
  const who = say(t.justNow, { name: t.you });
  const mark = standing.find(({ field }) => field === 'removed');
  const name = itemName(part, root, item, values?.size ? values : was);
  const before = said.get(keyOf(brought));
  const shown = new Set(before?.cells.map(({ field }) => field));
  const cells: SaidCell[] = mark
    ? [
        {
          field: 'removed',
          label: t.whole,
          before: mark.value === true ? t.absent : name,
          after: mark.value === true ? t.gone : name,
          who,
          edits: [],
          back,
        },
      ]
    : standing
        .filter(({ field }) => !shown.has(field))
        .map(({ field, value }) => {
          const says = (one: unknown): string => valueText(part, root, field, one) || t.empty;
          const text = field === 'order' ? t.place : says(value);
          return { field, label: cellLabel(part, root, field), before: text, after: text, who, edits: [], back };
        });
  if (cells.length === 0 || (mark && before)) return;
  const head = { key: keyOf(brought), root, item, what: 'changed' as const, name, note: itemDay(part, root, values), edits: [] };
  said.set(keyOf(brought), { ...(before ?? head), cells: [...(before?.cells ?? []), ...cells] });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export function sayTexts(room: HistoryRoom, part: Part, query: string): SaidText[] {
  return room.comparison.texts
    .map(({ root, row, clients }) => {
      const label = part.texts?.[root]?.label ?? part.fields?.[root]?.label;
      const facts = room.rows[row - 1];
      const writers = clients.length > 0 ? clients : [null];
      const names = new Set(writers.map((client) => saidWho(room, 0, client, false)));
      const time = facts ? historyWords().comma + moment(facts.at) : '';
      return { root, name: label ? pick(label) : root, who: [...names].join(historyWords().people) + time };
    })
    .filter(({ name, who }) => contains(query, name, who));
}

/** `18:06` of one day, `10-20 18:06` beside others. */
export const momentTime = (from: number, until: number): string =>
  clockTime(from) === clockTime(until) ? clockTime(until) : `${clockTime(from)}–${clockTime(until)}`;
