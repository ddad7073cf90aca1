/** Doc names: SPEC NAM1, NAM2. */

export const FACTS = '$facts';
export const LEDGER = '$ledger';

const NAME =
  /^([a-z][a-z0-9-]{0,31})\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/([a-z][a-z0-9-]{0,31}|\$facts|\$ledger)$/;

export interface DocName {
  kind: string;
  id: string;
  part: string;
}

/** Splits `kind/id/part`; null when it is not a doc name. */
export function parseDoc(doc: string): DocName | null {
  const match = NAME.exec(doc);
  return match ? { kind: match[1]!, id: match[2]!, part: match[3]! } : null;
}

/** The record a doc belongs to, `kind/id`. Total: returns the input's first two segments. */
export const recordOf = (doc: string): string => doc.split('/', 2).join('/');

export const partOf = (doc: string): string => doc.slice(recordOf(doc).length + 1);

/** Whether only the server writes it (NAM2). */
export const isServerPart = (part: string): boolean => part.startsWith('$');
