import type { zh } from './words.zh.ts';

/** As `words.zh.ts`. */
export const en: typeof zh = {
  changes: 'What others changed',
  count: '{n, plural, one {# change} other {# changes}}',
  doneAll: 'All understood',
  done: 'Understood',
  doneTab: 'Understood: {n, plural, one {# change} other {# changes}} in {tab}',
  donePerson: 'Understood: {n, plural, one {# change} other {# changes}} by {name} in {tab}',
  toCell: 'Show {cell} of {name}',
  before: 'was',
  after: 'is now',
  moreItems: 'List {n} more of {left}',
  moreCells: '{n, plural, one {# more cell} other {# more cells}}',
  tabs: {
    programme: 'Programme',
    'run-sheet': 'Run sheet',
    brief: 'Brief',
    people: 'People',
    places: 'Rooms',
    transport: 'Transport',
    meals: 'Meals',
    staff: 'Staff',
    budget: 'Budget',
    other: 'Other',
  },
};
