import { type Facts, type Kind, type Words } from '@qiao/domain/kind';

export interface Pier {
  state: string;
  label: Words;
  /** `done` it was there, `now` it is there, `ahead` it has not been there. */
  at: 'done' | 'now' | 'ahead';
  /** Nothing leads on from here, so nothing is open. */
  end: boolean;
}

export interface Phase {
  label: Words;
  piers: Pier[];
  at: 'past' | 'now' | 'ahead';
}

/** The states that a record passes when all goes well: what submit and approve lead to from the first state. */
function mainWay(kind: Kind): string[] {
  const way: string[] = [];
  let state: string | null = kind.workflow.initial;
  while (state !== null && !way.includes(state)) {
    way.push(state);
    state = nextOf(kind, state);
  }
  return way;
}

/** Where a state leads when all goes well; null at the end. */
function nextOf(kind: Kind, state: string): string | null {
  const row: Record<string, string | null> = kind.workflow.table[state] ?? {};
  return row['submit'] ?? row['approve'] ?? null;
}

/**
 * The span of a record: the main way in phases, and a side state (cancelled, withdrawn) only where the record stands in
 * it. `visited` are the states that the ledger names: a pier is decided only when the record was there.
 */
export function wayOf(kind: Kind, facts: Facts, visited: ReadonlySet<string>): Phase[] {
  const main = mainWay(kind);
  const isAside = !main.includes(facts.state);
  const order = isAside ? asideOrder(kind, facts.state, visited) : main;
  const here = order.indexOf(facts.state);
  const phases: Phase[] = [];
  for (const [index, state] of order.entries()) {
    const definition = kind.workflow.states[state];
    if (!definition) continue;
    const pier: Pier = {
      state,
      label: definition.label,
      at: index === here ? 'now' : index < here ? 'done' : 'ahead',
      end: nextOf(kind, state) === null,
    };
    const last = phases.at(-1);
    if (last?.label.en === definition.phase.en) last.piers.push(pier);
    else phases.push({ label: definition.phase, piers: [pier], at: 'ahead' });
  }
  for (const phase of phases) {
    if (phase.piers.some((pier) => pier.at === 'now')) phase.at = 'now';
    else if (phase.piers.every((pier) => pier.at === 'done')) phase.at = 'past';
  }
  return phases;
}

/** A side state stands after the last state of the main way that the record was in; what it never reached stays ahead, if a way leads on. */
function asideOrder(kind: Kind, state: string, visited: ReadonlySet<string>): string[] {
  const main = mainWay(kind);
  let last = 0;
  for (const [index, each] of main.entries()) if (visited.has(each)) last = index;
  const leadsOn = Object.values(kind.workflow.table[state] ?? {}).some((next) => next !== null);
  return [...main.slice(0, last + 1), state, ...(leadsOn ? main.slice(last + 1) : [])];
}
