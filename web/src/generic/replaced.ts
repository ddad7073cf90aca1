import type { Component } from 'svelte';

/** A kind may replace one view by a component of that name in `kinds/<kind>/`; the others stay generic. */
export type View = 'List' | 'Detail';

type Replacing = Component<{ kind: string; id?: string }>;

const found = import.meta.glob<Replacing>('../kinds/*/{List,Detail}.svelte', { import: 'default' });

/** Loads what replaces a view of a kind; null when nothing does. */
export function replacedView(kind: string, view: View): Promise<Replacing> | null {
  const load = found[`../kinds/${kind}/${view}.svelte`];
  return load ? load() : null;
}
