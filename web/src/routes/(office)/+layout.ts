import { redirect } from '@sveltejs/kit';
import { records } from '#local/records/records.svelte.ts';
import { session } from '#local/session/session.svelte.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ url, parent }) => {
  await parent();
  await session.boot();
  if (session.state !== 'open') redirect(307, `/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`);
  // The worker reads its pages while the page's own code still loads.
  records.open();
};
