import type { RecordAct } from '#generic/record/record-acts.ts';

export const acts: readonly RecordAct[] = [
  { label: { zh: '再办一次', en: 'Hold it again' }, load: () => import('#rooms/plan-editor/again/AgainDialog.svelte') },
];
