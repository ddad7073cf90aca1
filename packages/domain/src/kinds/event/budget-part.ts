import type { Field, Part } from '../../kind/types.ts';

export const lineFields = {
  item: { type: 'text', max: 300, label: { zh: '项目', en: 'Item' } },
  category: {
    type: 'choice',
    label: { zh: '类别', en: 'Category' },
    options: {
      venue: { zh: '场地', en: 'Venue' },
      lodging: { zh: '住宿', en: 'Lodging' },
      meals: { zh: '餐饮', en: 'Meals' },
      transport: { zh: '交通', en: 'Transport' },
      travel: { zh: '国际旅费', en: 'Travel' },
      fees: { zh: '酬金', en: 'Fees' },
      interpreting: { zh: '翻译', en: 'Interpreting' },
      printing: { zh: '印制', en: 'Printing' },
      equipment: { zh: '设备', en: 'Equipment' },
      gifts: { zh: '礼品', en: 'Gifts' },
      other: { zh: '其他', en: 'Other' },
    },
  },
  planned: { type: 'money', label: { zh: '计划', en: 'Planned' } },
  actual: { type: 'money', label: { zh: '实际', en: 'Actual' } },
  remarks: { type: 'text', lines: true, max: 4000, label: { zh: '备注', en: 'Remarks' } },
} as const satisfies Record<string, Field>;

/** A part of its own, for hosts and volunteers read the plan and not what it costs (docs/decisions/0009). */
export const budgetPart = {
  label: { zh: '经费', en: 'Budget' },
  lists: { lines: { label: { zh: '经费明细', en: 'Budget lines' }, title: 'item', fields: lineFields } },
} as const satisfies Part;
