/** Columns whose cells name people of the event, one or several: they find before they add, and say who is free. */
import type { Reference } from '@qiao/domain/kind';
import { engagedAt, type PersonItem } from '@qiao/domain/plan';
import { inLocale } from '@qiao/domain/shared/names';
import { pick, say } from '#messages/index.svelte.ts';
import type { Choice, Column, Read } from '../grid/column.ts';
import { lastName, namesBefore, splitNames } from '../grid/names.ts';
import { best, findExactly, fit, inLanguage, personNames } from '../programme/names.ts';
import { fieldOf, listEdit } from './field-columns.ts';
import type { ListContext, ListRow } from './list-row.ts';
import { spanOf } from './time-columns.ts';

const MOST = 7;
/** Marks the offers that are not on the event's list. */
const FROM_DIRECTORY = 'directory:';
const NEW = 'new';

/** `role`: what somebody who is added here is on the event's list. */
export function peopleColumn(context: ListContext, name: string, role: string, width: number | null): Column<ListRow> {
  const field = fieldOf(context, name);
  const many = field.type === 'reference' && field.many === true;
  const cell = new PeopleCell(context, name, many);
  const stored = (list: readonly Reference[]): unknown => (many ? (list.length > 0 ? list : null) : (list[0] ?? null));
  return {
    id: name,
    label: pick(field.label),
    width,
    ...(many ? { many: true } : {}),
    text: (row) =>
      cell
        .of(row)
        .map((one) => cell.nameOf(one))
        .join(context.locale === 'en' ? ', ' : '、'),
    value: (row) => cell.of(row),
    read: (text, row) => cell.read(text, row).read,
    write: (row, value) => {
      const next = (value ?? []) as readonly Reference[];
      return sameIds(cell.of(row), next) ? [] : [listEdit(context, row.item.id, name, stored(next))];
    },
    choices: (typed, row) => cell.offers(typed, row),
    choose: (choice, row, typed) => {
      const before = many ? cell.read(namesBefore(typed), row) : { found: [], nobody: [] };
      // Whoever adds the last name adds the unknown ones before it too.
      const added = choice.adds ? before.nobody.map((one) => context.addPerson(one, role)) : [];
      const chosen = cell.take(choice, role);
      return [...new Map([...before.found, ...added, ...(chosen ? [chosen] : [])].map((one) => [one.id, one])).values()];
    },
    ...(many
      ? {
          left: (choice: Choice, typed: string, row: ListRow) => {
            const { unknown, nobody } = cell.read(namesBefore(typed), row);
            // Of several people of one name none is added once more.
            return choice.adds ? unknown.filter((one) => !nobody.includes(one)) : unknown;
          },
        }
      : {}),
  };
}

const sameIds = (a: readonly Reference[], b: readonly Reference[]): boolean =>
  a.length === b.length && a.every((one, n) => one.id === b[n]!.id);

class PeopleCell {
  readonly #context: ListContext;
  readonly #name: string;
  readonly #many: boolean;

  constructor(context: ListContext, name: string, many: boolean) {
    this.#context = context;
    this.#name = name;
    this.#many = many;
  }

  of({ item }: ListRow): readonly Reference[] {
    const value = item[this.#name] as Reference | readonly Reference[] | null;
    return value === null ? [] : 'id' in value ? [value] : value;
  }

  #person(id: string): PersonItem | undefined {
    return this.#context.view.people.find((one) => one.id === id)?.item ?? undefined;
  }

  nameOf({ id, label }: Reference): string {
    const person = this.#person(id);
    return person ? inLocale({ zh: person.name, en: person.latinName }, this.#context.locale) || label : label;
  }

  /** `unknown`: names that nobody, or several, answer to; `nobody`: those of them whom nobody answers to. */
  read(text: string, row: ListRow): { read: Read; found: readonly Reference[]; unknown: readonly string[]; nobody: readonly string[] } {
    const present = this.of(row).map((one) => ({ id: one.id, names: [one.label, this.nameOf(one)], reference: one }));
    const people = this.#context.view.people.flatMap((person) => (person.item ? [personNames(person.item)] : []));
    const found = new Map<string, Reference>();
    const [unknown, nobody]: [string[], string[]] = [[], []];
    const names = splitNames(text);
    for (const name of this.#many ? names : names.slice(0, 1)) {
      // Who is in the cell already is meant first: of two of one name the chosen one stays.
      const here = findExactly(present, name);
      const known = here.ok ? here : findExactly(people, name);
      const person = known.ok ? this.#person(known.id) : undefined;
      const stays = here.ok ? present.find((one) => one.id === here.id)!.reference : undefined;
      const reference = stays ?? (person && { id: person.id, label: person.name || person.latinName });
      if (reference) found.set(reference.id, reference);
      else unknown.push(name);
      if (!known.ok && known.why === 'none') nobody.push(name);
    }
    const all = [...found.values()];
    if (unknown.length === 0) return { read: { ok: true, value: all }, found: all, unknown, nobody };
    const { unknownPeople } = this.#context.words.errors;
    const words = {
      zh: unknownPeople.zh.replace('{names}', unknown.join('、')),
      en: unknownPeople.en.replace('{names}', unknown.join(', ')),
    };
    return { read: { ok: false, words, missing: { what: this.#name, names: unknown } }, found: all, unknown, nobody };
  }

  offers(typed: string, row: ListRow): readonly Choice[] {
    const { view, directory, locale, words } = this.#context;
    const token = this.#many ? lastName(typed) : typed.trim();
    if (token === '') return [];
    const chosen = new Set(this.of(row).map((one) => one.id));
    const people = view.people.filter((person) => person.item !== null && !chosen.has(person.id));
    const onList = best(people, (person) => personNames(person.item!).names, token, MOST).map(({ id, name, item }): Choice => ({
      id,
      label: inLanguage(name, locale),
      alias: aliasOf(item!.name, item!.latinName, locale),
      note: item!.organisation || words.picker.onList,
      ...this.#free(id, row),
    }));
    const linked = new Set(view.people.map((person) => person.item?.person?.id).filter(Boolean));
    const others = directory
      .filter((person) => !linked.has(person.id) && fit([person.name, person.latinName], token) > 0)
      .slice(0, MOST - Math.min(MOST - 1, onList.length))
      .map((person): Choice => ({
        id: `${FROM_DIRECTORY}${person.id}`,
        label: inLocale({ zh: person.name, en: person.latinName }, locale),
        alias: aliasOf(person.name, person.latinName, locale),
        note: [words.picker.inDirectory, person.organisation].filter(Boolean).join(locale === 'en' ? ', ' : '，'),
      }));
    const before = this.#many ? this.read(namesBefore(typed), row).nobody : [];
    const name = [...before, token].join(locale === 'en' ? ', ' : '、');
    const adds: Choice = {
      id: NEW,
      value: token,
      label: say(words.picker.addPerson, { name }),
      note: words.picker.addPersonNote,
      adds: true,
    };
    return [...onList, ...others, adds];
  }

  #free(person: string, { item }: ListRow): Pick<Choice, 'state'> {
    const { logistics, words } = this.#context;
    const span = spanOf(item);
    if (span.from === null) return {};
    const busy = engagedAt(logistics, person, span);
    const state = busy
      ? { free: false, words: say(words.picker.busyIn, { session: pick(busy.title) }) }
      : { free: true, words: words.picker.free };
    return { state };
  }

  take(choice: Choice, role: string): Reference | null {
    if (choice.adds) return this.#context.addPerson(choice.value ?? choice.label, role);
    if (choice.id.startsWith(FROM_DIRECTORY)) {
      const person = this.#context.directory.find((one) => `${FROM_DIRECTORY}${one.id}` === choice.id);
      return person ? this.#context.addFromDirectory(person, role) : null;
    }
    const person = this.#person(choice.id);
    return person ? { id: person.id, label: person.name || person.latinName } : null;
  }
}

const aliasOf = (name: string, latin: string, locale: string): string => {
  const other = locale === 'en' ? name : latin;
  return name && latin && name !== latin ? other : '';
};
