import { COMMAND_TYPES, type Command } from '@qiao/domain';
import * as v from 'valibot';
import { text } from '../access/fields.ts';

/** Bytes of a state vector as base64: some ten thousand writers of one part. */
export const MAX_VECTOR = 256 * 1024;
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));
const name = v.pipe(text, v.maxLength(200));

const schema = v.object({
  id: uuid,
  type: v.picklist(COMMAND_TYPES),
  kind: name,
  record: uuid,
  reason: v.optional(text),
  opinion: v.optional(text),
  assignees: v.optional(v.array(v.object({ id: name, name }))),
  department: v.optional(name),
  contentHash: v.optional(name),
  vectors: v.optional(v.record(name, v.pipe(v.string(), v.maxLength(MAX_VECTOR), v.base64()))),
  madeAt: v.optional(v.number()),
});

/** A command as it came from outside; null when it is none. Fields that nobody knows are left out. */
export function readCommand(raw: unknown): Command | null {
  const read = v.safeParse(schema, raw);
  return read.success ? read.output : null;
}
