/** Columns whose cells name one thing of the plan: a vehicle, a room, a session. They find before they add, and say what is free. */
import type { Reference } from '@qiao/domain/kind';
import { isVehicleFree, type SessionView } from '@qiao/domain/plan';
import { timeOf } from '@qiao/domain/shared/instants';
import { pick, say } from '#messages/index.svelte.ts';
import type { Choice, Column, Read } from '../grid/column.ts';
import { best, findExactly, inLanguage, roomNames, roomReference, type Named } from '../programme/names.ts';
import { fieldOf, listEdit } from './field-columns.ts';
import type { ListContext, ListRow } from './list-row.ts';
import { spanOf } from './time-columns.ts';

/** Offers shown at once. */
const MOST = 7;
const NEW = 'new';

interface Thing extends Named {
  shown: string;
  reference: Reference;
}

interface Parts {
  id: string;
  width: number;
  spare?: boolean;
  all(): readonly Thing[];
  /** What an offer says beside its name. */
  tell(id: string, row: ListRow): Omit<Choice, 'id' | 'label'>;
  /** Said when there is none of the name. */
  unknown: { zh: string; en: string };
  /** With `{name}`; absent where nothing is added from here. */
  add?: { label: string; run(name: string): Reference };
}

export function vehicleColumn(context: ListContext): Column<ListRow> {
  const { tabs, logistics } = context;
  return referenceColumn(context, {
    id: 'vehicle',
    width: 116,
    all: () =>
      logistics.vehicles.map(({ id, name, item }) => ({
        id,
        names: [name.zh, item!.plate].filter(Boolean),
        shown: pick(name),
        reference: { id, label: name.zh },
      })),
    tell: (id, { item }) => {
      const vehicle = logistics.vehicles.find((one) => one.id === id);
      const span = spanOf(item);
      if (!vehicle) return {};
      const free = isVehicleFree(logistics, vehicle, span);
      const seats = vehicle.seats === null ? [] : [say(tabs.transport.seatsOf, { n: vehicle.seats })];
      const note = [...seats, vehicle.item!.driver].filter(Boolean).join(context.locale === 'en' ? ', ' : '，');
      return {
        ...(note ? { note } : {}),
        ...(span.from === null ? {} : { state: { free, words: free ? context.words.picker.free : tabs.transport.underWay } }),
      };
    },
    unknown: tabs.errors.unknownVehicle,
    add: { label: tabs.transport.addNamed, run: (name) => context.addNamed('vehicles', name) },
  });
}

export function roomColumn(context: ListContext): Column<ListRow> {
  const { view, words, locale } = context;
  return referenceColumn(context, {
    id: 'room',
    width: 120,
    all: () => view.rooms.map((room) => ({ ...roomNames(room), shown: inLanguage(room.name, locale), reference: roomReference(room) })),
    tell: () => ({}),
    unknown: words.errors.unknownRoom,
    add: { label: words.picker.addRoom, run: (name) => context.addNamed('rooms', name) },
  });
}

export function sessionColumn(context: ListContext): Column<ListRow> {
  const { view, tabs, locale } = context;
  const named = ({ title }: SessionView): boolean => title.zh !== '' || title.en !== '';
  return referenceColumn(context, {
    id: 'session',
    width: 190,
    all: () =>
      view.sessions.filter(named).map(({ id, title }) => ({
        id,
        names: [title.zh, title.en].filter(Boolean),
        shown: inLanguage(title, locale),
        reference: { id, label: title.zh || title.en },
      })),
    tell: (id) => {
      const session = view.sessions.find((one) => one.id === id);
      const when = session?.start ? `${session.start.slice(5, 10)} ${timeOf(session.start)}` : '';
      const note = [when, session?.room ? inLanguage(session.room.name, locale) : ''].filter(Boolean).join(' ');
      return note ? { note } : {};
    },
    unknown: tabs.errors.unknownSession,
  });
}

function referenceColumn(context: ListContext, parts: Parts): Column<ListRow> {
  const { id } = parts;
  const refers = ({ item }: ListRow): Reference | null => (item[id] ?? null) as Reference | null;
  const known = (of: string): Thing | undefined => parts.all().find((one) => one.id === of);
  const read = (text: string): Read => {
    if (text.trim() === '') return { ok: true, value: null };
    const found = findExactly(parts.all(), text);
    const thing = found.ok ? known(found.id) : undefined;
    if (thing) return { ok: true, value: thing.reference };
    const { zh, en } = parts.unknown;
    const words = { zh: zh.replace('{name}', text), en: en.replace('{name}', text) };
    return { ok: false, words, ...(parts.add ? { missing: { what: id, names: [text] } } : {}) };
  };
  return {
    id,
    label: pick(fieldOf(context, id).label),
    width: parts.width,
    ...(parts.spare ? { spare: true } : {}),
    text: (row) => {
      const reference = refers(row);
      return reference === null ? '' : (known(reference.id)?.shown ?? reference.label);
    },
    value: refers,
    read,
    write: (row, value) => (refers(row)?.id === (value as Reference | null)?.id ? [] : [listEdit(context, row.item.id, id, value)]),
    choices: (typed, row) => {
      const name = typed.trim();
      const all = parts.all();
      const offers = best(all, (thing) => thing.names, name, MOST).map((thing): Choice => ({
        id: thing.id,
        label: thing.shown,
        ...parts.tell(thing.id, row),
      }));
      if (!parts.add || name === '' || findExactly(all, name).ok) return offers;
      return [...offers, { id: NEW, value: name, label: say(parts.add.label, { name }), adds: true }];
    },
    choose: (choice) => (choice.adds ? (parts.add?.run(choice.value ?? choice.label) ?? null) : (known(choice.id)?.reference ?? null)),
  };
}
