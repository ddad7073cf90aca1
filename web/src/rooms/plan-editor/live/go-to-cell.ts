import { goto } from '$app/navigation';
import { tabOf, type CellPlace } from '../settle/cell-place.ts';
import type { PlanRoom } from './plan-room.svelte.ts';

/** Goes to a cell of the plan, in whichever tab it stands; the tab takes it up when it is there. */
export async function goToCell(room: PlanRoom, place: CellPlace): Promise<void> {
  const tab = tabOf(place.root);
  if (tab === undefined) return;
  room.wanted = place;
  const path = `/${room.record}/plan${tab === '' ? '' : `/${tab}`}`;
  if (location.pathname !== path) await goto(path);
}
