import { defineKind } from '../../kind/define.ts';
import { PLAN_RULES } from '../../plan/rules/rules.ts';
import { access } from './access.ts';
import { budgetPart } from './budget-part.ts';
import { casePart } from './case-part.ts';
import { peoplePart } from './people-part.ts';
import { planPart } from './plan-part.ts';
import { views } from './views.ts';
import { workflow } from './workflow.ts';

export const event = defineKind({
  name: 'event',
  version: 1,
  desk: 7,
  label: { zh: '会议与活动', en: 'Events' },
  one: { zh: '一场会议', en: 'an event' },
  parts: {
    case: casePart,
    plan: planPart,
    people: peoplePart,
    budget: budgetPart,
    minutes: { label: { zh: '会议纪要', en: 'Minutes' }, texts: { minutes: { label: { zh: '会议纪要', en: 'Minutes' } } } },
  },
  workflow,
  access,
  views,
  rules: PLAN_RULES,
});
