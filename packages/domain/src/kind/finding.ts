/** Findings of a kind's rules: derived on every device alike, never stored. */
import { derivedId } from '../shared/hash.ts';
import type { Facts, Finding, Kind, Projected } from './types.ts';

/** Id of a finding: the same on every device, and stable while the rule and the items concerned are the same. */
export const findingId = (rule: string, items: readonly string[]): string => derivedId(rule, items);

/** Runs all rules over what this device may see, clashes first, then as the rules give them. */
export function checkRules(kind: Kind, parts: Projected, facts: Facts | null): readonly Finding[] {
  const findings = Object.values(kind.rules ?? {}).flatMap((rule) => rule(parts, facts));
  return [...findings.filter((finding) => finding.severity === 'clash'), ...findings.filter((finding) => finding.severity === 'warning')];
}
