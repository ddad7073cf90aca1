import type { Part } from '../../kind/types.ts';

/** What is decided on: frozen from submission on. */
export const casePart = {
  label: { zh: '申报内容', en: 'Case' },
  fields: {
    title: { type: 'localized', needed: true, max: 300, label: { zh: '会议名称', en: 'Title' } },
    type: {
      type: 'choice',
      needed: true,
      label: { zh: '类型', en: 'Type' },
      options: {
        conference: { zh: '国际会议', en: 'International conference' },
        bilateral: { zh: '双边会议', en: 'Bilateral meeting' },
        hmt: { zh: '港澳台会议', en: 'Hong Kong, Macao and Taiwan meeting' },
        cultural: { zh: '文化活动', en: 'Cultural event' },
        training: { zh: '培训', en: 'Training' },
        ceremony: { zh: '仪式', en: 'Ceremony' },
      },
    },
    organisers: { type: 'text', needed: true, max: 500, label: { zh: '主办单位', en: 'Organisers' } },
    place: { type: 'text', needed: true, max: 300, label: { zh: '地点', en: 'Place' } },
    online: {
      type: 'choice',
      label: { zh: '形式', en: 'Form' },
      options: { onsite: { zh: '线下', en: 'On site' }, online: { zh: '线上', en: 'Online' }, both: { zh: '线上线下结合', en: 'Both' } },
    },
    starts: { type: 'date', needed: true, label: { zh: '开始日期', en: 'From' } },
    ends: { type: 'date', needed: true, label: { zh: '结束日期', en: 'Until' } },
    zone: {
      type: 'text',
      zone: true,
      max: 64,
      label: { zh: '时区', en: 'Time zone' },
      help: { zh: '不填就是北京时间；在国外办会写当地的，如 Europe/Lisbon', en: 'Empty for China; elsewhere such as Europe/Lisbon' },
    },
    expectedForeign: {
      type: 'number',
      integer: true,
      min: 0,
      max: 100_000,
      needed: true,
      label: { zh: '预计境外人数', en: 'Expected from abroad' },
    },
    expectedTotal: {
      type: 'number',
      integer: true,
      min: 0,
      max: 1_000_000,
      needed: true,
      label: { zh: '预计总人数', en: 'Expected in all' },
    },
    field: {
      type: 'choice',
      label: { zh: '学科', en: 'Field' },
      options: { social: { zh: '社会科学', en: 'Social science' }, natural: { zh: '自然科学', en: 'Natural science' } },
    },
    topics: { type: 'text', lines: true, max: 4000, label: { zh: '议题', en: 'Topics' } },
    leaders: { type: 'text', lines: true, max: 1000, label: { zh: '出席领导', en: 'Leaders attending' } },
    funding: { type: 'text', lines: true, max: 1000, label: { zh: '经费来源', en: 'Funding' } },
    budget: { type: 'money', label: { zh: '预算', en: 'Budget' } },
  },
} as const satisfies Part;
