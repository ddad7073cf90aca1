import type { Views } from '../../kind/types.ts';

export const views: Views = {
  title: 'case.title',
  subtitle: 'case.place',
  columns: ['case.type', 'case.starts', 'case.ends', 'case.place', 'case.expectedForeign', 'case.expectedTotal'],
  date: 'case.starts',
  sections: [
    {
      label: { zh: '申报内容', en: 'Case' },
      part: 'case',
      fields: ['title', 'type', 'organisers', 'place', 'online', 'starts', 'ends', 'zone'],
    },
    { label: { zh: '规模', en: 'Size' }, part: 'case', fields: ['expectedForeign', 'expectedTotal', 'field'] },
    { label: { zh: '内容与经费', en: 'Content and funds' }, part: 'case', fields: ['topics', 'leaders', 'funding', 'budget'] },
    { label: { zh: '会议纪要', en: 'Minutes' }, part: 'minutes', text: 'minutes' },
  ],
};
