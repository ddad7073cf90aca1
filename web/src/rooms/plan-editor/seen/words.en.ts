import type { zh } from './words.zh.ts';

/** As `words.zh.ts`. */
export const en: typeof zh = {
  title: 'Who has seen the {part}',
  parts: { plan: 'programme', people: 'list of people', budget: 'budget' },
  line: 'This version seen: {who}',
  andMore: '{who}, {n} more',
  nobody: 'Nobody else has seen this version',
  notYet: 'not yet: {who}',
  version: 'This version: the {part} of {time}',
  latest: 'Saw this version',
  earlier: 'Saw only an earlier version',
  missing: 'Have not seen it',
  none: 'Nobody yet.',
  at: '{time}',
  versionOf: 'version of {time}',
  versionOld: 'an earlier version',
  thisDevice: 'this device',
  nameless: 'Unnamed device',
  more: 'There are many devices; the latest {n} are listed.',
  offline: 'Offline: as known {time}.',
  unknown: 'There is no network, so it is not known yet.',
  asking: 'Asking the server',
  what: 'Kept are who, which device, when and which version. Nothing else.',
  close: 'Close',
  list: ', ',
};
