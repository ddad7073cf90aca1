/** The messages of y-websocket, so that unmodified providers may join (SPEC LIV1). */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { BadMessage } from '@qiao/sync/protocol';

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export type LiveMessage =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; states: Uint8Array }
  | { type: 'query' };

/** @throws BadMessage when the bytes are not exactly one message */
export function readLive(bytes: Uint8Array): LiveMessage {
  try {
    const input = decoding.createDecoder(bytes);
    const message = readMessage(input);
    if (decoding.hasContent(input)) throw new BadMessage('bytes left over');
    return message;
  } catch (error) {
    throw error instanceof BadMessage ? error : new BadMessage('ends early', { cause: error });
  }
}

function readMessage(input: decoding.Decoder): LiveMessage {
  const type = decoding.readVarUint(input);
  if (type === AWARENESS) return { type: 'awareness', states: decoding.readVarUint8Array(input) };
  if (type === QUERY_AWARENESS) return { type: 'query' };
  if (type !== SYNC) throw new BadMessage('unknown type');
  const step = decoding.readVarUint(input);
  const bytes = decoding.readVarUint8Array(input);
  if (step === STEP_1) return { type: 'step1', stateVector: bytes };
  if (step === STEP_2) return { type: 'step2', update: bytes };
  if (step === UPDATE) return { type: 'update', update: bytes };
  throw new BadMessage('unknown step');
}

function write(types: readonly number[], bytes: Uint8Array): Uint8Array {
  const out = encoding.createEncoder();
  for (const type of types) encoding.writeVarUint(out, type);
  encoding.writeVarUint8Array(out, bytes);
  return encoding.toUint8Array(out);
}

export const writeStep1 = (stateVector: Uint8Array): Uint8Array => write([SYNC, STEP_1], stateVector);
export const writeStep2 = (update: Uint8Array): Uint8Array => write([SYNC, STEP_2], update);
export const writeUpdate = (update: Uint8Array): Uint8Array => write([SYNC, UPDATE], update);
export const writeAwareness = (states: Uint8Array): Uint8Array => write([AWARENESS], states);
/** Awareness of nobody: says only that the server is there (SPEC LIV6). */
export const PULSE = writeAwareness(Uint8Array.of(0));
