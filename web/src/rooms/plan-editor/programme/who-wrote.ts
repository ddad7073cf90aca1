import type { Finding } from '@qiao/domain/kind';
import type * as Y from 'yjs';
import { say } from '#messages/index.svelte.ts';
import { cellLabel } from './cell-words.ts';
import { tellingCells } from './marks.ts';
import type { Programme } from './programme.svelte.ts';

/** Sentences that say who wrote the cells of a clash; a cell that nobody can be named for is left out. */
export function writersOfFinding(programme: Programme, finding: Finding): string {
  const { room, words } = programme;
  const look = room.lookout.looks['plan'];
  const ydoc = room.parts.get('plan')?.ydoc;
  if (!look || !ydoc) return '';
  const said = new Set<string>();
  for (const { id, field } of tellingCells(finding)) {
    const client = clientOf(ydoc, `${id}/${field}`);
    const writer = look.writer(client);
    const name = writer.mine ? words.lines.you : writer.name;
    if (!name) continue;
    said.add(say(words.lines.wrote, { session: programme.nameOf(id), cell: cellLabel('plan', 'sessions', `${id}/${field}`), name }));
  }
  return [...said].join(programme.locale === 'en' ? ' ' : '');
}

/** Yjs client that wrote what stands in a cell of a session. */
function clientOf(ydoc: Y.Doc, key: string): number | null {
  const item = ydoc.share.get('sessions')?._map.get(key);
  return item && !item.deleted ? item.id.client : null;
}
