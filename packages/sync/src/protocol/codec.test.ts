import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadMessage, decode, encode } from './codec.ts';
import { RELAY_CODES, type RelayCode } from './codes.ts';
import { decodeHistory, encodeHistory } from './history.ts';
import { MAX_MESSAGE_BYTES, MAX_PAGE_MESSAGE_BYTES, MAX_PUSH_ENTRIES } from './limits.ts';
import type { Message } from './messages.ts';

const uint = fc.maxSafeNat();
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const blob = fc.uint8Array({ maxLength: 40 });
const code = fc.constantFrom(...(Object.keys(RELAY_CODES) as RelayCode[]));
const author = fc.record({ client: uint, user: text, name: text });
const authors = fc.array(author, { maxLength: 3 });
const row = fc.record({ seq: uint, actor: text, at: uint, update: blob });
const result = fc.oneof(
  fc.record({ kind: fc.constant('seq' as const), seq: uint }),
  fc.constantFrom({ kind: 'known' as const }, { kind: 'hold' as const }),
  fc.record({ kind: fc.constant('code' as const), code }),
);
const doc = fc.oneof(
  fc.record({
    kind: fc.constant('tail' as const),
    doc: text,
    head: uint,
    generation: uint,
    rows: fc.array(row, { maxLength: 3 }),
    authors,
  }),
  fc.record({ kind: fc.constant('snapshot' as const), doc: text, head: uint, generation: uint, update: blob, authors }),
  fc.record({ kind: fc.constantFrom('facts' as const, 'ledger' as const), doc: text, head: uint, json: text }),
  fc.record({ kind: fc.constant('revoked' as const), doc: text, head: uint }),
);
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    protocol: uint,
    schemas: text,
    device: text,
    workspace: text,
    epoch: text,
    cursor: uint,
    accessVersion: uint,
  }),
  fc.record({
    type: fc.constant('welcome' as const),
    mode: fc.constantFrom('full' as const, 'drain' as const, 'restored' as const),
    workspace: text,
    epoch: text,
    head: uint,
    accessVersion: uint,
    ledger: fc.record({ seq: uint, hash: blob, signature: blob }),
  }),
  fc.record({ type: fc.constant('refuse' as const), code }),
  fc.record({
    type: fc.constant('push' as const),
    entries: fc.array(fc.record({ n: uint, doc: text, generation: uint, update: blob }), { maxLength: 4 }),
  }),
  fc.record({ type: fc.constant('ack' as const), answers: fc.array(fc.record({ n: uint, result }), { maxLength: 4 }) }),
  fc.record({ type: fc.constant('pull' as const), cursor: uint, maxBytes: uint, have: text }),
  fc.record({
    type: fc.constant('page' as const),
    id: text,
    next: uint,
    more: fc.boolean(),
    accessVersion: uint,
    docs: fc.array(doc, { maxLength: 4 }),
  }),
  fc.record({ type: fc.constant('poke' as const), head: uint }),
  fc.record({ type: fc.constant('quarantine' as const), id: text, doc: text, generation: uint, code, bytes: blob }),
  fc.record({ type: fc.constant('kept' as const), id: text }),
  fc.constantFrom({ type: 'ping' as const }, { type: 'pong' as const }),
  fc.record({ type: fc.constant('return' as const), n: uint, record: text, ledger: text, facts: text }),
  fc.record({
    type: fc.constant('returned' as const),
    n: uint,
    result: fc.oneof(
      fc.constantFrom({ kind: 'adopted' as const }, { kind: 'known' as const }, { kind: 'kept' as const }),
      fc.record({ kind: fc.constant('code' as const), code }),
    ),
  }),
);

const history = fc.record({
  epoch: text,
  generation: uint,
  head: uint,
  floor: uint,
  base: fc.option(blob),
  rows: fc.array(row, { maxLength: 3 }),
  authors,
  more: fc.boolean(),
});

describe('a page of history', () => {
  it('[HIS1] [NAM3] comes back as it was, and is bad when cut short or with a byte too many', () => {
    fc.assert(
      fc.property(history, fc.nat(), (page, cut) => {
        const bytes = encodeHistory(page);
        expect(decodeHistory(bytes)).toEqual(page);
        expect(() => decodeHistory(bytes.subarray(0, cut % bytes.length))).toThrow(BadMessage);
        expect(() => decodeHistory(Uint8Array.from([...bytes, 0]))).toThrow(BadMessage);
        expect(() => decodeHistory(bytes, bytes.length - 1)).toThrow(BadMessage);
      }),
    );
  });
});

describe('wire codec', () => {
  it('[NAM3] every message comes back as it was', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(decode(encode(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it('[NAM3] a message cut short or with a byte too many is bad, never half read', () => {
    fc.assert(
      fc.property(message, fc.nat(), (one, cut) => {
        const bytes = encode(one);
        if (bytes.length > 1) expect(() => decode(bytes.subarray(0, cut % bytes.length))).toThrow(BadMessage);
        expect(() => decode(Uint8Array.from([...bytes, 0]))).toThrow(BadMessage);
      }),
    );
  });

  it('[NAM3] random bytes are read as a message or thrown as bad, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(BadMessage);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('[NAM3] a count that promises more than the bytes hold is refused before anything is allocated', () => {
    // type push, then a count of 2^40 entries
    expect(() => decode(Uint8Array.of(3, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20))).toThrow(BadMessage);
  });

  it('[NAM4] MAX_PUSH_ENTRIES entries pass, one more does not', () => {
    const push = (count: number): Uint8Array =>
      encode({
        type: 'push',
        entries: Array.from({ length: count }, (_, n) => ({ n, doc: 'd', generation: 0, update: Uint8Array.of(1) })),
      });
    expect(decode(push(MAX_PUSH_ENTRIES))).toMatchObject({ type: 'push' });
    expect(() => decode(push(MAX_PUSH_ENTRIES + 1))).toThrow(BadMessage);
  });

  it.each([
    ['MAX_MESSAGE_BYTES', MAX_MESSAGE_BYTES],
    ['MAX_PAGE_MESSAGE_BYTES, which a device allows,', MAX_PAGE_MESSAGE_BYTES],
  ])('[NAM4] a message of %s passes, one byte more does not', (_name, most) => {
    const kept = (size: number): Uint8Array => encode({ type: 'kept', id: 'x'.repeat(size) });
    const overhead = kept(most - 100).length - (most - 100);
    expect(decode(kept(most - overhead), most)).toMatchObject({ type: 'kept' });
    expect(() => decode(kept(most - overhead + 1), most)).toThrow(BadMessage);
  });
});
