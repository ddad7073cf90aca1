import { refusalWords } from '#local/record/refusal.ts';
import type { Row } from '#local/attachments/record-attachments.svelte.ts';
import { say } from '#messages/index.svelte.ts';
import { attachmentWords } from './words.ts';

const percent = (share: number): number => Math.floor(share * 100);

/** Where the bytes are, in a few words. */
export function whereWords({ where, sent, fetched }: Row): string {
  const t = attachmentWords().where;
  if (fetched !== null) return say(t.fetching, { share: percent(fetched) });
  return where === 'waits' && sent > 0 ? say(t.sending, { share: percent(sent) }) : t[where];
}

/** Why the server does not take it, and what can be done. */
export function refusedWords(code: string): string {
  const own = attachmentWords().refusals as Partial<Record<string, string>>;
  return own[code] ?? refusalWords(code);
}
