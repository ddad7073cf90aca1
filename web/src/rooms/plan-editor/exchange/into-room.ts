import { applyImport, type ImportDocs, type ImportPreview } from '@qiao/domain/plan';
import { say } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED } from '../live/undo.ts';
import { planWords } from '../words.ts';

const PARTS = ['case', 'plan', 'people'] as const;

/** What an import reads and writes of an open event. The case is left alone where it takes no edit. */
export function docsOf(room: PlanRoom): ImportDocs {
  const [caseDoc, plan, people] = PARTS.map((part) => room.parts.get(part)?.ydoc);
  if (!plan || !people) throw new Error('the plan is not open');
  return { plan, people, ...(caseDoc && room.whyNot('case') === null ? { case: caseDoc } : {}) };
}

/** Writes an import into an open event, as one step of undo. Answers how many cells it wrote when they are durable here. */
export async function writeInto(room: PlanRoom, preview: ImportPreview): Promise<number> {
  const { written } = room.act(() => applyImport(preview, docsOf(room), EDITED));
  for (const part of PARTS) await room.parts.get(part)?.flushed();
  return written;
}

/** Says what an import did. `undo` takes it back, while the event is open. */
export function tellWritten(written: number, undo?: () => void): void {
  const { import: words, table } = planWords();
  const text = written === 0 ? words.nothing : say(words.done, { n: written });
  toasts.show({ text, ...(written > 0 && undo ? { undo: { label: table.undo, run: undo } } : {}) });
}
