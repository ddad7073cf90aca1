/**
 * Who is in a room, and where: the awareness protocol with its ids bound to sockets (SPEC LIV5). Providers send back
 * what they heard of others, so what is not the sender's own is ignored, and clocks are given anew: a state that comes
 * back after a short absence is then newer for everybody.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { BadMessage } from '@qiao/sync/protocol';
import { MAX_AWARENESS_GONE, MAX_AWARENESS_IDS } from './limits.ts';

interface Entry {
  /** The socket that uses the id; null when it has closed. */
  owner: object | null;
  user: string;
  /** Clock of the last state taken, and the one told to others: always above it, for a first state with clock 0 would be ignored. */
  heard: number;
  told: number;
  /** Rewritten state; null when the person left. */
  state: string | null;
}

export interface Presence {
  /** Takes a message; the answer is what others must hear, or null. @throws BadMessage */
  take(owner: object, user: { id: string; name: string }, bytes: Uint8Array): Uint8Array | null;
  /** Everybody who is there; null for nobody. */
  all(): Uint8Array | null;
  /** The socket closed: what others must hear. */
  leave(owner: object): Uint8Array | null;
}

export function createPresence(): Presence {
  const entries = new Map<number, Entry>();

  function takeOne(owner: object, user: { id: string; name: string }, id: number, clock: number, json: string): boolean {
    const state = rewrite(json, user);
    let entry = entries.get(id);
    if (!entry) {
      if (countOf(owner) >= MAX_AWARENESS_IDS) return false;
      entries.set(id, (entry = { owner, user: user.id, heard: -1, told: clock, state: null }));
    } else if (entry.owner === null && entry.user === user.id) {
      if (countOf(owner) >= MAX_AWARENESS_IDS) return false;
      Object.assign(entry, { owner, heard: -1 });
    }
    if (entry.owner !== owner || clock < entry.heard || (clock === entry.heard && state !== null)) return false;
    Object.assign(entry, { heard: clock, told: Math.max(entry.told + 1, clock), state });
    return true;
  }

  const countOf = (owner: object): number => [...entries.values()].filter((entry) => entry.owner === owner).length;

  function tell(ids: readonly number[]): Uint8Array | null {
    if (ids.length === 0) return null;
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, ids.length);
    for (const id of ids) {
      const entry = entries.get(id)!;
      encoding.writeVarUint(out, id);
      encoding.writeVarUint(out, entry.told);
      encoding.writeVarString(out, entry.state ?? 'null');
    }
    return encoding.toUint8Array(out);
  }

  function forgetGone(): void {
    let gone = [...entries.values()].filter((entry) => entry.owner === null).length;
    for (const [id, entry] of entries) {
      if (gone <= MAX_AWARENESS_GONE) return;
      if (entry.owner === null && entries.delete(id)) gone--;
    }
  }

  return {
    take(owner, user, bytes) {
      const changed: number[] = [];
      for (const { id, clock, json } of readStates(bytes)) if (takeOne(owner, user, id, clock, json)) changed.push(id);
      return tell(changed);
    },
    all: () => tell([...entries].filter(([, entry]) => entry.state !== null).map(([id]) => id)),
    leave(owner) {
      const left: number[] = [];
      for (const [id, entry] of entries) {
        if (entry.owner !== owner) continue;
        if (entry.state !== null) left.push(id);
        Object.assign(entry, { owner: null, state: null, told: entry.told + 1 });
      }
      const told = tell(left);
      forgetGone();
      return told;
    },
  };
}

function readStates(bytes: Uint8Array): { id: number; clock: number; json: string }[] {
  try {
    const input = decoding.createDecoder(bytes);
    const count = decoding.readVarUint(input);
    const states: { id: number; clock: number; json: string }[] = [];
    for (let index = 0; index < count; index++) {
      states.push({ id: decoding.readVarUint(input), clock: decoding.readVarUint(input), json: decoding.readVarString(input) });
    }
    if (decoding.hasContent(input)) throw new BadMessage('bytes left over');
    return states;
  } catch (error) {
    throw error instanceof BadMessage ? error : new BadMessage('awareness ends early', { cause: error });
  }
}

/** The state as its maker sent it (cursor, cell, colour), but with the name and id of who is signed in. */
function rewrite(json: string, user: { id: string; name: string }): string | null {
  let state: unknown;
  try {
    state = JSON.parse(json);
  } catch (error) {
    throw new BadMessage('awareness is not JSON', { cause: error });
  }
  if (state === null) return null;
  const rest = isObject(state) ? state : {};
  return JSON.stringify({ ...rest, user: { ...(isObject(rest['user']) ? rest['user'] : {}), id: user.id, name: user.name } });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
