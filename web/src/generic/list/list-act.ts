import type { Component } from 'svelte';

/** A kind may offer one more way to make a record, beside the list's own: `kinds/<kind>/ListAct.svelte`, a button. */
const found = import.meta.glob<Component>('../../kinds/*/ListAct.svelte', { import: 'default' });

/** Loads that button; null when the kind has none. */
export const listAct = (kind: string): Promise<Component> | null => found[`../../kinds/${kind}/ListAct.svelte`]?.() ?? null;
