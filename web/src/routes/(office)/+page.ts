import { redirect } from '@sveltejs/kit';
import { session } from '#local/session/session.svelte.ts';
import { desksOf } from '#shell/places.ts';
import type { PageLoad } from './$types';

/** The office opens on events; somebody without them on their first desk. */
const FIRST_DESK = 7;

export const load: PageLoad = async ({ parent }) => {
  await parent();
  const desks = desksOf(session.me.user);
  const first = desks.find((desk) => desk.number === FIRST_DESK) ?? desks.find((desk) => desk.number > 0) ?? desks[0];
  redirect(307, first?.href ?? '/settings');
};
