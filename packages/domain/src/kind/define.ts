/** `defineKind`: types what a kind is and refuses, when it is defined, what could only fail later. */
import { withAttachments } from './attachments.ts';
import { checkKind } from './check-kind.ts';
import type { Kind, Move, State, Workflow } from './types.ts';

/** A kind as it is written: the states are read from `workflow.states`, and every other place must agree with them. */
export type KindDefinition<S extends string> = Omit<Kind, 'workflow'> & {
  workflow: {
    initial: NoInfer<S>;
    states: Record<S, State>;
    table: Record<NoInfer<S>, Record<Move, NoInfer<S> | null>>;
    moves: Workflow['moves'];
  };
};

/** Checks and freezes a kind, and gives each part its list of attachments. Throws with all that is wrong with it, each by its path. */
export function defineKind<S extends string>(definition: KindDefinition<S>): Kind<S> {
  const faults = checkKind(definition);
  if (faults.length > 0) throw new Error(`kind ${definition.name}: ${faults.join('; ')}`);
  const parts = Object.fromEntries(Object.entries(definition.parts).map(([name, part]) => [name, withAttachments(part)]));
  return freeze({ ...definition, parts });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
