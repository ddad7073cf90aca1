import { fieldColumn } from '../list/field-columns.ts';
import type { ListSpec } from '../list/list-row.ts';
import { peopleColumn } from '../list/people-columns.ts';
import { roomColumn } from '../list/reference-columns.ts';
import { endColumn, startColumn } from '../list/time-columns.ts';

/** Who is where, from when until when. */
export const shifts: ListSpec = {
  part: 'plan',
  root: 'shifts',
  byDay: true,
  columns: (context) => [
    startColumn(context, context.tabs.meals.at),
    endColumn(context, context.tabs.meals.end),
    fieldColumn(context, 'post', { look: 'title' }),
    peopleColumn(context, 'person', 'staff', 160),
    roomColumn(context),
    fieldColumn(context, 'place', { width: 170 }),
    fieldColumn(context, 'remarks', { width: 200, look: 'quiet', spare: true }),
  ],
  nameOf: (item) => item['post'] as string,
  like: (above) => ({ minutes: above['minutes'] }),
  // A session that nobody is on shift for stands under the shift that would best be made longer.
  rowOf: ({ rule, remedies }) => {
    const edit = rule === 'shift-gap' ? remedies[0]?.edits.find(({ root }) => root === 'shifts') : undefined;
    return edit?.key.split('/')[0] ?? null;
  },
  below: ['person', 'room', 'place'],
};
