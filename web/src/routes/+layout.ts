import { firstLocale, loadWords } from '#messages/index.svelte.ts';

// The page is the same file for every address; what it shows comes from the device.
export const ssr = false;
export const prerender = false;

export async function load(): Promise<void> {
  await loadWords(firstLocale());
}
