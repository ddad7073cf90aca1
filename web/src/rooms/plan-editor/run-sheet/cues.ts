import { fieldColumn } from '../list/field-columns.ts';
import type { ListSpec } from '../list/list-row.ts';
import { peopleColumn } from '../list/people-columns.ts';
import { sessionColumn } from '../list/reference-columns.ts';
import { endColumn, startColumn } from '../list/time-columns.ts';

/** The run sheet: minute by minute, what happens and who does it. */
export const cues: ListSpec = {
  part: 'plan',
  root: 'cues',
  byDay: true,
  columns: (context) => [
    startColumn(context, context.tabs.runSheet.at),
    endColumn(context, context.tabs.runSheet.end),
    fieldColumn(context, 'cue', { look: 'title' }),
    peopleColumn(context, 'who', 'staff', 200),
    sessionColumn(context),
    fieldColumn(context, 'remarks', { width: 220, look: 'quiet', spare: true }),
  ],
  nameOf: (item) => item['cue'] as string,
  below: ['who', 'session'],
};
