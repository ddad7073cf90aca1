import { goto } from '$app/navigation';
import type { MenuItem } from '#ui/menu-item.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { printWords } from './words.ts';

/** What can be printed, by the tab of its address. */
export const PRINTS = { print: 'programme', 'print-run-sheet': 'runSheet' } as const;
export type PrintTab = keyof typeof PRINTS;

export const isPrintTab = (tab: string): tab is PrintTab => Object.hasOwn(PRINTS, tab);

/** Opens the page to be printed. */
export const printAct = (room: PlanRoom, tab: PrintTab): MenuItem => ({
  label: tab === 'print' ? printWords().menuProgramme : printWords().menuRunSheet,
  onselect: () => void goto(`/${room.record}/plan/${tab}`),
});
