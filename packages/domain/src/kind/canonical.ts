import serialize from 'canonicalize';
import { sha256Hex } from '../shared/hash.ts';
import { withoutEmptyAttachments } from './attachments.ts';
import { PROJECTION } from './project.ts';
import type { Kind, Move, Projected } from './types.ts';

/** RFC 8785: the one spelling of a JSON value. Throws for what is no JSON (NaN, lone surrogates, circles). */
export function canonicalJson(value: unknown): string {
  const json = serialize(value);
  if (json === undefined) throw new TypeError('not a JSON value');
  return json;
}

/**
 * What a move decides on: the canonical JSON of the parts it covers (SPEC DEC3). Null when it covers none, or when a
 * covered part is not at hand.
 */
export function coveredJson(kind: Kind, move: Move, parts: Projected): string | null {
  const covers = kind.workflow.moves[move].covers ?? [];
  if (covers.length === 0) return null;
  const covered: Record<string, unknown> = {};
  for (const name of covers) {
    const part = parts[name];
    if (!part) return null;
    covered[name] = withoutEmptyAttachments(part);
  }
  return canonicalJson({ kind: kind.name, version: kind.version, projection: PROJECTION, parts: covered });
}

/** SHA-256 of the covered JSON under the record's salt, hex: stays meaningless to who holds the hash alone. */
export const contentHash = (json: string, salt: string): string => sha256Hex(`${salt}\n${json}`);
