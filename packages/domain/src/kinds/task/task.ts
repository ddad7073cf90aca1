import { defineKind } from '../../kind/define.ts';
import { ROLES, type Grant, type Role } from '../../kind/types.ts';

/** Whoever works here may give a task, be given one, and finish it; a system keeper and an auditor take no part in cases. */
const workers = ROLES.filter((role) => role !== 'admin' && role !== 'auditor');
const each = (scope: Grant['scope'], roles: readonly Role[] = workers): Grant[] => roles.map((role) => ({ role, scope }));

const givers: readonly Grant[] = [...each('own'), { role: 'director', scope: 'all' }];
const doers: readonly Grant[] = each('assigned');
const office: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'director', scope: 'all' },
];

export const task = defineKind({
  name: 'task',
  version: 1,
  desk: 10,
  label: { zh: '督办事项', en: 'Tasks' },
  one: { zh: '一件事项', en: 'a task' },
  parts: {
    main: {
      label: { zh: '事项', en: 'Task' },
      fields: {
        instruction: { type: 'text', lines: true, max: 4000, needed: true, label: { zh: '交办内容', en: 'Instruction' } },
        givenBy: { type: 'text', max: 200, label: { zh: '交办人', en: 'Given by' } },
        givenOn: { type: 'date', label: { zh: '交办日期', en: 'Given on' } },
        due: { type: 'date', needed: true, label: { zh: '办结期限', en: 'Due' } },
        owners: { type: 'reference', of: 'person', many: true, label: { zh: '承办', en: 'Owners' } },
        helpers: { type: 'reference', of: 'person', many: true, label: { zh: '协办', en: 'Helpers' } },
        event: { type: 'reference', of: 'event', label: { zh: '所属会议', en: 'Of the event' } },
        result: { type: 'text', lines: true, label: { zh: '办理结果', en: 'Result' } },
      },
      lists: {
        progress: {
          label: { zh: '办理进展', en: 'Progress' },
          title: 'note',
          fields: {
            date: { type: 'date', label: { zh: '日期', en: 'Date' } },
            note: { type: 'text', lines: true, max: 4000, label: { zh: '进展', en: 'Note' } },
            by: { type: 'text', max: 200, label: { zh: '填写人', en: 'By' } },
          },
        },
        steps: {
          label: { zh: '分步', en: 'Steps' },
          title: 'what',
          fields: {
            what: { type: 'text', label: { zh: '内容', en: 'What' } },
            due: { type: 'date', label: { zh: '期限', en: 'Due' } },
            done: { type: 'flag', label: { zh: '已办', en: 'Done' } },
          },
        },
      },
    },
  },
  workflow: {
    initial: 'assigned',
    states: {
      assigned: {
        label: { zh: '办理中', en: 'In hand' },
        tone: 'doing',
        phase: { zh: '办理', en: 'Work' },
      },
      reported: {
        label: { zh: '待确认', en: 'Reported' },
        tone: 'doing',
        phase: { zh: '确认', en: 'Confirmation' },
        frozen: ['main'],
      },
      closed: { label: { zh: '已办结', en: 'Closed' }, tone: 'passed', phase: { zh: '办结', en: 'End' }, frozen: ['main'] },
      cancelled: { label: { zh: '已取消', en: 'Cancelled' }, tone: 'attention', phase: { zh: '办结', en: 'End' }, frozen: ['main'] },
    },
    table: {
      assigned: { submit: 'reported', approve: null, return: null, withdraw: null, cancel: 'cancelled' },
      reported: { submit: null, approve: 'closed', return: 'assigned', withdraw: 'assigned', cancel: 'cancelled' },
      closed: { submit: null, approve: null, return: null, withdraw: null, cancel: null },
      cancelled: { submit: null, approve: null, return: null, withdraw: null, cancel: null },
    },
    moves: {
      submit: { label: { zh: '报结', en: 'Report as done' }, by: [...doers, ...givers], covers: ['main'] },
      approve: { label: { zh: '确认办结', en: 'Confirm' }, by: givers, covers: ['main'] },
      return: { label: { zh: '退回再办', en: 'Send back' }, by: givers, reason: true },
      withdraw: { label: { zh: '撤回报结', en: 'Take the report back' }, by: [...doers, ...givers] },
      cancel: { label: { zh: '取消', en: 'Cancel' }, by: givers, reason: true },
    },
  },
  access: {
    read: [...office, ...each('own'), ...each('assigned'), { role: 'head', scope: 'department' }],
    write: [...office, ...each('own'), ...each('assigned')],
    create: workers,
    assign: givers,
    archive: givers,
  },
  views: {
    title: 'main.instruction',
    subtitle: 'main.givenBy',
    columns: ['main.due', 'main.owners', 'main.givenBy', 'main.event', 'main.result'],
    date: 'main.due',
    sections: [
      {
        label: { zh: '事项', en: 'Task' },
        part: 'main',
        fields: ['instruction', 'givenBy', 'givenOn', 'due', 'owners', 'helpers', 'event', 'result'],
      },
      { label: { zh: '分步', en: 'Steps' }, part: 'main', list: 'steps' },
      { label: { zh: '办理进展', en: 'Progress' }, part: 'main', list: 'progress' },
    ],
  },
});
