import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { isRelayCode, type RelayCode } from './codes.ts';
import { MAX_MESSAGE_BYTES, MAX_PUSH_ENTRIES } from './limits.ts';
import type { AckResult, Message, PageDoc, ReturnResult } from './messages.ts';
import {
  BadMessage,
  fail,
  readAuthor,
  readBytes,
  readList,
  readRow,
  readText,
  readUint,
  writeAuthor,
  writeBytes,
  writeList,
  writeRow,
  writeText,
  writeUint,
  type In,
  type Out,
} from './primitives.ts';

export { BadMessage };

function readCode(input: In): RelayCode {
  const text = readText(input);
  return isRelayCode(text) ? text : fail('unknown code');
}

const MODES = ['full', 'drain', 'restored'] as const;
const DOC_KINDS = ['tail', 'snapshot', 'facts', 'ledger', 'revoked'] as const;
const RESULTS = ['seq', 'known', 'hold', 'code'] as const;
const RETURN_RESULTS = ['adopted', 'known', 'kept', 'code'] as const;

function writeIndex<T extends string>(out: Out, all: readonly T[], value: T): void {
  writeUint(out, all.indexOf(value));
}
function readIndex<T extends string>(input: In, all: readonly T[]): T {
  return all[readUint(input)] ?? fail('unknown variant');
}

function writeResult(out: Out, result: AckResult): void {
  writeIndex(out, RESULTS, result.kind);
  if (result.kind === 'seq') writeUint(out, result.seq);
  if (result.kind === 'code') writeText(out, result.code);
}
function readResult(input: In): AckResult {
  const kind = readIndex(input, RESULTS);
  if (kind === 'seq') return { kind, seq: readUint(input) };
  if (kind === 'code') return { kind, code: readCode(input) };
  return { kind };
}

function writeReturnResult(out: Out, result: ReturnResult): void {
  writeIndex(out, RETURN_RESULTS, result.kind);
  if (result.kind === 'code') writeText(out, result.code);
}
function readReturnResult(input: In): ReturnResult {
  const kind = readIndex(input, RETURN_RESULTS);
  return kind === 'code' ? { kind, code: readCode(input) } : { kind };
}

function writeDoc(out: Out, doc: PageDoc): void {
  writeIndex(out, DOC_KINDS, doc.kind);
  writeText(out, doc.doc);
  writeUint(out, doc.head);
  switch (doc.kind) {
    case 'tail':
      writeUint(out, doc.generation);
      writeList(out, doc.rows, writeRow);
      return writeList(out, doc.authors, writeAuthor);
    case 'snapshot':
      writeUint(out, doc.generation);
      writeBytes(out, doc.update);
      return writeList(out, doc.authors, writeAuthor);
    case 'facts':
    case 'ledger':
      return writeText(out, doc.json);
    case 'revoked':
      return;
  }
}
function readDoc(input: In): PageDoc {
  const kind = readIndex(input, DOC_KINDS);
  const doc = readText(input);
  const head = readUint(input);
  switch (kind) {
    case 'tail':
      return { kind, doc, head, generation: readUint(input), rows: readList(input, readRow), authors: readList(input, readAuthor) };
    case 'snapshot':
      return { kind, doc, head, generation: readUint(input), update: readBytes(input), authors: readList(input, readAuthor) };
    case 'facts':
    case 'ledger':
      return { kind, doc, head, json: readText(input) };
    case 'revoked':
      return { kind, doc, head };
  }
}

type Codec<M extends Message> = { write: (out: Out, message: M) => void; read: (input: In) => Omit<M, 'type'> };
type Codecs = { [T in Message['type']]: Codec<Extract<Message, { type: T }>> };

const nothing = { write: () => undefined, read: () => ({}) };

/** The order is the wire's type number: append only. */
const CODECS: Codecs = {
  hello: {
    write: (out, m) => {
      writeUint(out, m.protocol);
      writeText(out, m.schemas);
      writeText(out, m.device);
      writeText(out, m.workspace);
      writeText(out, m.epoch);
      writeUint(out, m.cursor);
      writeUint(out, m.accessVersion);
    },
    read: (input) => ({
      protocol: readUint(input),
      schemas: readText(input),
      device: readText(input),
      workspace: readText(input),
      epoch: readText(input),
      cursor: readUint(input),
      accessVersion: readUint(input),
    }),
  },
  welcome: {
    write: (out, m) => {
      writeIndex(out, MODES, m.mode);
      writeText(out, m.workspace);
      writeText(out, m.epoch);
      writeUint(out, m.head);
      writeUint(out, m.accessVersion);
      writeUint(out, m.ledger.seq);
      writeBytes(out, m.ledger.hash);
      writeBytes(out, m.ledger.signature);
    },
    read: (input) => ({
      mode: readIndex(input, MODES),
      workspace: readText(input),
      epoch: readText(input),
      head: readUint(input),
      accessVersion: readUint(input),
      ledger: { seq: readUint(input), hash: readBytes(input), signature: readBytes(input) },
    }),
  },
  refuse: { write: (out, m) => writeText(out, m.code), read: (input) => ({ code: readCode(input) }) },
  push: {
    write: (out, m) =>
      writeList(out, m.entries, (o, e) => {
        writeUint(o, e.n);
        writeText(o, e.doc);
        writeUint(o, e.generation);
        writeBytes(o, e.update);
      }),
    read: (input) => ({
      entries: readList(
        input,
        (i) => ({ n: readUint(i), doc: readText(i), generation: readUint(i), update: readBytes(i) }),
        MAX_PUSH_ENTRIES,
      ),
    }),
  },
  ack: {
    write: (out, m) =>
      writeList(out, m.answers, (o, a) => {
        writeUint(o, a.n);
        writeResult(o, a.result);
      }),
    read: (input) => ({ answers: readList(input, (i) => ({ n: readUint(i), result: readResult(i) })) }),
  },
  pull: {
    write: (out, m) => {
      writeUint(out, m.cursor);
      writeUint(out, m.maxBytes);
      writeText(out, m.have);
    },
    read: (input) => ({ cursor: readUint(input), maxBytes: readUint(input), have: readText(input) }),
  },
  page: {
    write: (out, m) => {
      writeText(out, m.id);
      writeUint(out, m.next);
      writeUint(out, m.more ? 1 : 0);
      writeUint(out, m.accessVersion);
      writeList(out, m.docs, writeDoc);
    },
    read: (input) => ({
      id: readText(input),
      next: readUint(input),
      more: readUint(input) === 1,
      accessVersion: readUint(input),
      docs: readList(input, readDoc),
    }),
  },
  poke: { write: (out, m) => writeUint(out, m.head), read: (input) => ({ head: readUint(input) }) },
  quarantine: {
    write: (out, m) => {
      writeText(out, m.id);
      writeText(out, m.doc);
      writeUint(out, m.generation);
      writeText(out, m.code);
      writeBytes(out, m.bytes);
    },
    read: (input) => ({
      id: readText(input),
      doc: readText(input),
      generation: readUint(input),
      code: readCode(input),
      bytes: readBytes(input),
    }),
  },
  kept: { write: (out, m) => writeText(out, m.id), read: (input) => ({ id: readText(input) }) },
  ping: nothing,
  pong: nothing,
  return: {
    write: (out, m) => {
      writeUint(out, m.n);
      writeText(out, m.record);
      writeText(out, m.ledger);
      writeText(out, m.facts);
    },
    read: (input) => ({ n: readUint(input), record: readText(input), ledger: readText(input), facts: readText(input) }),
  },
  returned: {
    write: (out, m) => {
      writeUint(out, m.n);
      writeReturnResult(out, m.result);
    },
    read: (input) => ({ n: readUint(input), result: readReturnResult(input) }),
  },
};

const TYPES = Object.keys(CODECS) as Message['type'][];

/** One wire message as bytes. */
export function encode(message: Message): Uint8Array {
  const out = encoding.createEncoder();
  writeUint(out, TYPES.indexOf(message.type));
  (CODECS[message.type] as Codec<Message>).write(out, message);
  return encoding.toUint8Array(out);
}

/**
 * Reads one wire message of at most `most` bytes; a server leaves the default, a device reads pages that may hold a whole part.
 * @throws BadMessage when the bytes are not exactly one message within its limits (SPEC NAM3)
 */
export function decode(bytes: Uint8Array, most = MAX_MESSAGE_BYTES): Message {
  if (bytes.length > most) throw new BadMessage('too large');
  try {
    const input = decoding.createDecoder(bytes);
    const type = readIndex(input, TYPES);
    const message = { type, ...(CODECS[type] as Codec<Message>).read(input) } as Message;
    if (decoding.hasContent(input)) fail('bytes left over');
    return message;
  } catch (error) {
    if (error instanceof BadMessage) throw error;
    throw new BadMessage('ends early', { cause: error });
  }
}
