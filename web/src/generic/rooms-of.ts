import type { Bilingual } from '#messages/index.svelte.ts';

/** A room beside the record's own page, reached by a link in its nav: each has its address. */
export interface RoomLink {
  label: Bilingual;
  href: (id: string) => string;
  /** The part that it is about: a room of a part that one may not read is not linked. */
  part?: string;
  /** The part that it shows, where it is the first to show it. */
  shows?: string;
}

/** `kinds/<kind>/rooms.ts` lists the rooms made by hand for a kind. */
const found = import.meta.glob<readonly RoomLink[]>('../kinds/*/rooms.ts', { eager: true, import: 'rooms' });

export const roomsOf = (kind: string): readonly RoomLink[] => found[`../kinds/${kind}/rooms.ts`] ?? [];
