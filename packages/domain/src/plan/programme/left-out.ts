/** What a file does not hold of a plan, told by each writer alike. */
import { PEOPLE_CELLS, type SessionItem } from '../items.ts';
import type { Words } from '../../kind/types.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import { peopleFields } from '../../kinds/event/people-part.ts';
import { roomFields, sessionFields } from '../../kinds/event/plan-part.ts';
import { inLocale, type Localized } from '../../shared/names.ts';
import type { PlanView } from '../view.ts';
import { EXTENSION_CELLS } from './extension.ts';

export interface LeftOut {
  /** The session; empty where a kind of content is meant. */
  id: string;
  what: Words;
  why: Words;
}

const NOT_PLACED: Words = {
  zh: '没有开始时间、时长或会场，日程文件放不下未排的场次。',
  en: 'It has no start, no length or no room, and a schedule file has no place for unscheduled sessions.',
};

export const unscheduledOf = (view: PlanView): LeftOut[] =>
  view.unscheduled.map(({ id, title }) => ({ id, what: { zh: inLocale(title, 'zh-CN'), en: inLocale(title, 'en') }, why: NOT_PLACED }));

/** What a file for everybody has no place for: unscheduled sessions one by one, all else by what it is and how often. */
export function keptBack(view: PlanView): LeftOut[] {
  const told: LeftOut[] = unscheduledOf(view);
  const tell = (what: Words, count: number): void => {
    if (count === 0) return;
    told.push({
      id: '',
      what,
      why: { zh: `有 ${count} 处，供公布的文件里没有。`, en: `${count} times; a file for publication does not hold it.` },
    });
  };
  const items = view.sessions.map(({ item }) => item);
  const has = (name: keyof SessionItem): number => items.filter((item) => !isEmptyValue(item[name])).length;
  const names = [...items.map(({ title }) => title), ...view.rooms.map(({ name }) => name), ...view.tracks.map(({ name }) => name)];
  tell(OTHER_LANGUAGE, names.filter(isTwofold).length);
  for (const name of PEOPLE_CELLS) if (name !== 'speakers') tell(sessionFields[name].label, has(name));
  for (const name of EXTENSION_CELLS.session) tell(sessionFields[name].label, has(name));
  for (const name of EXTENSION_CELLS.room)
    tell(roomFields[name].label, view.rooms.filter(({ item }) => !isEmptyValue(item?.[name])).length);
  const people = view.people.flatMap(({ item }) => item ?? []);
  for (const name of ['latinName', ...EXTENSION_CELLS.person] as const)
    if (name !== 'role') tell(peopleFields[name].label, people.filter((item) => !isEmptyValue(item[name])).length);
  const named = new Set(view.sessions.flatMap((session) => (session.placed ? session.people.speakers.map(({ id }) => id) : [])));
  tell(NOT_NAMED, view.people.filter(({ id }) => !named.has(id)).length);
  return told;
}

const OTHER_LANGUAGE: Words = { zh: '另一种语言的名称', en: 'Names in the other language' };
const NOT_NAMED: Words = { zh: '不是报告人的人员', en: 'People who do not speak' };
const isTwofold = ({ zh, en }: Localized): boolean => zh !== '' && en !== '' && zh !== en;
