/** How this device likes to see the programme. */
import type { By } from './places.ts';
import { isZoom } from './zoom.ts';

const BY = 'qiao.timetable.by';
const ZOOM = 'qiao.timetable.zoom';

export const readBy = (): By => (localStorage.getItem(BY) === 'track' ? 'track' : 'room');
export const rememberBy = (by: By): void => localStorage.setItem(BY, by);

/** Null while nobody has chosen one. */
export function readZoom(): number | null {
  const stored = Number(localStorage.getItem(ZOOM));
  return isZoom(stored) ? stored : null;
}
export function rememberZoom(zoom: number | null): void {
  if (zoom === null) localStorage.removeItem(ZOOM);
  else localStorage.setItem(ZOOM, String(zoom));
}
