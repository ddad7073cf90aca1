import { MAX_RETURN_BYTES, MAX_RETURN_ENTRIES } from '../protocol/limits.ts';

const encoder = new TextEncoder();

/** Whether there is something of a record's ledger to return, and a server would read it (SPEC EPO5). Both are JSON. */
export function isReturnable(ledger: string, facts: string): boolean {
  const entries = (JSON.parse(ledger) as unknown[]).length;
  if (entries === 0 || entries > MAX_RETURN_ENTRIES) return false;
  return encoder.encode(ledger).length + encoder.encode(facts).length <= MAX_RETURN_BYTES;
}
