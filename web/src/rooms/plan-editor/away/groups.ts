/** What others changed, as it is listed: by the tab that shows it, then by person, then by item. Pure. */
import type { Change, PersonChanges } from '#local/journal/changes.ts';
import { tabOf } from '../settle/cell-place.ts';

/** In the order of the tabs; what no tab shows comes last. */
const TABS = ['programme', 'run-sheet', 'brief', 'people', 'places', 'transport', 'meals', 'staff', 'budget', 'other'] as const;
export type Tab = (typeof TABS)[number];

export interface ItemChanged {
  part: string;
  change: Change;
}

export interface PersonInTab {
  user: string;
  name: string;
  items: readonly ItemChanged[];
}

export interface TabChanges {
  tab: Tab;
  people: readonly PersonInTab[];
  count: number;
}

/** Changes by part, as the journals list them. */
export type Listed = Readonly<Record<string, readonly PersonChanges[]>>;

const isTab = (name: string): name is Tab => (TABS as readonly string[]).includes(name);

function tabFor(root: string): Tab {
  const tab = tabOf(root);
  if (tab === undefined) return 'other';
  return tab === '' ? 'programme' : isTab(tab) ? tab : 'other';
}

export function groupsOf(listed: Listed): TabChanges[] {
  const tabs = new Map<Tab, Map<string, { name: string; items: ItemChanged[] }>>();
  for (const [part, people] of Object.entries(listed))
    for (const { user, name, changes } of people)
      for (const change of changes) {
        const tab = tabFor(change.root);
        const inTab = tabs.get(tab) ?? new Map<string, { name: string; items: ItemChanged[] }>();
        tabs.set(tab, inTab);
        const person = inTab.get(user) ?? { name, items: [] };
        inTab.set(user, person);
        person.items.push({ part, change });
      }
  return TABS.flatMap((tab) => {
    const people = [...(tabs.get(tab) ?? [])].map(([user, person]) => ({ user, ...person }));
    return people.length === 0 ? [] : [{ tab, people, count: people.reduce((sum, { items }) => sum + items.length, 0) }];
  });
}

/** The same changes as the journals know them, to be noted. */
export function listedOf(people: readonly PersonInTab[]): Listed {
  const parts: Record<string, PersonChanges[]> = {};
  for (const { user, name, items } of people)
    for (const [part, own] of Map.groupBy(items, (item) => item.part))
      (parts[part] ??= []).push({ user, name, changes: own.map(({ change }) => change) });
  return parts;
}
