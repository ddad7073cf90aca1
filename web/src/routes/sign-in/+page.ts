import { redirect } from '@sveltejs/kit';
import { session } from '#local/session/session.svelte.ts';
import { localTarget } from '#rooms/sign-in/target.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url, parent }) => {
  await parent();
  await session.boot();
  // Whoever is in already, and whom the server knows, has nothing to do here.
  if (session.state === 'open' && !session.stale) redirect(307, localTarget(url));
};
