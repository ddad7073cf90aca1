import { kindNamed } from '@qiao/domain/kinds';
import { isRecordId } from '@qiao/domain/shared/ids';
import { error } from '@sveltejs/kit';
import type { PageLoad } from './$types';

const TABS = [
  'programme',
  'run-sheet',
  'brief',
  'people',
  'places',
  'transport',
  'meals',
  'staff',
  'budget',
  'tasks',
  'print',
  'print-run-sheet',
] as const;
export type PlanTab = (typeof TABS)[number];

const isTab = (text: string): text is PlanTab => (TABS as readonly string[]).includes(text);

export const load: PageLoad = ({ params }) => {
  const kind = kindNamed('event');
  const tab = params.tab ?? 'programme';
  if (!kind || !isRecordId(params.id) || !isTab(tab)) error(404);
  return { kind, id: params.id, tab };
};
