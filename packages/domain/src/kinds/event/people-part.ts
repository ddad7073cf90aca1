import { CARRIED_MAX } from '../../kind/limits.ts';
import type { Field, Part } from '../../kind/types.ts';
import { REGION_LABEL } from '../../shared/regions.ts';

export const peopleFields = {
  name: { type: 'text', max: 200, label: { zh: '姓名', en: 'Name' } },
  latinName: { type: 'text', max: 200, label: { zh: '拉丁字母姓名', en: 'Latin name' } },
  organisation: { type: 'text', max: 300, label: { zh: '单位', en: 'Organisation' } },
  region: { type: 'region', label: REGION_LABEL },
  role: {
    type: 'choice',
    many: true,
    label: { zh: '身份', en: 'Role' },
    options: {
      chair: { zh: '主持', en: 'Chair' },
      speaker: { zh: '报告人', en: 'Speaker' },
      interpreter: { zh: '译员', en: 'Interpreter' },
      guest: { zh: '嘉宾', en: 'Guest' },
      staff: { zh: '工作人员', en: 'Staff' },
    },
  },
  email: { type: 'text', max: 254, label: { zh: '电子邮箱', en: 'E-mail' } },
  person: { type: 'reference', of: 'person', label: { zh: '名录中的人', en: 'In the directory' } },
  externalId: { type: 'text', max: 100, carried: true, label: { zh: '日程中的编号', en: 'Id in the schedule' } },
  more: { type: 'text', lines: true, max: CARRIED_MAX, carried: true, label: { zh: '日程其他内容', en: 'More of the schedule' } },
} as const satisfies Record<string, Field>;

/** Who takes part and is named in the plan; personal matters stay with the directory. */
export const peoplePart = {
  label: { zh: '参会人员', en: 'People' },
  lists: { people: { label: { zh: '人员', en: 'People' }, title: 'name', fields: peopleFields } },
} as const satisfies Part;
