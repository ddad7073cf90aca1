/**
 * Hues that tell tracks apart at a glance, far from those that mean something: alarm, soon, met, the accent.
 * Faint, and never alone: the block names its track.
 */
const HUES = [195, 300, 110, 340, 270] as const;

/** The hue of a track by its place in the list; null for none. They repeat when there are more tracks than hues. */
export function tintOf(tracks: readonly { id: string }[], track: { id: string } | null): number | null {
  const at = track === null ? -1 : tracks.findIndex(({ id }) => id === track.id);
  return at === -1 ? null : HUES[at % HUES.length]!;
}
