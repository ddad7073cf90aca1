import type { OpenRecord } from '../record/open-record.svelte.ts';
import { RecordAttachments } from './record-attachments.svelte.ts';

const held = new Map<OpenRecord, { attachments: RecordAttachments; holders: number }>();

/** The attachments of a record on a page, one for all that show them. Each holder lets go of them once. */
export function holdAttachments(record: OpenRecord): RecordAttachments {
  const here = held.get(record) ?? { attachments: new RecordAttachments(record), holders: 0 };
  here.holders++;
  held.set(record, here);
  return here.attachments;
}

export function letGoAttachments(record: OpenRecord): void {
  const here = held.get(record);
  if (!here || --here.holders > 0) return;
  held.delete(record);
  here.attachments.close();
}
