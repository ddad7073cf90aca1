import type { Kind, PartValue } from './types.ts';

/**
 * A part as the kind's present version reads it: lenses from the record's version on, in order. Nothing is written back,
 * so that an older device goes on reading what it wrote.
 */
export function readPart(kind: Kind, part: string, projected: PartValue, version: number): PartValue {
  let value = projected;
  for (const lens of kind.lenses ?? []) if (lens.part === part && lens.from >= version) value = lens.read(value);
  return value;
}
