import { pick, words } from '#messages/index.svelte.ts';
import { roomsOf } from '../rooms-of.ts';

/** Where the history of a part is. `back`: the address that one comes from, and goes back to. */
export const historyHref = (record: string, part: string, back: string): string =>
  `/${record}/history?${new URLSearchParams({ part, back }).toString()}`;

/** The room that one came from: one of the record's own, for an address may say anything. */
export function roomBack(kind: string, id: string, back: string | null): { href: string; label: string } {
  const room = roomsOf(kind).find((one) => one.href(id) === back);
  return room ? { href: room.href(id), label: pick(room.label) } : { href: `/${kind}/${id}`, label: words().record.ownRoom };
}
