import type { OpenRecord } from '#local/record/open-record.svelte.ts';
import type { Bilingual } from '#messages/index.svelte.ts';
import type { Component } from 'svelte';

export type RecordActDialog = Component<{ record: OpenRecord; onclose: () => void }>;

/** A way to make another record from this one: an item of its menu that opens a dialog, for whoever may make one. */
export interface RecordAct {
  label: Bilingual;
  load: () => Promise<{ default: RecordActDialog }>;
}

/** `kinds/<kind>/record-acts.ts` lists those of a kind. */
const found = import.meta.glob<readonly RecordAct[]>('../../kinds/*/record-acts.ts', { eager: true, import: 'acts' });

export const recordActs = (kind: string): readonly RecordAct[] => found[`../../kinds/${kind}/record-acts.ts`] ?? [];
