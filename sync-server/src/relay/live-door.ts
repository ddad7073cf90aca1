/** `/sync/doc/<kind>/<id>/<part>`: plain y-websocket, a socket for each part on screen (SPEC LIV). */
import * as Y from 'yjs';
import { BadMessage, isServerPart, limits, parseDoc, recordOf, type DocName } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { append } from './append.ts';
import { newId, type Random } from './ids.ts';
import type { Commit, Cut, Writer } from './job.ts';
import { MAX_BACKLOG, MAX_LIVE_HOLDS } from './limits.ts';
import { createLiveLimits } from './live-limits.ts';
import { createLiveRoom, type LiveRoom } from './live-room.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { isCutBy } from './peer.ts';
import { personOf } from './person.ts';
import type { Clock, Joined, Peer, Rights, Socket } from './ports.ts';
import { addsNothing, readUpdate } from './update.ts';
import type { Waiting } from './waiting.ts';
import { PULSE, readLive, writeAwareness, writeStep1, writeStep2, writeUpdate, type LiveMessage } from './y-websocket.ts';

export interface LiveDoor {
  join(socket: Socket, peer: Peer, doc: string): Joined;
  committed(commit: Commit): void;
  /** Another process wrote: rooms and rights are looked at again. */
  reload(): Promise<void>;
  cut(target: Cut): void;
  /** Closes all sockets for now. */
  sendAway(): void;
  peers(): Peer[];
  close(): Promise<void>;
}

export interface LiveDeps {
  read: Reader;
  writer: Writer;
  rights: Rights;
  clock: Clock;
  random: Random;
  waiting: Waiting;
}

interface Guest {
  id: string;
  peer: Peer;
  doc: string;
  name: DocName;
  outlet: Outlet;
  /** Null until its right is known. */
  room: LiveRoom | null;
  /** The stored bytes of its part are there, the document may not be. */
  found: boolean;
  /** Let in: what it sends is taken, before that it waits. */
  joined: boolean;
  /** Has asked for the state: only then do updates follow it without a gap. */
  synced: boolean;
  /** Looks at its rights that are under way; nothing of the part leaves meanwhile. */
  checks: number;
  delayed: (() => void)[];
  backlog: Uint8Array[];
  holds: number;
}

export function createLiveDoor(deps: LiveDeps): LiveDoor {
  const { read, writer, rights, clock, random, waiting } = deps;
  const guests = new Set<Guest>();
  const rooms = new Map<string, { room: LiveRoom; members: Set<Guest> }>();
  const counts = createLiveLimits();
  const unanswered = new Set<Promise<void>>();
  let stopPulse: (() => void) | null = null;
  let closing = false;

  function pulse(): void {
    stopPulse = clock.after(limits.LIVE_PULSE_MS, () => {
      for (const guest of guests) if (guest.joined) guest.outlet.send(PULSE);
      pulse();
    });
  }

  /** Sends what only those who may read the part may have. */
  function deliver(guest: Guest, bytes: Uint8Array, asked = false): void {
    if (guest.checks > 0) guest.delayed.push(() => guest.outlet.send(bytes, asked));
    else guest.outlet.send(bytes, asked);
  }

  const membersOf = (room: LiveRoom): Iterable<Guest> => rooms.get(room.doc)?.members ?? [];

  function tellUpdate(room: LiveRoom, update: Uint8Array, but: string): void {
    const bytes = writeUpdate(update);
    for (const guest of membersOf(room)) if (guest.synced && guest.id !== but) deliver(guest, bytes);
  }

  function tellPresence(room: LiveRoom, states: Uint8Array | null, but: Guest): void {
    if (!states) return;
    const bytes = writeAwareness(states);
    for (const guest of membersOf(room)) if (guest.joined && guest !== but) deliver(guest, bytes);
  }

  const mayRead = async ({ peer, name }: Guest): Promise<boolean> => {
    const person = personOf(await read.user(peer.user));
    const record = person && (await read.record(name.kind, name.id));
    return !!record && rights.mayRead(person, record, name.part);
  };

  async function letIn(guest: Guest): Promise<void> {
    if (!(await mayRead(guest))) return leave(guest, () => guest.outlet.close('not-found'));
    if (!guest.outlet.open) return;
    let open = rooms.get(guest.doc);
    if (!open) rooms.set(guest.doc, (open = { room: createLiveRoom(read, clock, guest.doc), members: new Set() }));
    const { room, members } = open;
    members.add(guest);
    guest.room = room;
    await room.found;
    guest.found = true;
    giveBytes(guest, room);
    await room.ready;
    if (!guest.outlet.open) return;
    guest.joined = true;
    deliver(guest, writeStep1(Y.encodeStateVector(room.ydoc)), true);
    const present = room.presence.all();
    if (present) deliver(guest, writeAwareness(present), true);
    for (const bytes of guest.backlog.splice(0)) receive(guest, bytes);
  }

  /** Who has nothing yet is in step when it has what is stored: with the last message, as the answer to a step 1 (SPEC LIV2). */
  function giveBytes(guest: Guest, { bytes }: LiveRoom): void {
    const asked = guest.backlog.findIndex(isEmptyStep1);
    const last = bytes?.at(-1);
    if (asked < 0 || !bytes || !last || !guest.outlet.open) return;
    guest.backlog.splice(asked, 1);
    answer(guest, () => {
      counts.gave(
        guest.peer.session,
        bytes.reduce((sum, update) => sum + update.length, 0),
      );
      guest.synced = true;
      for (const update of bytes.slice(0, -1)) deliver(guest, writeUpdate(update), true);
      deliver(guest, writeStep2(last), true);
    });
  }

  /** Rights may have ended: nothing more leaves until that is known (SPEC SES5). */
  async function checkAgain(guest: Guest): Promise<void> {
    guest.checks++;
    const allowed = await mayRead(guest).catch(() => false);
    guest.checks--;
    if (!allowed) return leave(guest, () => guest.outlet.close(guest.room ? 'revoked' : 'not-found'));
    if (guest.checks === 0) for (const send of guest.delayed.splice(0)) send();
  }

  function receive(guest: Guest, bytes: Uint8Array): void {
    if (!guest.outlet.open) return;
    if (bytes.length > limits.MAX_MESSAGE_BYTES) return leave(guest, () => guest.outlet.close('too-large'));
    if (!guest.room || !guest.joined) {
      if (guest.backlog.length >= MAX_BACKLOG) return leave(guest, () => guest.outlet.close('busy'));
      guest.backlog.push(bytes);
      if (guest.room && guest.found) giveBytes(guest, guest.room);
      return;
    }
    try {
      take(guest, guest.room, readLive(bytes));
    } catch (error) {
      // What one guest sends may end its own socket and nothing else.
      leave(guest, () => guest.outlet.close(error instanceof BadMessage ? 'bad-message' : 'busy'));
    }
  }

  function take(guest: Guest, room: LiveRoom, message: LiveMessage): void {
    switch (message.type) {
      case 'step1':
        return answer(guest, () => {
          const state = Y.encodeStateAsUpdate(room.ydoc, readStateVector(message.stateVector));
          counts.gave(guest.peer.session, state.length);
          guest.synced = true;
          deliver(guest, writeStep2(state), true);
        });
      case 'step2':
      case 'update':
        return takeUpdate(guest, room, message.update);
      case 'awareness': {
        if (message.states.length > limits.MAX_AWARENESS_BYTES) return leave(guest, () => guest.outlet.close('too-large'));
        const { user, name } = guest.peer;
        return tellPresence(room, room.presence.take(guest, { id: user, name }, message.states), guest);
      }
      case 'query':
        return answer(guest, () => {
          const present = room.presence.all();
          if (present) deliver(guest, writeAwareness(present), true);
        });
    }
  }

  /** What costs more to answer than to ask is answered so often, and no more (SPEC LIV9). */
  function answer(guest: Guest, give: () => void): void {
    if (counts.mayAsk(guest.peer.session, clock.now())) give();
    else leave(guest, () => guest.outlet.close('busy'));
  }

  function takeUpdate(guest: Guest, room: LiveRoom, update: Uint8Array): void {
    if (update.length > limits.MAX_UPDATE_BYTES) return leave(guest, () => guest.outlet.close('too-large'));
    const read = readUpdate(update);
    if (!read.ok) return leave(guest, () => guest.outlet.close(read.code));
    // A step 2 always repeats every deletion, and a reader answers with one too: what is known is nobody's edit (LIV2, LIV7).
    if (addsNothing(room.ydoc, read.facts)) return;
    if (!waiting.begin(guest.peer.device, update.length)) return leave(guest, () => guest.outlet.close('busy'));
    const answer = appendFrom(guest, room, update).finally(() => waiting.done(guest.peer.device, update.length));
    unanswered.add(answer);
    void answer.then(() => unanswered.delete(answer));
  }

  async function appendFrom(guest: Guest, room: LiveRoom, update: Uint8Array): Promise<void> {
    const { user, device } = guest.peer;
    try {
      const payload = { user, device, doc: guest.doc, generation: room.generation, update, from: guest.id, returned: false };
      const result = await writer.submit(append, payload);
      if (result.kind === 'code') return leave(guest, () => guest.outlet.close(result.code));
      guest.holds = result.kind === 'hold' ? guest.holds + 1 : 0;
      if (guest.holds > MAX_LIVE_HOLDS) return leave(guest, () => guest.outlet.close('bad-update'));
      // Asks for all that it has and we have not, which holds what was missing.
      if (guest.holds > 0) deliver(guest, writeStep1(Y.encodeStateVector(room.ydoc)), true);
    } catch {
      leave(guest, () => guest.outlet.close('not-stored'));
    }
  }

  function leave(guest: Guest, how: () => void): void {
    how();
    if (!guests.delete(guest)) return;
    counts.left(guest.peer.session);
    if (guest.room) leaveRoom(guest, guest.room);
    if (guests.size === 0) {
      stopPulse?.();
      stopPulse = null;
    }
  }

  function leaveRoom(guest: Guest, room: LiveRoom): void {
    const members = rooms.get(room.doc)?.members;
    members?.delete(guest);
    tellPresence(room, room.presence.leave(guest), guest);
    if (members?.size === 0) {
      rooms.delete(room.doc);
      room.close();
    }
  }

  /** A room that could not take what was committed is made anew from the store when its guests come back. */
  function giveUp(members: Set<Guest>): null {
    for (const guest of [...members]) leave(guest, () => guest.outlet.close('busy'));
    return null;
  }

  function sendAway(): void {
    for (const guest of [...guests]) leave(guest, () => guest.outlet.close('going-away'));
  }

  return {
    join(socket, peer, doc) {
      const outlet = createOutlet(socket);
      const name = parseDoc(doc);
      if (!name || isServerPart(name.part) || closing) {
        outlet.close(closing ? 'going-away' : 'bad-name');
        return { receive: () => undefined, closed: () => outlet.ended() };
      }
      if (!counts.enter(peer.session, clock.now())) {
        outlet.close('too-many');
        return { receive: () => undefined, closed: () => outlet.ended() };
      }
      const guest: Guest = {
        id: newId(random),
        peer,
        doc,
        name,
        outlet,
        room: null,
        found: false,
        joined: false,
        synced: false,
        checks: 0,
        delayed: [],
        backlog: [],
        holds: 0,
      };
      guests.add(guest);
      if (!stopPulse) pulse();
      letIn(guest).catch(() => leave(guest, () => outlet.close('busy')));
      return { receive: (bytes) => receive(guest, bytes), closed: () => leave(guest, () => outlet.ended()) };
    },
    committed({ rows, access }) {
      const records = new Set(rows.filter(({ doc }) => doc?.endsWith('/$facts')).map(({ doc }) => recordOf(doc!)));
      // Nearly every commit is content, which changes nobody's rights.
      if (access.length + records.size > 0)
        for (const guest of guests) {
          if (access.includes(guest.peer.user) || records.has(recordOf(guest.doc))) void checkAgain(guest);
        }
      for (const { doc, update, from } of rows) {
        const open = doc === null || update.length === 0 ? undefined : rooms.get(doc);
        if (!open) continue;
        try {
          open.room.apply(update);
          tellUpdate(open.room, update, from);
        } catch {
          giveUp(open.members);
        }
      }
    },
    async reload() {
      await Promise.all([...guests].map(checkAgain));
      for (const { room, members } of [...rooms.values()]) {
        const fresh = await room.ready.then(room.reload).catch(() => giveUp(members));
        if (fresh === 'replaced') for (const guest of [...members]) leave(guest, () => guest.outlet.close('stale-generation'));
        else if (fresh) tellUpdate(room, fresh, '');
      }
    },
    cut(target) {
      for (const guest of [...guests]) if (isCutBy(guest.peer, target)) leave(guest, () => guest.outlet.close('unauthenticated'));
    },
    sendAway,
    peers: () => [...guests].map((guest) => guest.peer),
    async close() {
      closing = true;
      while (unanswered.size > 0) await Promise.all(unanswered);
      sendAway();
    },
  };
}

const EMPTY_STEP_1 = writeStep1(Uint8Array.of(0));
const isEmptyStep1 = (bytes: Uint8Array): boolean =>
  bytes.length === EMPTY_STEP_1.length && bytes.every((byte, n) => byte === EMPTY_STEP_1[n]);

/** @throws BadMessage */
function readStateVector(bytes: Uint8Array): Uint8Array {
  try {
    Y.decodeStateVector(bytes);
    return bytes;
  } catch (error) {
    throw new BadMessage('state vector', { cause: error });
  }
}
