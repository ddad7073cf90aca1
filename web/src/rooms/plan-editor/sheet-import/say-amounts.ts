import type { SheetList } from '@qiao/domain/plan/sheet';
import { say } from '#messages/index.svelte.ts';
import type { sheetWords } from './words.ts';

/** What a sentence of so many new and changed rows is filled with. */
export function amounts(words: ReturnType<typeof sheetWords>, root: SheetList, create: number, change: number) {
  return { create, change, unit: say(words.units[root], { n: create || change }), both: create > 0 && change > 0 ? 'yes' : 'no' };
}
