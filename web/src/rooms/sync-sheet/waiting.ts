import { kindNamed } from '@qiao/domain/kinds';
import type { Command } from '@qiao/domain/kind';
import { parseDoc, recordOf } from '@qiao/sync/protocol';
import type { OutboxEntry, Proposal, RefusedIntent } from '@qiao/sync/store';
import { pick, say, words } from '#messages/index.svelte.ts';

/** Unsent edits of one record. */
export interface UnsentRecord {
  record: string;
  /** How many edits of each part. */
  parts: { part: string; edits: number }[];
  edits: number;
  /** Of the last one, milliseconds since 1970. */
  at: number;
}

export interface SheetIntent {
  id: string;
  record: string;
  at: number;
  command: Command;
  /** It can no longer be taken back (SPEC DEV12). */
  sent: boolean;
}

export interface Waiting {
  intents: SheetIntent[];
  unsent: UnsentRecord[];
  refused: (SheetIntent & { code: string; details: string })[];
  proposals: Proposal[];
}

export function sortWaiting(entries: readonly OutboxEntry[], refused: readonly RefusedIntent[], proposals: readonly Proposal[]): Waiting {
  const byRecord = new Map<string, UnsentRecord>();
  const intents: SheetIntent[] = [];
  for (const entry of entries) {
    if (entry.type === 'intent') {
      intents.push({ id: entry.id, record: entry.record, at: entry.at, command: JSON.parse(entry.body) as Command, sent: entry.sent });
      continue;
    }
    const record = recordOf(entry.doc);
    const part = parseDoc(entry.doc)?.part ?? '';
    const one = byRecord.get(record) ?? { record, parts: [], edits: 0, at: 0 };
    const counted = one.parts.find((each) => each.part === part);
    if (counted) counted.edits += 1;
    else one.parts.push({ part, edits: 1 });
    byRecord.set(record, { ...one, edits: one.edits + 1, at: Math.max(one.at, entry.at) });
  }
  return {
    intents,
    unsent: [...byRecord.values()].sort((a, b) => b.at - a.at),
    refused: refused.map((one) => ({ ...one, command: JSON.parse(one.body) as Command, sent: true })),
    proposals: [...proposals],
  };
}

/** 日程 5处、申报内容 2处 */
export function partsInWords(unsent: UnsentRecord): string {
  const kind = kindNamed(unsent.record.split('/')[0] ?? '');
  const names = unsent.parts.map(({ part, edits }) => {
    const label = kind?.parts[part]?.label;
    return say(words().sync.contentOf, { part: label ? pick(label) : part, n: edits });
  });
  return names.join(words().punctuation.list);
}
