import { words } from '#messages/index.svelte.ts';

type Key = keyof ReturnType<typeof words>['desks'];

const key = (desk: number): Key => `d${desk}` as Key;

/** Name of a desk, as in the rail and the crumb. */
export const deskTitle = (desk: number): string => words().desks[key(desk)] ?? String(desk);

/** Two characters, for the folded rail. */
export const deskShort = (desk: number): string => words().desksShort[key(desk)] ?? String(desk);
