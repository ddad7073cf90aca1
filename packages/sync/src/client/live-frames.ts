import * as decoding from 'lib0/decoding';

/** y-websocket's type number of sync messages. */
export const MESSAGE_SYNC = 0;
const STEP_1 = 0;

/** The update inside a sync message that follows its type number (step 2 or update); null for step 1. */
export function liveUpdateIn(sync: Uint8Array): Uint8Array | null {
  const input = decoding.createDecoder(sync);
  return decoding.readVarUint(input) === STEP_1 ? null : decoding.readVarUint8Array(input).slice();
}

/** The update inside a whole y-websocket frame; null for anything else. */
export function liveUpdateOf(frame: Uint8Array): Uint8Array | null {
  const input = decoding.createDecoder(frame);
  return decoding.readVarUint(input) === MESSAGE_SYNC ? liveUpdateIn(frame.subarray(input.pos)) : null;
}
