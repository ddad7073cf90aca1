import { pick, words } from '#messages/index.svelte.ts';
import { roomsOf } from '../rooms-of.ts';

/** Where the history of a part is. `back`: the address that one comes from, and goes back to. */
export const historyHref = (record: string, part: string, back: string): string =>
  `/${record}/history?${new URLSearchParams({ part, back }).toString()}`;

/** The room that one came from: one of the record's own, for an address may say anything. Told of none, the first that shows the part. */
export function roomBack(kind: string, id: string, part: string, back: string | null): { href: string; label: string } {
  const rooms = roomsOf(kind);
  const own = back === `/${kind}/${id}`;
  const room = rooms.find((one) => one.href(id) === back) ?? (own ? undefined : rooms.find((one) => one.shows === part));
  return room ? { href: room.href(id), label: pick(room.label) } : { href: `/${kind}/${id}`, label: words().record.ownRoom };
}
