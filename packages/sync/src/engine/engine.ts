/**
 * The replica's whole behaviour as one pure function. All events pass through `evolve`; it holds that
 * 1. bytes leave the outbox only through `accept` (seq, known) or `refuse` (into a proposal)       SPEC DEV3
 * 2. at most one page is asked for or being stored at a time                                        SPEC PUL9
 * 3. a parked part is taken only when none of its pushes is in flight                               SPEC REF1
 * 4. whatever was in flight on a socket is sent again on the next one
 * 5. after a restore nothing is pushed, posted or pulled before every ledger held here is answered for  SPEC EPO5
 */
import { isFinal, type RelayCode } from '../protocol/codes.ts';
import {
  ANSWER_WITHIN_MS,
  DEAD_AFTER_MS,
  HOLD_RETRY_MS,
  MAX_RETURNS_IN_FLIGHT,
  PAGE_BYTES,
  PING_EVERY_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
  RECONNECT_VISIBLE_MAX_MS,
} from '../protocol/limits.ts';
import type { Ack, Page, Returned, ServerMessage, Welcome } from '../protocol/messages.ts';
import { postable, pushable } from './outgoing.ts';
import type { Effect, Event, State } from './state.ts';

export interface Step {
  state: State;
  effects: Effect[];
}

/**
 * @param now milliseconds on a clock that never steps; `nextWake` is to be asked with the same
 * @param random a number in [0, 1), for the jitter of reconnecting
 */
export function evolve(before: State, event: Event, now: number, random: number): Step {
  const effects: Effect[] = [];
  let state = apply(before, event, now, random, effects);
  state = watchSocket(state, now, random, effects);
  state = connectIfDue(state, now, effects);
  state = workOff(state, now, effects);
  return { state, effects };
}

/** When `tick` is next of use; Infinity when only events can change anything. */
export function nextWake(state: State, now: number): number {
  const times: number[] = [];
  const { connection } = state;
  if (connection.is === 'waiting') times.push(connection.until);
  if (connection.is === 'opening' || connection.is === 'greeting') times.push(connection.since + DEAD_AFTER_MS);
  if (connection.is === 'open') {
    if (state.visible) times.push(state.pingedAt + PING_EVERY_MS, Math.max(state.heardAt + DEAD_AFTER_MS, state.pingedAt + 1));
    if (state.pull.is === 'asked') times.push(state.pull.since + ANSWER_WITHIN_MS);
    for (const { since } of [...state.inFlight.values(), ...state.returning.values()]) times.push(since + ANSWER_WITHIN_MS);
    if (state.toReturn.length > 0) times.push(state.returnAfter);
    for (const until of state.held.values()) times.push(until);
    for (const until of state.unkept.values()) times.push(until);
  }
  if (state.leads) for (const until of state.postAfter.values()) times.push(until);
  // What is past and did not act waits for an event, not for time.
  return Math.min(Infinity, ...times.filter((time) => time > now));
}

function apply(state: State, event: Event, now: number, random: number, effects: Effect[]): State {
  switch (event.type) {
    case 'start':
      return { ...state, hello: event.hello, online: event.online, visible: event.visible };
    case 'lead':
      return { ...state, leads: true, hello: event.hello, attempt: 0, refusal: null, connection: { is: 'waiting', until: now } };
    case 'stop':
      return { ...drop(state, effects), leads: false, connection: { is: 'closed' } };
    case 'online':
      if (!event.online) return { ...drop(state, effects), online: false };
      return { ...hurry(state, now), online: true };
    case 'visible':
      // A page that comes back asks at once whether the socket still lives.
      return event.visible
        ? { ...hurry(state, now), visible: true, pingedAt: 0, heardAt: Math.max(state.heardAt, now - DEAD_AFTER_MS + PING_EVERY_MS) }
        : { ...state, visible: false };
    case 'opened':
      return opened(state, event.socket, now, effects);
    case 'closed':
      return isCurrent(state, event.socket) ? closed(state, event.code, now, random) : state;
    case 'garbled':
      return isCurrent(state, event.socket) ? lose(state, now, random, effects) : state;
    case 'message':
      return isCurrent(state, event.socket) ? message({ ...state, heardAt: now }, event.message, now, effects) : state;
    case 'outbox':
      return { ...state, outbox: event.entries };
    case 'unkept':
      return { ...state, unkept: new Map(event.proposals.map((id) => [id, state.unkept.get(id) ?? 0])) };
    case 'page-stored': {
      if (state.pull.is !== 'storing') return state;
      const { more } = state.pull.page;
      // A page may have brought what held edits wait for.
      return {
        ...state,
        hello: event.hello,
        pull: { is: 'idle' },
        caughtUp: state.caughtUp || !more,
        held: new Map([...state.held.keys()].map((n) => [n, 0])),
      };
    }
    case 'answered':
      return { ...state, head: Math.max(state.head, event.head), answered: new Map(state.answered).set(event.id, event.head) };
    case 'accepted':
      return {
        ...state,
        accepting: without(state.accepting, event.ns),
        outbox: state.outbox.filter((entry) => !event.ns.includes(entry.n)),
      };
    case 'taken': {
      const parked = new Map(state.parked);
      parked.delete(event.doc);
      return { ...state, parked, outbox: state.outbox.filter((entry) => entry.type !== 'edit' || entry.doc !== event.doc) };
    }
    case 'reopened':
      return { ...state, reopening: false, hello: event.hello, toReturn: event.records, returning: new Map(), returnAfter: 0 };
    case 'settled':
      return {
        ...state,
        posted: without(state.posted, [event.id]),
        outbox: state.outbox.filter((entry) => entry.type !== 'intent' || entry.id !== event.id),
      };
    case 'post-failed':
      return {
        ...state,
        posted: without(state.posted, [event.id]),
        postAfter: new Map(state.postAfter).set(event.id, now + jitter(state, 1 + state.attempt, random)),
      };
    case 'store-failed':
      return { ...lose(state, now, random, effects), accepting: new Set(), parked: new Map(), reopening: false };
    case 'tick':
      return state;
  }
}

const without = <T>(set: ReadonlySet<T>, gone: readonly T[]): ReadonlySet<T> => new Set([...set].filter((one) => !gone.includes(one)));

const socketOf = (state: State): number | null => ('socket' in state.connection ? state.connection.socket : null);
const isCurrent = (state: State, socket: number): boolean => socketOf(state) === socket;

/** Full jitter (SPEC SES7). */
function jitter({ visible }: State, attempt: number, random: number): number {
  const most = Math.min(visible ? RECONNECT_VISIBLE_MAX_MS : RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** attempt);
  return RECONNECT_MIN_MS + random * (most - RECONNECT_MIN_MS);
}

const hurry = (state: State, now: number): State => ({
  ...state,
  postAfter: new Map(),
  connection: state.connection.is === 'waiting' ? { is: 'waiting', until: now } : state.connection,
});

/** Everything that was tied to the lost socket is open again; what the store is doing goes on. */
const forget = (state: State): State => ({
  ...state,
  inFlight: new Map(),
  // A server that still waits for them says so in its next WELCOME.
  toReturn: [],
  returning: new Map(),
  pull: state.pull.is === 'storing' ? state.pull : { is: 'idle' },
  caughtUp: false,
  unkept: new Map([...state.unkept.keys()].map((id) => [id, 0])),
});

/** Closes the socket, if any, and stays as it is otherwise. */
function drop(state: State, effects: Effect[]): State {
  const socket = socketOf(state);
  if (socket !== null) effects.push({ type: 'disconnect', socket });
  return { ...forget(state), connection: state.connection.is === 'closed' ? state.connection : { is: 'waiting', until: 0 } };
}

/** The socket is of no use any more: close it and try again after a while. */
function lose(state: State, now: number, random: number, effects: Effect[]): State {
  const next = drop(state, effects);
  if (next.connection.is === 'closed') return next;
  return { ...next, attempt: next.attempt + 1, connection: { is: 'waiting', until: now + jitter(next, next.attempt, random) } };
}

function closed(state: State, code: number, now: number, random: number): State {
  const next = forget(state);
  if (code >= 4400 && code < 4500) return { ...next, connection: { is: 'closed' }, refusal: state.refusal ?? finalCode(code) };
  return { ...next, attempt: next.attempt + 1, connection: { is: 'waiting', until: now + jitter(next, next.attempt, random) } };
}

/** A close that came without a REFUSE before it: signed out, or cut. */
const finalCode = (code: number): RelayCode => (code === 4430 ? 'revoked' : code === 4400 ? 'bad-message' : 'unauthenticated');

function opened(state: State, socket: number, now: number, effects: Effect[]): State {
  if (state.connection.is !== 'opening' || state.connection.socket !== socket) return state;
  const { have: _have, ...hello } = state.hello;
  effects.push({ type: 'send', socket, message: { type: 'hello', ...hello } });
  return { ...state, heardAt: now, pingedAt: now, connection: { is: 'greeting', socket, since: now } };
}

function message(state: State, one: ServerMessage, now: number, effects: Effect[]): State {
  const { connection } = state;
  if (one.type === 'ping' && 'socket' in connection) {
    effects.push({ type: 'send', socket: connection.socket, message: { type: 'pong' } });
    return state;
  }
  if (one.type === 'refuse') return { ...state, refusal: one.code };
  if (connection.is === 'greeting') return one.type === 'welcome' ? welcomed(state, connection.socket, one, effects) : state;
  if (connection.is !== 'open') return state;
  switch (one.type) {
    case 'ack':
      return acked(state, one, now, effects);
    case 'page':
      return paged(state, one, effects);
    case 'poke':
      return { ...state, head: Math.max(state.head, one.head) };
    case 'returned':
      return returned(state, one, now);
    case 'kept': {
      const unkept = new Map(state.unkept);
      unkept.delete(one.id);
      effects.push({ type: 'kept', proposal: one.id });
      return { ...state, unkept };
    }
    default:
      return state;
  }
}

function welcomed(state: State, socket: number, welcome: Welcome, effects: Effect[]): State {
  effects.push({ type: 'welcome', welcome });
  const first = state.hello.epoch === '';
  const restored = welcome.mode === 'restored' && !first;
  if (restored) effects.push({ type: 'reopen', epoch: welcome.epoch });
  return {
    ...state,
    attempt: 0,
    refusal: null,
    // After a restore heads begin anew, so the old one says nothing.
    head: restored ? welcome.head : Math.max(state.head, welcome.head),
    hello: { ...state.hello, epoch: welcome.epoch },
    reopening: restored,
    toReturn: [],
    returning: new Map(),
    // Numbers of the old epoch are never reached.
    answered: restored ? new Map([...state.answered.keys()].map((id) => [id, 0])) : state.answered,
    connection: { is: 'open', socket, mode: welcome.mode },
  };
}

/** What the server made of a ledger changes nothing here, pages tell. A busy server is asked again. */
function returned(state: State, { n, result }: Returned, now: number): State {
  const sent = state.returning.get(n);
  if (!sent) return state;
  const returning = new Map(state.returning);
  returning.delete(n);
  if (result.kind !== 'code' || isFinal(result.code)) return { ...state, returning };
  return { ...state, returning, toReturn: [...state.toReturn, sent.record], returnAfter: now + HOLD_RETRY_MS };
}

function acked(state: State, ack: Ack, now: number, effects: Effect[]): State {
  const inFlight = new Map(state.inFlight);
  const held = new Map(state.held);
  const parked = new Map(state.parked);
  const accepted: number[] = [];
  for (const { n, result } of ack.answers) {
    const sent = inFlight.get(n);
    if (!sent) continue;
    inFlight.delete(n);
    held.delete(n);
    if (result.kind === 'seq' || result.kind === 'known') accepted.push(n);
    else if (result.kind === 'hold' || !isFinal(result.code)) held.set(n, now + HOLD_RETRY_MS);
    else parked.set(sent.doc, parked.get(sent.doc) ?? { code: result.code, taking: false });
  }
  if (accepted.length > 0) effects.push({ type: 'accept', ns: accepted });
  return { ...state, inFlight, held, parked, accepting: new Set([...state.accepting, ...accepted]) };
}

function paged(state: State, page: Page, effects: Effect[]): State {
  if (state.pull.is !== 'asked') return state;
  effects.push({ type: 'store-page', page });
  return { ...state, pull: { is: 'storing', page }, head: Math.max(state.head, page.next) };
}

/** Pings while visible, and gives up a socket that is silent or does not answer (SPEC SES6). */
function watchSocket(state: State, now: number, random: number, effects: Effect[]): State {
  const { connection } = state;
  if (connection.is === 'opening' || connection.is === 'greeting') {
    return now - connection.since >= DEAD_AFTER_MS ? lose(state, now, random, effects) : state;
  }
  if (connection.is !== 'open') return state;
  const unanswered = [...state.inFlight.values(), ...state.returning.values()].some(({ since }) => now - since >= ANSWER_WITHIN_MS);
  const unpaged = state.pull.is === 'asked' && now - state.pull.since >= ANSWER_WITHIN_MS;
  // A hidden page's timers are slowed by the browser: silence there proves nothing.
  const silent = state.visible && now - state.heardAt >= DEAD_AFTER_MS && state.pingedAt > state.heardAt;
  if (unanswered || unpaged || silent) return lose(state, now, random, effects);
  if (!state.visible || now - state.pingedAt < PING_EVERY_MS) return state;
  effects.push({ type: 'send', socket: connection.socket, message: { type: 'ping' } });
  return { ...state, pingedAt: now };
}

function connectIfDue(state: State, now: number, effects: Effect[]): State {
  if (!state.leads || !state.online || state.connection.is !== 'waiting' || state.connection.until > now) return state;
  const socket = state.nextSocket;
  effects.push({ type: 'connect', socket });
  return { ...state, nextSocket: socket + 1, connection: { is: 'opening', socket, since: now } };
}

/** Sends what may go: edits, decisions, proposals for the quarantine, the next pull. */
function workOff(before: State, now: number, effects: Effect[]): State {
  let state = settleReached(takeParked(before, effects), effects);
  const { connection } = state;
  // Nothing new goes out while the epoch is being changed: the outbox is about to grow (SPEC EPO1).
  if (connection.is !== 'open' || state.reopening) return state;
  const { socket, mode } = connection;
  if (state.toReturn.length + state.returning.size > 0) return sendReturns(state, socket, now, effects);

  const ns = pushable(state, now);
  if (ns.length > 0) {
    effects.push({ type: 'push', socket, ns });
    const docs = new Map(state.outbox.flatMap((entry) => (entry.type === 'edit' ? [[entry.n, entry.doc] as const] : [])));
    const inFlight = new Map(state.inFlight);
    for (const n of ns) inFlight.set(n, { doc: docs.get(n)!, since: now });
    state = { ...state, inFlight };
  }

  const ids = postable(state, now);
  for (const id of ids) effects.push({ type: 'post', id });
  if (ids.length > 0) state = { ...state, posted: new Set([...state.posted, ...ids]) };

  const due = [...state.unkept].filter(([, until]) => until <= now).map(([id]) => id);
  for (const proposal of due) effects.push({ type: 'quarantine', socket, proposal });
  if (due.length > 0)
    state = { ...state, unkept: new Map([...state.unkept].map(([id, until]) => [id, due.includes(id) ? now + ANSWER_WITHIN_MS : until])) };

  // What waits for its record to be made is not of the old epoch, and its create may wait for a page.
  const returning = mode === 'restored' && !state.caughtUp && (state.inFlight.size > 0 || pushable(state, now).length > 0);
  const wanted = state.hello.cursor < state.head || !state.caughtUp;
  if (mode !== 'drain' && !returning && wanted && state.pull.is === 'idle') {
    const { cursor, have } = state.hello;
    effects.push({ type: 'send', socket, message: { type: 'pull', cursor, maxBytes: PAGE_BYTES, have } });
    state = { ...state, pull: { is: 'asked', since: now } };
  }
  return state;
}

function sendReturns(state: State, socket: number, now: number, effects: Effect[]): State {
  if (state.returnAfter > now) return state;
  const due = state.toReturn.slice(0, MAX_RETURNS_IN_FLIGHT - state.returning.size);
  const returning = new Map(state.returning);
  let { nextReturn } = state;
  for (const record of due) {
    effects.push({ type: 'return', socket, n: nextReturn, record });
    returning.set(nextReturn++, { record, since: now });
  }
  return { ...state, returning, nextReturn, toReturn: state.toReturn.slice(due.length) };
}

/** An accepted intent shows as waiting until the facts it made are here, so that nothing seems undone in between. */
function settleReached(state: State, effects: Effect[]): State {
  const reached = [...state.answered].filter(([, head]) => head <= state.hello.cursor).map(([id]) => id);
  if (reached.length === 0) return state;
  for (const id of reached) effects.push({ type: 'settle', id });
  return { ...state, answered: new Map([...state.answered].filter(([id]) => !reached.includes(id))) };
}

function takeParked(state: State, effects: Effect[]): State {
  const flying = new Set([...state.inFlight.values()].map(({ doc }) => doc));
  const accepting = new Set(state.outbox.flatMap((entry) => (entry.type === 'edit' && state.accepting.has(entry.n) ? [entry.doc] : [])));
  const parked = new Map(state.parked);
  for (const [doc, { code, taking }] of state.parked) {
    if (taking || flying.has(doc) || accepting.has(doc)) continue;
    effects.push({ type: 'refuse', doc, code });
    parked.set(doc, { code, taking: true });
  }
  return { ...state, parked };
}
