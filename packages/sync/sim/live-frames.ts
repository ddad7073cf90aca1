import * as decoding from 'lib0/decoding';

const SYNC = 0;
const STEP_1 = 0;

/** The update inside a y-websocket frame (step 2 or update); null for anything else. */
export function liveUpdateOf(frame: Uint8Array): Uint8Array | null {
  const input = decoding.createDecoder(frame);
  if (decoding.readVarUint(input) !== SYNC || decoding.readVarUint(input) === STEP_1) return null;
  return decoding.readVarUint8Array(input);
}
