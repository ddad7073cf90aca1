import { defineKind } from '../../kind/define.ts';
import type { Grant, Role } from '../../kind/types.ts';
import { main, privatePart } from './parts.ts';
import { workflow } from './workflow.ts';

const keepers: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'director', scope: 'all' },
];

const own = (...roles: Role[]): Grant[] => roles.map((role) => ({ role, scope: 'own' }));

export const person = defineKind({
  name: 'person',
  version: 1,
  desk: 0,
  label: { zh: '人员', en: 'People' },
  one: { zh: '一位人员', en: 'a person' },
  parts: { main, private: privatePart },
  workflow,
  access: {
    read: [
      { role: 'officer', scope: 'all' },
      { role: 'director', scope: 'all' },
      { role: 'liaison', scope: 'department' },
      { role: 'head', scope: 'department' },
      ...own('liaison', 'head', 'leader', 'cosigner', 'applicant'),
    ],
    write: [{ role: 'officer', scope: 'all' }, { role: 'director', scope: 'all' }, ...own('liaison', 'applicant')],
    create: ['officer', 'director', 'liaison'],
    assign: keepers,
    archive: keepers,
    parts: {
      private: {
        read: [...keepers, ...own('officer', 'liaison', 'head', 'leader', 'cosigner', 'applicant')],
        write: [...keepers, ...own('officer', 'liaison', 'applicant')],
      },
    },
  },
  views: {
    title: 'main.latinName',
    subtitle: 'main.chineseName',
    columns: ['main.nativeName', 'main.sort', 'main.region', 'main.affiliation', 'main.post'],
    sections: [
      {
        label: { zh: '姓名', en: 'Names' },
        part: 'main',
        fields: ['latinName', 'nativeName', 'chineseName', 'earlierNames'],
      },
      {
        label: { zh: '基本信息', en: 'About' },
        part: 'main',
        fields: ['sort', 'region', 'languages', 'affiliation', 'post', 'rank', 'photo', 'notes'],
      },
      { label: { zh: '电子邮箱', en: 'E-mail addresses' }, part: 'main', list: 'emails' },
      { label: { zh: '电话', en: 'Phones' }, part: 'main', list: 'phones' },
      { label: { zh: '私人信息', en: 'Private' }, part: 'private', fields: ['sex', 'birthDate', 'diet', 'religion', 'bank'] },
      { label: { zh: '护照与证件', en: 'Passports' }, part: 'private', list: 'passports' },
      { label: { zh: '紧急联系人', en: 'Emergency contacts' }, part: 'private', list: 'contacts' },
    ],
  },
});
