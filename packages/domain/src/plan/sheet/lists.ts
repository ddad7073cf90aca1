/** The lists that a sheet may be read into. */
export const SHEET_LISTS = ['sessions', 'rooms', 'tracks', 'cues', 'vehicles', 'legs', 'meals', 'shifts', 'lines', 'people'] as const;
export type SheetList = (typeof SHEET_LISTS)[number];
