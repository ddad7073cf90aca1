import type { Finding } from '@qiao/domain/kind';
import type * as Y from 'yjs';
import { say } from '#messages/index.svelte.ts';
import { itemName } from '../away/item-name.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { tellingPlaces } from '../settle/cell-place.ts';
import { planLocale, planWords } from '../words.ts';
import { cellLabel } from './cell-words.ts';

/** Sentences that say who wrote the cells of a clash; a cell that nobody can be named for is left out. */
export function writersOfFinding(room: PlanRoom, finding: Finding): string {
  const t = planWords().lines;
  // That something is missing nobody wrote.
  if (finding.severity === 'warning') return '';
  const said = new Set<string>();
  for (const { part, root, item, field } of tellingPlaces(finding)) {
    const look = room.lookout.looks[part];
    const ydoc = room.parts.get(part)?.ydoc;
    if (!look || !ydoc) continue;
    const writer = look.writer(clientOf(ydoc, root, `${item}/${field}`));
    const name = writer.mine ? t.you : writer.name;
    if (!name) continue;
    const session = itemName(room, part, { root, item, cells: [] });
    said.add(say(t.wrote, { session, cell: cellLabel(part, root, `${item}/${field}`), name }));
  }
  return [...said].join(planLocale() === 'en' ? ' ' : '');
}

/** Yjs client that wrote what stands in a cell of an item. */
function clientOf(ydoc: Y.Doc, root: string, key: string): number | null {
  const item = ydoc.share.get(root)?._map.get(key);
  return item && !item.deleted ? item.id.client : null;
}
