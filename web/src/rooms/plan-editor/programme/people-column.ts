import type { Reference } from '@qiao/domain/kind';
import type { PeopleCell, PersonItem } from '@qiao/domain/plan';
import { inLocale } from '@qiao/domain/shared/names';
import { say } from '#messages/index.svelte.ts';
import type { Choice, Column, Read } from '../grid/column.ts';
import { lastName, namesBefore, splitNames } from '../grid/names.ts';
import { best, busyAt, findExactly, fit, inLanguage, personNames } from './names.ts';
import type { DirectoryPerson, ProgrammeContext, SessionRow } from './session-row.ts';
import { sessionEdit } from './times.ts';

/** Offers shown at once. */
const MOST = 7;
/** Marks the offers that are not on the event's list. */
const FROM_DIRECTORY = 'directory:';
const NEW = 'new';

const labelOf = (person: PersonItem): string => person.name || person.latinName;

/** A column whose cells hold people of the event: it finds before it adds, and says who is free. */
export function peopleColumn(context: ProgrammeContext, cell: PeopleCell, label: string, width: number | null): Column<SessionRow> {
  const nameOf = ({ id, label: cached }: Reference): string => {
    const person = context.personById(id);
    return person ? inLocale({ zh: person.name, en: person.latinName }, context.locale) || cached : cached;
  };
  const listSign = context.locale === 'en' ? ', ' : '、';
  return {
    id: cell,
    label,
    width,
    many: true,
    text: ({ item }) => item[cell].map(nameOf).join(listSign),
    value: ({ item }) => item[cell],
    read: (text, row) => readPeople(context, cell, text, row, nameOf).read,
    write: ({ item }, value) => {
      const references = (value ?? []) as readonly Reference[];
      return sameIds(item[cell], references) ? [] : [sessionEdit(item.id, cell, references.length > 0 ? references : null)];
    },
    choices: (typed, row) => offers(context, cell, typed, row, nameOf),
    choose: (choice, row, typed) => {
      // The names before the one that is being typed stay as they are read; whoever adds the last one adds the unknown ones with it.
      const { found, nobody } = readPeople(context, cell, namesBefore(typed), row, nameOf);
      const added = choice.adds ? nobody.map((name) => context.addPerson(name, cell)) : [];
      return taken(context, cell, choice, [...found, ...added]);
    },
    left: (choice, typed, row) => {
      const { unknown, nobody } = readPeople(context, cell, namesBefore(typed), row, nameOf);
      // Of several people of one name none is added once more.
      return choice.adds ? unknown.filter((name) => !nobody.includes(name)) : unknown;
    },
  };
}

const sameIds = (a: readonly Reference[], b: readonly Reference[]): boolean =>
  a.length === b.length && a.every((one, n) => one.id === b[n]!.id);

function readPeople(
  context: ProgrammeContext,
  cell: PeopleCell,
  text: string,
  { item }: SessionRow,
  nameOf: (reference: Reference) => string,
): { read: Read; found: readonly Reference[]; unknown: readonly string[]; nobody: readonly string[] } {
  const present = item[cell].map((one) => ({ id: one.id, names: [one.label, nameOf(one)], reference: one }));
  const people = context.view.people.flatMap((person) => (person.item ? [personNames(person.item)] : []));
  const found: Reference[] = [];
  const unknown: string[] = [];
  const nobody: string[] = [];
  for (const name of splitNames(text)) {
    // Who is in the cell already is meant first: of two of one name the chosen one stays.
    const here = findExactly(present, name);
    const known = here.ok ? here : findExactly(people, name);
    const person = known.ok ? context.personById(known.id) : undefined;
    const reference = here.ok ? present.find((one) => one.id === here.id)!.reference : person && { id: person.id, label: labelOf(person) };
    if (!reference) {
      unknown.push(name);
      if (!known.ok && known.why === 'none') nobody.push(name);
    } else if (!found.some((one) => one.id === reference.id)) found.push(reference);
  }
  if (unknown.length === 0) return { read: { ok: true, value: found }, found, unknown, nobody };
  const { unknownPeople } = context.words.errors;
  const words = {
    zh: unknownPeople.zh.replace('{names}', unknown.join('、')),
    en: unknownPeople.en.replace('{names}', unknown.join(', ')),
  };
  return { read: { ok: false, words, missing: { what: cell, names: unknown } }, found, unknown, nobody };
}

function offers(
  context: ProgrammeContext,
  cell: PeopleCell,
  typed: string,
  row: SessionRow,
  nameOf: (reference: Reference) => string,
): Choice[] {
  const chosen = new Set(row.item[cell].map((one) => one.id));
  const token = lastName(typed);
  if (token === '') return [];
  const t = context.words.picker;
  const session = context.view.sessions.find((one) => one.id === row.item.id);
  const people = context.view.people.filter((person) => person.item !== null && !chosen.has(person.id));
  const onList = best(people, (person) => personNames(person.item!).names, token, MOST).map((person): Choice => {
    const busy = session && busyAt(context.view, session, { person: person.id });
    const { item } = person;
    return {
      id: person.id,
      label: inLanguage(person.name, context.locale),
      alias: aliasOf(item!.name, item!.latinName, context.locale),
      note: [item!.organisation].filter(Boolean).join('') || t.onList,
      ...(session?.from == null ? {} : { state: stateOf(context, busy ?? null) }),
    };
  });
  const linked = new Set(context.view.people.map((person) => person.item?.person?.id).filter(Boolean));
  const directory = context.directory
    .filter((person) => !linked.has(person.id) && fit([person.name, person.latinName], token) > 0)
    .slice(0, MOST - Math.min(MOST - 1, onList.length))
    .map((person): Choice => ({
      id: `${FROM_DIRECTORY}${person.id}`,
      label: inLocale({ zh: person.name, en: person.latinName }, context.locale),
      alias: aliasOf(person.name, person.latinName, context.locale),
      note: [t.inDirectory, person.organisation].filter(Boolean).join(context.locale === 'en' ? ', ' : '，'),
    }));
  const name = [...readPeople(context, cell, namesBefore(typed), row, nameOf).nobody, token].join(context.locale === 'en' ? ', ' : '、');
  return [...onList, ...directory, { id: NEW, value: token, label: say(t.addPerson, { name }), note: t.addPersonNote, adds: true }];
}

const aliasOf = (name: string, latin: string, locale: string): string => {
  const other = locale === 'en' ? name : latin;
  return name && latin && name !== latin ? other : '';
};

function stateOf(context: ProgrammeContext, busy: { title: { zh: string; en: string } } | null): NonNullable<Choice['state']> {
  const t = context.words.picker;
  if (!busy) return { free: true, words: t.free };
  return { free: false, words: say(t.busyIn, { session: inLanguage(busy.title, context.locale) || t.untitled }) };
}

function taken(context: ProgrammeContext, cell: PeopleCell, choice: Choice, present: readonly Reference[]): readonly Reference[] {
  const reference = referenceOf(context, cell, choice);
  return !reference || present.some((one) => one.id === reference.id) ? present : [...present, reference];
}

function referenceOf(context: ProgrammeContext, cell: PeopleCell, choice: Choice): Reference | null {
  if (choice.adds) return context.addPerson(choice.value ?? choice.label, cell);
  if (choice.id.startsWith(FROM_DIRECTORY)) {
    const id = choice.id.slice(FROM_DIRECTORY.length);
    const person: DirectoryPerson | undefined = context.directory.find((one) => one.id === id);
    return person ? context.addFromDirectory(person, cell) : null;
  }
  const person = context.personById(choice.id);
  return person ? { id: person.id, label: labelOf(person) } : null;
}
