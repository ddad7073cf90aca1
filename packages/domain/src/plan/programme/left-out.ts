/** What a file of placed sessions has no place for, told by each writer alike. */
import type { Words } from '../../kind/types.ts';
import { inLocale } from '../../shared/names.ts';
import type { PlanView } from '../view.ts';

const NOT_PLACED: Words = {
  zh: '没有开始时间、时长或会场，日程文件放不下未排的场次。',
  en: 'It has no start, no length or no room, and a schedule file has no place for unscheduled sessions.',
};

export const unscheduledOf = (view: PlanView): { id: string; title: string; why: Words }[] =>
  view.unscheduled.map((session) => ({ id: session.id, title: inLocale(session.title, 'zh-CN'), why: NOT_PLACED }));
