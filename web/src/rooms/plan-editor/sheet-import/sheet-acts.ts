import type { SheetList } from '@qiao/domain/plan/sheet';
import { SHEET_LISTS } from '@qiao/domain/plan/sheet/lists';
import { inSentence, pick, say, type Bilingual } from '#messages/index.svelte.ts';
import type { MenuItem } from '#ui/menu-item.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { actWords } from './act-words.ts';

/** A list of a tab that sheets go into and come out of. */
export interface SheetOf {
  root: SheetList;
  label: Bilingual;
  locked: boolean;
}

/** Those of a tab's lists that sheets go into. */
export const sheetsOf = (tables: readonly { root: string; list: { label: Bilingual }; locked: boolean }[]): readonly SheetOf[] =>
  tables.flatMap(({ root, list, locked }) => {
    const known = SHEET_LISTS.find((one) => one === root);
    return known ? { root: known, label: list.label, locked } : [];
  });

/** Lines of a tab's menu: each of its lists from a sheet, where it may be written, and as one. */
export function sheetActs(room: PlanRoom, lists: readonly SheetOf[], onopen: (root: SheetList) => void): MenuItem[] {
  const t = actWords();
  const alone = lists.length === 1;
  const named = (words: string, label: Bilingual): string => say(words, { list: inSentence(pick(label)) });
  return [
    ...lists
      .filter(({ locked }) => !locked)
      .map(({ root, label }) => ({ label: alone ? t.open : named(t.openOf, label), note: t.openNote, onselect: () => onopen(root) })),
    ...lists.map(({ root, label }) => ({
      label: alone ? t.export : named(t.exportOf, label),
      onselect: () => void import('./export-list.ts').then(({ exportList }) => exportList(room, root)),
    })),
  ];
}
