import { formatField, parseField, type Field, type Reference } from '@qiao/domain/kind';
import { roomFields, sessionFields } from '@qiao/domain/kinds/event/plan-part';
import { dateOf, timeOf } from '@qiao/domain/shared/instants';
import { say } from '#messages/index.svelte.ts';
import type { Choice, Column, Read } from '../grid/column.ts';
import { best, busyAt, findExactly, inLanguage, roomNames, roomReference, type Named } from './names.ts';
import { peopleColumn } from './people-column.ts';
import type { ProgrammeContext, SessionRow } from './session-row.ts';
import { endText, readEnd, readStart, sessionEdit, startAt } from './times.ts';

const MOST = 7;
const NEW = 'new';

/** The programme's columns, in the order of the design. In English the English title comes first. */
export function programmeColumns(context: ProgrammeContext): Column<SessionRow>[] {
  const t = context.words.columns;
  const zh = titleColumn(context, 'zh', t.titleZh);
  const en = titleColumn(context, 'en', t.titleEn);
  const [title, foreign] = context.locale === 'en' ? [en, zh] : [zh, en];
  return [
    startColumn(context),
    endColumn(context),
    { ...title, id: context.locale === 'en' ? 'foreign' : 'title', look: 'title', label: t.title, width: 184 },
    { ...foreign, id: context.locale === 'en' ? 'title' : 'foreign', look: 'foreign', width: 206, spare: true },
    roomColumn(context),
    trackColumn(context),
    peopleColumn(context, 'chair', t.chair, 82),
    peopleColumn(context, 'speakers', t.speakers, null),
    peopleColumn(context, 'interpreters', t.interpreters, 84),
    expectedColumn(context),
    fieldColumn(context, 'equipment', sessionFields.equipment, {
      label: t.equipment,
      width: 120,
      look: 'quiet',
      spare: true,
      lines: true,
    }),
    fieldColumn(context, 'remarks', sessionFields.remarks, { label: t.remarks, width: 150, look: 'quiet', spare: true, lines: true }),
  ];
}

function startColumn(context: ProgrammeContext): Column<SessionRow> {
  return {
    id: 'start',
    label: context.words.columns.start,
    width: 54,
    look: 'time',
    text: ({ item }) => (item.start === null ? '' : timeOf(item.start)),
    // What is filled down is the time of day: each row stays on its own day.
    value: ({ item }) => (item.start === null ? null : timeOf(item.start)),
    read: (text, row) => readStart(text, context.locale, row.day),
    write: ({ item, day }, value) => {
      if (value === null) return item.start === null ? [] : [sessionEdit(item.id, 'start', null)];
      const date = item.start === null ? day.date : (day.day?.date ?? dateOf(item.start));
      const start = startAt(value, { ...day, date });
      return start === null || start === item.start ? [] : [sessionEdit(item.id, 'start', start)];
    },
  };
}

function endColumn(context: ProgrammeContext): Column<SessionRow> {
  return {
    id: 'end',
    label: context.words.columns.end,
    width: 54,
    look: 'time',
    text: ({ item }) => endText(item.start, item.minutes, context.locale),
    value: ({ item }) => item.minutes,
    read: (text, { item }) => readEnd(text, context.locale, item.start),
    write: ({ item }, value) => (item.minutes === value ? [] : [sessionEdit(item.id, 'minutes', value)]),
  };
}

function titleColumn(context: ProgrammeContext, language: 'zh' | 'en', label: string): Omit<Column<SessionRow>, 'id' | 'width'> {
  const other = language === 'zh' ? 'en' : 'zh';
  return {
    label,
    lang: language === 'zh' ? 'zh-CN' : 'en',
    text: ({ item }) => item.title[language],
    // A row must have a name: where this language has none the other stands in, greyed.
    ...(context.locale.startsWith(language)
      ? {
          shown: ({ item }: SessionRow) =>
            item.title[language] ? { text: item.title[language] } : { text: item.title[other], lang: other, faint: true },
        }
      : {}),
    value: ({ item }) => item.title[language] || null,
    read: (text) => ({ ok: true, value: text.slice(0, sessionFields.title.max) }),
    write: ({ item }, value) => ((item.title[language] || null) === value ? [] : [sessionEdit(item.id, `title.${language}`, value)]),
  };
}

/** A number with the limit that was typed behind it. */
interface WithLimit {
  expected: unknown;
  capacity: unknown;
}
const isWithLimit = (value: unknown): value is WithLimit => typeof value === 'object' && value !== null && 'capacity' in value;

function expectedColumn(context: ProgrammeContext): Column<SessionRow> {
  const capacityOf = ({ item }: SessionRow): number | null =>
    item.room === null ? null : (context.view.rooms.find((room) => room.id === item.room!.id)?.capacity ?? null);
  const column = fieldColumn(context, 'expected', sessionFields.expected, {
    label: context.words.columns.expected,
    width: 80,
    look: 'number',
  });
  return {
    ...column,
    shown: (row) => {
      const [expected, capacity] = [row.item.expected, capacityOf(row)];
      if (expected === null) return { text: '' };
      return { text: capacity === null ? String(expected) : `${expected} / ${capacity}` };
    },
    // What was copied with its limit is read again; another limit is the room's.
    read: (text, row) => {
      const [typed = '', limit] = text.split('/').map((each) => each.trim());
      const expected = column.read(typed, row);
      if (!expected.ok || limit === undefined || limit === '') return expected;
      const capacity = parseField(roomFields.capacity, limit, context.locale);
      if (!capacity.ok) return capacity;
      if (capacity.value === capacityOf(row)) return expected;
      if (row.item.room === null) return { ok: false, words: context.words.errors.limitOfRoom };
      return { ok: true, value: { expected: expected.value, capacity: capacity.value } satisfies WithLimit };
    },
    write: (row, value) => {
      if (!isWithLimit(value)) return column.write(row, value);
      const key = `${row.item.room?.id ?? ''}/capacity`;
      return [...column.write(row, value.expected), { part: 'plan', root: 'rooms', key, value: value.capacity }];
    },
  };
}

function fieldColumn(
  context: ProgrammeContext,
  name: 'expected' | 'equipment' | 'remarks',
  field: Field,
  more: Pick<Column<SessionRow>, 'label' | 'width' | 'look' | 'spare' | 'lines'>,
): Column<SessionRow> {
  return {
    id: name,
    ...more,
    text: ({ item }) => formatField(field, item[name], context.locale),
    value: ({ item }) => (item[name] === '' ? null : item[name]),
    read: (text) => parseField(field, text, context.locale),
    write: ({ item }, value) =>
      (item[name] === '' ? null : item[name]) === (value === '' ? null : value) ? [] : [sessionEdit(item.id, name, value)],
  };
}

function roomColumn(context: ProgrammeContext): Column<SessionRow> {
  const t = context.words.picker;
  return referenceColumn(context, {
    id: 'room',
    width: 100,
    label: context.words.columns.room,
    all: () => context.view.rooms.map(roomNames),
    error: context.words.errors.unknownRoom,
    labelOf: (id) => {
      const room = context.view.rooms.find((one) => one.id === id);
      return room && { shown: inLanguage(room.name, context.locale), reference: roomReference(room) };
    },
    offers: (typed, row) => {
      const session = context.view.sessions.find((one) => one.id === row.item.id);
      return best(context.view.rooms, (room) => roomNames(room).names, typed, MOST).map((room): Choice => {
        const busy = session && busyAt(context.view, session, { room: room.id });
        const words = busy ? say(t.busyIn, { session: inLanguage(busy.title, context.locale) || t.untitled }) : t.free;
        return {
          id: room.id,
          label: inLanguage(room.name, context.locale),
          ...(room.capacity === null ? {} : { note: say(t.holds, { n: room.capacity }) }),
          ...(session?.from == null ? {} : { state: { free: !busy, words } }),
        };
      });
    },
    addLabel: t.addRoom,
    add: (name) => context.addRoom(name),
  });
}

function trackColumn(context: ProgrammeContext): Column<SessionRow> {
  const namesOf = (name: { zh: string; en: string }): string[] => [name.zh, name.en].filter(Boolean);
  return referenceColumn(context, {
    id: 'track',
    width: 110,
    spare: true,
    label: context.words.columns.track,
    all: () => context.view.tracks.map(({ id, name }) => ({ id, names: namesOf(name) })),
    error: context.words.errors.unknownTrack,
    labelOf: (id) => {
      const track = context.view.tracks.find((one) => one.id === id);
      return track && { shown: inLanguage(track.name, context.locale), reference: { id, label: track.name.zh || track.name.en } };
    },
    offers: (typed) =>
      best(context.view.tracks, ({ name }) => namesOf(name), typed, MOST).map(({ id, name }) => ({
        id,
        label: inLanguage(name, context.locale),
      })),
    addLabel: context.words.picker.addTrack,
    add: (name) => context.addTrack(name),
  });
}

interface ReferenceParts {
  id: 'room' | 'track';
  label: string;
  width: number;
  spare?: boolean;
  all(): readonly Named[];
  error: { zh: string; en: string };
  labelOf(id: string): { shown: string; reference: Reference } | undefined;
  offers(typed: string, row: SessionRow): Choice[];
  /** With `{name}`. */
  addLabel: string;
  add(name: string): Reference;
}

function referenceColumn(context: ProgrammeContext, parts: ReferenceParts): Column<SessionRow> {
  const { id } = parts;
  const read = (text: string): Read => {
    const found = findExactly(parts.all(), text);
    const known = found.ok ? parts.labelOf(found.id) : undefined;
    if (known) return { ok: true, value: known.reference };
    const { zh, en } = parts.error;
    return { ok: false, words: { zh: zh.replace('{name}', text), en: en.replace('{name}', text) }, missing: { what: id, names: [text] } };
  };
  return {
    id,
    label: parts.label,
    width: parts.width,
    ...(parts.spare ? { spare: true } : {}),
    text: ({ item }) => (item[id] === null ? '' : (parts.labelOf(item[id].id)?.shown ?? item[id].label)),
    value: ({ item }) => item[id],
    read,
    write: ({ item }, value) => (item[id]?.id === (value as Reference | null)?.id ? [] : [sessionEdit(item.id, id, value)]),
    choices: (typed, row) => {
      const name = typed.trim();
      const offers = parts.offers(name, row);
      const isKnown = name === '' || findExactly(parts.all(), name).ok;
      return isKnown ? offers : [...offers, { id: NEW, value: name, label: say(parts.addLabel, { name }), adds: true }];
    },
    choose: (choice) => (choice.adds ? parts.add(choice.value ?? choice.label) : (parts.labelOf(choice.id)?.reference ?? null)),
  };
}
