import { session } from '#local/session/session.svelte.ts';

export async function load(): Promise<void> {
  await session.boot();
}
