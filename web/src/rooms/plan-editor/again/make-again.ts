import { mayRead, newFacts, whyNotWrite, type Projected } from '@qiao/domain/kind';
import { copyText, LEFT_BEHIND, sameAgain, writeAgain } from '@qiao/domain/plan';
import type * as Y from 'yjs';
import { createRecord } from '#local/record/intents.ts';
import type { OpenRecord } from '#local/record/open-record.svelte.ts';
import { session } from '#local/session/session.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';

/** The parts that go along: those that one may read here and may write in a record of one's own. */
export function partsAgain({ kind, id, standing }: OpenRecord): string[] {
  const { user } = session.me;
  const fresh = newFacts(kind, { id, person: user, now: 0 });
  return Object.keys(kind.parts).filter(
    (part) =>
      !LEFT_BEHIND.has(part) && standing !== null && mayRead(kind, user, standing, part) && whyNotWrite(kind, user, fresh, part) === null,
  );
}

/** What they hold; null until all of them are open. */
export function valuesAgain(record: OpenRecord): Projected | null {
  const views = partsAgain(record).map((part) => record.view(part));
  return views.every((view) => view !== undefined) ? Object.fromEntries(views.map((view) => [view.name, view.value])) : null;
}

/** Makes the record on this device. Answers its id when all of it is durable here. Throws when the device cannot store it, or `days` are too many. */
export async function makeAgain(record: OpenRecord, values: Projected, days: number): Promise<string> {
  const { kind } = record;
  const id = await createRecord(kind);
  const again = sameAgain(kind, values, { record: id, days });
  if (!again.ok) throw new Error(again.code);
  const names = Object.keys(values);
  const opened = await Promise.all(names.map((part) => sync.openPart(`${kind.name}/${id}/${part}`)));
  const docs: Record<string, Y.Doc> = Object.fromEntries(opened.map(({ ydoc }, n) => [names[n]!, ydoc]));
  try {
    writeAgain(docs, again.edits);
    for (const part of names) {
      const { ydoc } = record.view(part)?.open ?? {};
      for (const text of Object.keys(kind.parts[part]?.texts ?? {})) if (ydoc) copyText(ydoc, docs[part]!, text);
    }
    await Promise.all(opened.map((part) => part.flushed()));
  } finally {
    for (const part of opened) part.close();
  }
  return id;
}
