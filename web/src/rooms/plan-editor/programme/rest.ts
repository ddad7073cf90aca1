import { PEOPLE_CELLS, type SessionView } from '@qiao/domain/plan';

const REST = /^(break|lunch|dinner|coffee|tea|meal|rest)\b|茶歇|茶点|午餐|晚餐|早餐|用餐|休息/i;

/** A break or a meal with nobody named in it: drawn quietly, and nobody is missing in it. */
export function isRest(session: SessionView | undefined): boolean {
  if (!session || PEOPLE_CELLS.some((cell) => session.people[cell].length > 0)) return false;
  return REST.test(session.item.type) || REST.test(session.title.zh) || REST.test(session.title.en);
}
