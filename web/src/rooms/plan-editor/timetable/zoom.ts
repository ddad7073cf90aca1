/** How tall a quarter of an hour is drawn. */
export const ZOOM_STEPS = [8, 12, 16, 24, 36, 56] as const;
/** The step that a day begins with: 64 px an hour. */
export const USUAL_ZOOM = 16;
/** A block lower than this holds no line of text. Pixels. */
export const LEAST_HEIGHT = 18;
/** From this height on a drag lands on five minutes, below on a quarter. */
const FINE_FROM = 36;

export const snapOf = (zoom: number): number => (zoom >= FINE_FROM ? 5 : 15);

export const isZoom = (raw: unknown): raw is number => ZOOM_STEPS.some((step) => step === raw);

/** One step closer (1) or farther (-1); stays at the ends. */
export function zoomed(zoom: number, by: -1 | 1): number {
  const at = ZOOM_STEPS.findIndex((step) => step >= zoom);
  return ZOOM_STEPS[Math.max(0, Math.min(ZOOM_STEPS.length - 1, at + by))] ?? USUAL_ZOOM;
}

/** What shows a line of the shortest session of a day, as long as the day does not grow out of hand for it. */
export function zoomFor(sessions: readonly { minutes: number | null }[]): number {
  const shortest = Math.min(...sessions.map(({ minutes }) => (minutes !== null && minutes > 0 ? minutes : Infinity)));
  const fits = ZOOM_STEPS.find((step) => step >= USUAL_ZOOM && (shortest / 15) * step >= LEAST_HEIGHT + 2);
  return fits !== undefined && fits <= 24 ? fits : USUAL_ZOOM;
}
