import type { PlanRoom } from '../live/plan-room.svelte.ts';
import type { ItemChanged } from './groups.ts';

/** Of these, what lies among what was taken away: `part/root/item`. Reads the parts' values, so that it follows them. */
export function goneItems(room: PlanRoom, items: readonly ItemChanged[]): ReadonlySet<string> {
  void room.parts.values;
  const roots = new Set(items.filter(({ change }) => change.item !== '').map(({ part, change }) => `${part}/${change.root}`));
  return new Set(
    [...roots].flatMap((at) => {
      const [part = '', root = ''] = at.split('/');
      return (room.parts.live(part)?.removed(root) ?? []).map(({ id }) => `${at}/${id}`);
    }),
  );
}
