/** Where a cell of the plan is: its part, list, item and field; and the tab that shows it. */
import type { Finding } from '@qiao/domain/kind';

export interface CellPlace {
  part: string;
  root: string;
  item: string;
  field: string;
}

/** The tab of each list; the programme has none of its own in the address. */
const TAB_OF: Readonly<Record<string, string>> = {
  sessions: '',
  days: '',
  people: 'people',
  rooms: 'places',
  tracks: 'places',
  cues: 'run-sheet',
  vehicles: 'transport',
  legs: 'transport',
  meals: 'meals',
  shifts: 'staff',
  lines: 'budget',
  brief: 'brief',
};

/** Empty for the programme; undefined where no tab shows the list. */
export const tabOf = (root: string): string | undefined => TAB_OF[root];

/** `plan/legs/<id>/vehicle` → its place; null for what is no cell of an item. */
export function placeOf(cell: string): CellPlace | null {
  const [part, root, item, ...field] = cell.split('/');
  return part && root && item && field.length > 0 ? { part, root, item, field: field.join('/') } : null;
}

const TIMES: ReadonlySet<string> = new Set(['start', 'minutes']);

/** The cells of a finding that say most: times only where it is about nothing else. */
export function tellingPlaces(finding: Finding): CellPlace[] {
  const places = finding.cells.map(placeOf).filter((place) => place !== null);
  const telling = places.filter(({ field }) => !TIMES.has(field));
  return telling.length > 0 ? telling : places;
}

/** One cell for each tab that the finding is about, so that one can go and look; `but`: not of the list that one is in. */
export function placesToSee(finding: Finding, but?: string): CellPlace[] {
  const seen = new Map<string, CellPlace>();
  for (const place of tellingPlaces(finding)) {
    const tab = tabOf(place.root);
    if (tab !== undefined && place.root !== but && !seen.has(tab)) seen.set(tab, place);
  }
  return [...seen.values()];
}
