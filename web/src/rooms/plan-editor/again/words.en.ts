import type { zh } from './words.zh.ts';

export const en: typeof zh = {
  title: 'Hold it again',
  body: 'Makes a draft from this event with all dates moved; times of day stay. Works offline.',
  first: 'New first day',
  firstNone: 'This event has no dates yet; its content is taken over as it is.',
  from: 'It was {day}; {move}',
  later: '{n, plural, one {# day later} other {# days later}}',
  earlier: '{n, plural, one {# day earlier} other {# days earlier}}',
  same: 'the same day as before',
  missing: 'Choose the new first day.',
  tooFar: 'More than {n} days from the first day as it was. Choose a nearer one.',
  takes: 'Taken over',
  leaves: 'Left behind',
  leavesWhat: 'state and number, decisions, attachments, minutes, actual costs, removed rows',
  content: 'the case',
  brief: 'the brief',
  count: '{what} ({n})',
  comma: ', ',
  make: 'Make it',
  keep: 'Not now',
  made: '{n, plural, =0 {Made as it was, dates unchanged} other {Made as it was, with its dates moved}}',
  failed:
    'Not made whole: this device is full, or the browser has closed its storage. Free some space and try again; the partial event can be archived.',
};
