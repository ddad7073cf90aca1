/** What the schedule format demands of each session and a session made here does not have: made from its guid, and known again on import. */
import { sha256Hex } from '../../shared/hash.ts';

/** A whole number from 2^30 on, far from the numbers that programme systems give. */
export const derivedSessionId = (guid: string): number => 2 ** 30 + parseInt(sha256Hex(`id\n${guid.toLowerCase()}`).slice(0, 7), 16);

export const derivedSlug = (guid: string): string => `session-${sha256Hex(`slug\n${guid.toLowerCase()}`).slice(0, 12)}`;

export const derivedUrl = (guid: string): string => `urn:uuid:${guid}`;

/** The guid of an item that has none of its own: a UUID of version 8 made from its id. */
export function derivedGuid(what: string, id: string): string {
  const hex = sha256Hex(`guid\n${what}\n${id}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
