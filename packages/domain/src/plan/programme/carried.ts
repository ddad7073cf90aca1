/** Cells that carry JSON of the schedule format as text: written in one spelling, read whatever stands there. */
import { canonicalJson } from '../../kind/canonical.ts';
import type { More } from './format.ts';

/** Where carried JSON keeps the name as the file had it, so that an export says it again in the same language. */
export const SAID = '$said';

/** Empty for an empty list or object, so that nothing is written where nothing is carried. */
export function carry(value: readonly unknown[] | More): string {
  return Object.keys(value).length === 0 ? '' : canonicalJson(wellFormed(value));
}

export function carriedObject(text: unknown): More {
  const value = parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as More) : {};
}

export function carriedList(text: unknown): readonly unknown[] {
  const value = parse(text);
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** JSON from a file may hold lone surrogates (`\ud800`), which no canonical spelling has. */
export const wellFormed = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .toWellFormed()
      .replace(/\\ud[89a-f][0-9a-f]{2}/gi, '\\ufffd'),
  ) as unknown;
