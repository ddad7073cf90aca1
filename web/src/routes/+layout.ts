import { session } from '#local/session/session.svelte.ts';
import { firstLocale, loadWords } from '#messages/index.svelte.ts';

// The page is the same file for every address; what it shows comes from the device.
export const ssr = false;
export const prerender = false;

export async function load(): Promise<void> {
  // Whoever is signed in is read while the words load.
  void session.boot();
  await loadWords(firstLocale());
}
