/** What the encodings of messages and of histories are made of (SPEC NAM3). */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Author, TailRow } from './messages.ts';

/** Thrown by decoding alone: the bytes are not a message (SPEC NAM3). */
export class BadMessage extends Error {}

export type Out = encoding.Encoder;
export type In = decoding.Decoder;

export const fail = (why: string): never => {
  throw new BadMessage(why);
};

export const writeText = encoding.writeVarString;
export const writeUint = encoding.writeVarUint;
export const writeBytes = encoding.writeVarUint8Array;

export function readUint(input: In): number {
  const value = decoding.readVarUint(input);
  return Number.isSafeInteger(value) ? value : fail('number out of range');
}
export const readText = (input: In): string => decoding.readVarString(input);
/** A copy, so that a stored update does not keep the whole message alive. */
export const readBytes = (input: In): Uint8Array => decoding.readVarUint8Array(input).slice();

export function writeList<T>(out: Out, items: readonly T[], write: (out: Out, item: T) => void): void {
  writeUint(out, items.length);
  for (const item of items) write(out, item);
}

export function readList<T>(input: In, read: (input: In) => T, most = Infinity): T[] {
  const count = readUint(input);
  // Each item takes at least one byte, so a count beyond what is left is a lie; checked before anything is allocated.
  if (count > most || count > input.arr.length - input.pos) fail('too many items');
  const items: T[] = [];
  for (let index = 0; index < count; index++) items.push(read(input));
  return items;
}

export function writeAuthor(out: Out, author: Author): void {
  writeUint(out, author.client);
  writeText(out, author.user);
  writeText(out, author.name);
}
export const readAuthor = (input: In): Author => ({ client: readUint(input), user: readText(input), name: readText(input) });

export function writeRow(out: Out, row: TailRow): void {
  writeUint(out, row.seq);
  writeText(out, row.actor);
  writeUint(out, row.at);
  writeBytes(out, row.update);
}
export const readRow = (input: In): TailRow => ({
  seq: readUint(input),
  actor: readText(input),
  at: readUint(input),
  update: readBytes(input),
});
