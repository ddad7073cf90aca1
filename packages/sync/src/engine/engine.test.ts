import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RELAY_CODES, type RelayCode } from '../protocol/codes.ts';
import {
  ANSWER_WITHIN_MS,
  DEAD_AFTER_MS,
  HOLD_RETRY_MS,
  MAX_PUSH_ENTRIES,
  MAX_RETURNS_IN_FLIGHT,
  PING_EVERY_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
  RECONNECT_VISIBLE_MAX_MS,
} from '../protocol/limits.ts';
import type { AckResult, Page, ReturnResult, Welcome } from '../protocol/messages.ts';
import { evolve, nextWake } from './engine.ts';
import { MAX_IN_FLIGHT } from './outgoing.ts';
import { initialState, type Effect, type Event, type State, type Waiting } from './state.ts';

const RECORD = 'event/r';
const hello = { protocol: 1, schemas: '', device: 'd', workspace: 'w', epoch: 'e', cursor: 0, accessVersion: 1, have: '' };
const welcome = (more: Partial<Welcome> = {}): Welcome => ({
  type: 'welcome',
  mode: 'full',
  workspace: 'w',
  epoch: 'e',
  head: 0,
  accessVersion: 1,
  ledger: { seq: 0, hash: new Uint8Array(), signature: new Uint8Array() },
  ...more,
});
const page = (next: number, more = false): Page => ({ type: 'page', id: `p${next}`, next, more, accessVersion: 1, docs: [] });
const edit = (n: number, doc = `${RECORD}/plan`): Waiting => ({ type: 'edit', n, doc, record: doc.split('/', 2).join('/'), bytes: 100 });
const intent = (n: number, id: string, opens = false, record = RECORD): Waiting => ({ type: 'intent', n, id, record, opens });

/** Drives the engine by hand: `now` moves only when told. */
function machine() {
  let state: State = initialState;
  let now = 1_000_000;
  const log: Effect[] = [];
  const on = (...events: Event[]): Effect[] => {
    const made: Effect[] = [];
    for (const event of events) {
      const step = evolve(state, event, now, 0.5);
      state = step.state;
      made.push(...step.effects);
    }
    log.push(...made);
    return made;
  };
  const socket = (): number => ('socket' in state.connection ? state.connection.socket : -1);
  return {
    on,
    log,
    socket,
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    pass: (ms: number) => {
      now += ms;
      return on({ type: 'tick' });
    },
    lead: () => on({ type: 'start', hello, online: true, visible: true }, { type: 'lead', hello }),
    /** Up to an open connection, read to the head. */
    open(more: Partial<Welcome> = {}) {
      this.lead();
      on({ type: 'opened', socket: socket() }, { type: 'message', socket: socket(), message: welcome(more) });
    },
    live() {
      this.open();
      on({ type: 'message', socket: socket(), message: page(0) }, { type: 'page-stored', hello });
    },
    ack: (...answers: [number, AckResult][]) =>
      on({ type: 'message', socket: socket(), message: { type: 'ack', answers: answers.map(([n, result]) => ({ n, result })) } }),
  };
}
const types = (effects: Effect[]): string[] =>
  effects.map((effect) => (effect.type === 'send' ? `send ${effect.message.type}` : effect.type));
const pushed = (effects: Effect[]): number[] => effects.flatMap((effect) => (effect.type === 'push' ? [...effect.ns] : []));
const seq = (n: number): AckResult => ({ kind: 'seq', seq: n });
const refusal = (code: RelayCode): AckResult => ({ kind: 'code', code });

describe('connecting', () => {
  it('[SES2] [SES3] greets first, pulls after WELCOME, and is quiet before', () => {
    const m = machine();
    expect(types(m.lead())).toEqual(['connect']);
    expect(types(m.on({ type: 'opened', socket: m.socket() }))).toEqual(['send hello']);
    expect(types(m.on({ type: 'message', socket: m.socket(), message: welcome() }))).toEqual(['welcome', 'send pull']);
  });

  it('[DEV6] does nothing while another tab leads', () => {
    const m = machine();
    expect(
      m.on({ type: 'start', hello, online: true, visible: true }, { type: 'outbox', entries: [edit(1)] }, { type: 'online', online: true }),
    ).toEqual([]);
  });

  it.each([
    [true, RECONNECT_VISIBLE_MAX_MS],
    [false, RECONNECT_MAX_MS],
  ])(
    '[SES7] [NAM4] waits a jittered, growing delay after each loss, none after coming online; visible: %s, at most %s ms',
    (visible, most) => {
      const m = machine();
      m.lead();
      m.on({ type: 'visible', visible });
      const lose = (): number => {
        m.on({ type: 'closed', socket: m.socket(), code: 1006 });
        return nextWake(m.state, m.now) - m.now;
      };
      let last = 0;
      for (let attempt = 0; attempt < 12; attempt++) {
        const wait = lose();
        expect(wait).toBeGreaterThanOrEqual(Math.max(RECONNECT_MIN_MS, last));
        expect(wait).toBeLessThanOrEqual(most);
        last = wait;
        expect(types(m.pass(wait))).toContain('connect');
      }
      expect(last).toBeGreaterThan(0.4 * most);
      lose();
      expect(types(m.on({ type: 'online', online: false }, { type: 'online', online: true }))).toContain('connect');
    },
  );

  it('[NAM4] pushes MAX_PUSH_ENTRIES at a time and no more than MAX_IN_FLIGHT that are unanswered', () => {
    const m = machine();
    m.live();
    const entries = Array.from({ length: MAX_IN_FLIGHT + 2 }, (_, n) => edit(n + 1));
    const sent = [m.on({ type: 'outbox', entries }), m.on({ type: 'tick' }), m.on({ type: 'tick' })].map(
      (effects) => pushed(effects).length,
    );
    expect(sent).toEqual([MAX_PUSH_ENTRIES, MAX_IN_FLIGHT - MAX_PUSH_ENTRIES, 0]);
    expect(pushed(m.ack([1, seq(1)]))).toEqual([MAX_IN_FLIGHT + 1]);
  });

  it('[SES6] a silent socket is dead after 10 s while visible, and pinged before', () => {
    const m = machine();
    m.live();
    expect(types(m.pass(PING_EVERY_MS))).toEqual(['send ping']);
    expect(types(m.pass(DEAD_AFTER_MS - PING_EVERY_MS))).toContain('disconnect');
  });

  it('[SES6] an answered ping keeps the socket', () => {
    const m = machine();
    m.live();
    for (let round = 0; round < 10; round++) {
      m.pass(PING_EVERY_MS);
      m.on({ type: 'message', socket: m.socket(), message: { type: 'pong' } });
    }
    expect(types(m.log)).not.toContain('disconnect');
  });

  it('[LIV4] stays closed after a final code and comes back when told', () => {
    const m = machine();
    m.live();
    m.on(
      { type: 'message', socket: m.socket(), message: { type: 'refuse', code: 'too-new' } },
      { type: 'closed', socket: m.socket(), code: 4406 },
    );
    expect(m.state.refusal).toBe('too-new');
    expect(m.pass(10 * RECONNECT_MAX_MS)).toEqual([]);
    expect(types(m.on({ type: 'lead', hello }))).toEqual(['connect']);
  });

  it('events of an old socket are not heard', () => {
    const m = machine();
    m.live();
    const before = m.state;
    m.on(
      { type: 'closed', socket: m.socket() - 1, code: 1006 },
      { type: 'message', socket: m.socket() - 1, message: { type: 'poke', head: 99 } },
    );
    expect(m.state).toEqual(before);
  });
});

describe('pushing', () => {
  it('[DEV3] an edit leaves only by its ack', () => {
    const m = machine();
    m.live();
    expect(pushed(m.on({ type: 'outbox', entries: [edit(1), edit(2)] }))).toEqual([1, 2]);
    expect(m.ack([1, seq(5)], [2, { kind: 'known' }])).toContainEqual({ type: 'accept', ns: [1, 2] });
    expect(m.state.outbox).toHaveLength(2);
    m.on({ type: 'accepted', ns: [1, 2] });
    expect(m.state.outbox).toEqual([]);
  });

  it('what was in flight on a lost socket is pushed again on the next', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1)] }, { type: 'closed', socket: m.socket(), code: 1006 });
    m.pass(RECONNECT_MAX_MS);
    m.on({ type: 'opened', socket: m.socket() });
    expect(pushed(m.on({ type: 'message', socket: m.socket(), message: welcome() }))).toEqual([1]);
  });

  it('an unanswered push ends the socket', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1)] });
    for (let waited = 0; waited < ANSWER_WITHIN_MS; waited += PING_EVERY_MS) {
      m.on({ type: 'message', socket: m.socket(), message: { type: 'pong' } });
      m.pass(PING_EVERY_MS);
    }
    expect(types(m.log)).toContain('disconnect');
  });

  it('[PSH5] a held edit goes again after HOLD_RETRY_MS, or after a page, and what follows it in its part waits', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1)] });
    m.ack([1, { kind: 'hold' }]);
    expect(pushed(m.on({ type: 'outbox', entries: [edit(1), edit(2), edit(3, 'event/q/plan')] }))).toEqual([3]);
    expect(pushed(m.pass(HOLD_RETRY_MS))).toEqual([1, 2]);
    m.ack([1, { kind: 'hold' }], [2, { kind: 'hold' }], [3, seq(1)]);
    m.on(
      { type: 'message', socket: m.socket(), message: { type: 'poke', head: 4 } },
      { type: 'message', socket: m.socket(), message: page(4) },
    );
    expect(pushed(m.on({ type: 'page-stored', hello: { ...hello, cursor: 4 } }))).toEqual([1, 2]);
  });

  it('[PSH9] edits of a record wait for its create, and an intent waits for the edits before it', () => {
    const m = machine();
    m.live();
    const effects = m.on({
      type: 'outbox',
      entries: [intent(1, 'make', true), edit(2), intent(3, 'submit'), edit(4, 'event/q/plan'), intent(5, 'other', false, 'event/z')],
    });
    expect(effects.filter((effect) => effect.type === 'post')).toEqual([
      { type: 'post', id: 'make' },
      { type: 'post', id: 'other' },
    ]);
    expect(pushed(effects)).toEqual([4]);
    expect(pushed(m.on({ type: 'settled', id: 'make' }))).toEqual([2]);
    m.ack([2, seq(9)]);
    expect(m.on({ type: 'accepted', ns: [2] })).toContainEqual({ type: 'post', id: 'submit' });
  });

  it('[NAM4] at most MAX_PUSH_ENTRIES go in one PUSH', () => {
    const m = machine();
    m.live();
    const entries = Array.from({ length: MAX_PUSH_ENTRIES + 10 }, (_, index) => edit(index + 1));
    expect(pushed(m.on({ type: 'outbox', entries }))).toHaveLength(MAX_PUSH_ENTRIES);
  });

  it('a command that was not delivered is posted again later', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [intent(1, 'a')] });
    expect(m.on({ type: 'post-failed', id: 'a' })).toEqual([]);
    expect(m.pass(RECONNECT_MAX_MS)).toContainEqual({ type: 'post', id: 'a' });
  });
});

describe('refusal', () => {
  it('[REF1] [REF3] parks the part until its pushes are answered, then takes it; other parts flow', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1)] });
    m.on({ type: 'outbox', entries: [edit(1), edit(2)] });
    expect(types(m.ack([1, refusal('frozen')]))).not.toContain('refuse');
    const more = m.on({ type: 'outbox', entries: [edit(1), edit(2), edit(3), edit(4, 'event/q/plan')] });
    expect(pushed(more)).toEqual([4]);
    expect(m.ack([2, refusal('frozen')])).toContainEqual({ type: 'refuse', doc: `${RECORD}/plan`, code: 'frozen' });
    m.on({ type: 'taken', doc: `${RECORD}/plan` });
    expect(m.state.outbox.map((entry) => entry.n)).toEqual([4]);
    expect(pushed(m.on({ type: 'outbox', entries: [edit(4, 'event/q/plan'), edit(5)] }))).toEqual([5]);
  });

  it('[REF1] what was accepted of the part is stored as accepted before the rest is taken', () => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1), edit(2)] });
    const effects = m.ack([1, seq(5)], [2, refusal('too-large')]);
    expect(types(effects)).toEqual(['accept']);
    expect(types(m.on({ type: 'accepted', ns: [1] }))).toEqual(['refuse']);
  });

  it.each(Object.entries(RELAY_CODES).filter(([, entry]) => !entry.final))('a transient %s is held, not parked', (code) => {
    const m = machine();
    m.live();
    m.on({ type: 'outbox', entries: [edit(1)] });
    m.ack([1, refusal(code as RelayCode)]);
    expect(m.state.parked.size).toBe(0);
    expect(pushed(m.pass(HOLD_RETRY_MS))).toEqual([1]);
  });

  it('[REF2] a proposal is uploaded until it is kept', () => {
    const m = machine();
    m.live();
    expect(types(m.on({ type: 'unkept', proposals: ['p'] }))).toEqual(['quarantine']);
    m.on({ type: 'message', socket: m.socket(), message: { type: 'kept', id: 'p' } });
    expect(m.log.at(-1)).toEqual({ type: 'kept', proposal: 'p' });
    expect(m.state.unkept.size).toBe(0);
  });
});

describe('pulling', () => {
  it('[PUL1] reads page after page to the head, one at a time', () => {
    const m = machine();
    m.open({ head: 9 });
    expect(types(m.on({ type: 'message', socket: m.socket(), message: page(4, true) }))).toEqual(['store-page']);
    expect(types(m.on({ type: 'message', socket: m.socket(), message: page(5, true) }))).toEqual([]);
    expect(types(m.on({ type: 'page-stored', hello: { ...hello, cursor: 4 } }))).toEqual(['send pull']);
    m.on({ type: 'message', socket: m.socket(), message: page(9) });
    expect(types(m.on({ type: 'page-stored', hello: { ...hello, cursor: 9 } }))).toEqual([]);
    expect(m.state.caughtUp).toBe(true);
    expect(types(m.on({ type: 'message', socket: m.socket(), message: { type: 'poke', head: 10 } }))).toEqual(['send pull']);
  });

  it('[SES4] in drain mode the outbox goes and nothing is pulled', () => {
    const m = machine();
    m.open({ mode: 'drain', head: 9 });
    expect(types(m.log)).not.toContain('send pull');
    expect(pushed(m.on({ type: 'outbox', entries: [edit(1)] }))).toEqual([1]);
  });

  it('[EPO1] after a restore everything is pushed again before anything is pulled', () => {
    const m = machine();
    m.open({ mode: 'restored', epoch: 'e2', head: 3 });
    expect(types(m.log)).toContain('reopen');
    expect(types(m.log)).not.toContain('send pull');
    m.on({ type: 'outbox', entries: [edit(1)] });
    expect(pushed(m.on({ type: 'reopened', hello: { ...hello, epoch: 'e2' }, records: [] }))).toEqual([1]);
    expect(types(m.log)).not.toContain('send pull');
    expect(types(m.ack([1, seq(4)]))).toEqual(['accept', 'send pull']);
  });
});

describe('returning ledgers after a restore', () => {
  const returns = (effects: Effect[]): [number, string][] =>
    effects.flatMap((effect) => (effect.type === 'return' ? [[effect.n, effect.record] as [number, string]] : []));
  const restored = (records: readonly string[]) => {
    const m = machine();
    m.open({ mode: 'restored', epoch: 'e2', head: 3 });
    m.on({ type: 'outbox', entries: [edit(1), intent(2, 'submit'), intent(3, 'other', false, 'event/z')] });
    return { m, first: m.on({ type: 'reopened', hello: { ...hello, epoch: 'e2' }, records }) };
  };
  const answer = (m: ReturnType<typeof machine>, n: number, result: ReturnResult): Effect[] =>
    m.on({ type: 'message', socket: m.socket(), message: { type: 'returned', n, result } });

  it('[EPO5] nothing is pushed, posted or pulled before each is answered', () => {
    const { m, first } = restored(['event/r', 'event/q']);
    expect(types(first)).toEqual(['return', 'return']);
    expect(returns(first)).toEqual([
      [1, 'event/r'],
      [2, 'event/q'],
    ]);
    expect(types(answer(m, 1, { kind: 'kept' }))).toEqual([]);
    expect(types(answer(m, 1, { kind: 'adopted' }))).toEqual([]);
    expect(types(answer(m, 2, { kind: 'code', code: 'bad-ledger' }))).toEqual(['push', 'post']);
  });

  it('[EPO5] [NAM4] MAX_RETURNS_IN_FLIGHT go at a time', () => {
    const { m, first } = restored(Array.from({ length: MAX_RETURNS_IN_FLIGHT + 2 }, (_, index) => `event/${index}`));
    expect(returns(first)).toHaveLength(MAX_RETURNS_IN_FLIGHT);
    expect(returns(answer(m, 1, { kind: 'known' }))).toEqual([[MAX_RETURNS_IN_FLIGHT + 1, `event/${MAX_RETURNS_IN_FLIGHT}`]]);
  });

  it('[EPO5] a server that is busy is asked again later', () => {
    const { m } = restored(['event/r']);
    expect(types(answer(m, 1, { kind: 'code', code: 'busy' }))).toEqual([]);
    expect(nextWake(m.state, m.now) - m.now).toBeLessThanOrEqual(HOLD_RETRY_MS);
    expect(returns(m.pass(HOLD_RETRY_MS))).toEqual([[2, 'event/r']]);
  });

  it('[EPO5] an answer that does not come ends the socket, and the next WELCOME begins anew', () => {
    const { m } = restored(['event/r']);
    for (let waited = 0; waited < ANSWER_WITHIN_MS; waited += PING_EVERY_MS) {
      m.on({ type: 'message', socket: m.socket(), message: { type: 'pong' } });
      m.pass(PING_EVERY_MS);
    }
    expect(types(m.log)).toContain('disconnect');
    m.pass(RECONNECT_MAX_MS);
    m.on({ type: 'opened', socket: m.socket() });
    const welcomed = m.on({ type: 'message', socket: m.socket(), message: welcome({ mode: 'restored', epoch: 'e2', head: 3 }) });
    expect(types(welcomed)).toEqual(['welcome', 'reopen']);
    expect(returns(m.on({ type: 'reopened', hello: { ...hello, epoch: 'e2' }, records: ['event/r'] }))).toEqual([[2, 'event/r']]);
    expect(pushed(answer(m, 2, { kind: 'adopted' }))).toEqual([1]);
  });
});

describe('any order of events', () => {
  const code = fc.constantFrom(...(Object.keys(RELAY_CODES) as RelayCode[]));
  const result: fc.Arbitrary<AckResult> = fc.oneof(
    fc.constant(seq(1)),
    fc.constantFrom<AckResult>({ kind: 'known' }, { kind: 'hold' }),
    code.map(refusal),
  );
  const mode = fc.constantFrom('full' as const, 'drain' as const, 'restored' as const);
  const n = fc.integer({ min: 1, max: 6 });
  const socket = fc.integer({ min: 0, max: 5 });
  const message = fc.oneof(
    fc
      .array(fc.tuple(n, result), { maxLength: 4 })
      .map((answers) => ({ type: 'ack' as const, answers: answers.map(([one, answer]) => ({ n: one, result: answer })) })),
    mode.map((one) => welcome({ mode: one, head: 3 })),
    fc.tuple(fc.nat(9), fc.boolean()).map(([next, more]) => page(next, more)),
    fc.nat(9).map((head) => ({ type: 'poke' as const, head })),
    fc.constantFrom({ type: 'ping' as const }, { type: 'pong' as const }, { type: 'kept' as const, id: 'p' }),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('adopted' as const, 'known' as const, 'kept' as const))
      .map(([one, kind]) => ({ type: 'returned' as const, n: one, result: { kind } })),
    code.map((one) => ({ type: 'refuse' as const, code: one })),
  );
  const event: fc.Arbitrary<Event> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(socket, message).map(([s, m]): Event => ({ type: 'message', socket: s, message: m })) },
    { weight: 3, arbitrary: socket.map((s): Event => ({ type: 'opened', socket: s })) },
    fc.tuple(socket, fc.constantFrom(1006, 4401, 4404, 4503)).map(([s, c]): Event => ({ type: 'closed', socket: s, code: c })),
    fc.constantFrom<Event>(
      { type: 'lead', hello },
      { type: 'stop' },
      { type: 'store-failed' },
      { type: 'tick' },
      { type: 'reopened', hello, records: ['event/r', 'event/q'] },
    ),
    fc.boolean().map((online): Event => ({ type: 'online', online })),
    fc.boolean().map((visible): Event => ({ type: 'visible', visible })),
    fc.uniqueArray(n, { maxLength: 6 }).map((ns): Event => ({
      type: 'outbox',
      entries: ns
        .sort()
        .map((one) => (one % 3 === 0 ? intent(one, `i${one}`, one === 3) : edit(one, one % 2 ? `${RECORD}/plan` : 'event/q/plan'))),
    })),
    fc.nat(9).map((cursor): Event => ({ type: 'page-stored', hello: { ...hello, cursor } })),
    fc.uniqueArray(n).map((ns): Event => ({ type: 'accepted', ns })),
    fc.constantFrom(`${RECORD}/plan`, 'event/q/plan').map((doc): Event => ({ type: 'taken', doc })),
    fc.constantFrom<Event>({ type: 'settled', id: 'i3' }, { type: 'post-failed', id: 'i6' }, { type: 'unkept', proposals: ['p'] }),
  );

  /** Runs the property; the answer is the states that were reached. */
  function drive(options: { numRuns: number; seed?: number }): string[] {
    const reached = new Set<string>();
    fc.assert(
      fc.property(mode, fc.array(fc.tuple(event, fc.nat(6000)), { maxLength: 60 }), (first, events) => {
        const m = machine();
        m.open({ head: 3, mode: first });
        let { state, now } = m;
        for (const [drawn, wait] of events) {
          now += wait;
          const before = state;
          // Low numbers stand for the socket of the moment, so that most events are heard.
          const current = 'socket' in state.connection ? state.connection.socket : 0;
          const one = 'socket' in drawn && drawn.socket < 4 ? { ...drawn, socket: current } : drawn;
          reached.add(state.connection.is === 'open' ? state.connection.mode : state.connection.is);
          if (state.parked.size > 0) reached.add('parked');
          if (state.inFlight.size > 0) reached.add('in flight');
          const step = evolve(state, one, now, 0.5);
          state = step.state;
          for (const effect of step.effects) {
            // 1: accepted only what this socket had in flight and was answered well
            if (effect.type === 'accept') for (const k of effect.ns) expect(before.inFlight.has(k)).toBe(true);
            // 2: one page at a time
            if (effect.type === 'store-page') expect(before.pull.is).toBe('asked');
            // 3: a part is taken only when nothing of it flies
            if (effect.type === 'refuse') expect([...state.inFlight.values()].map((flying) => flying.doc)).not.toContain(effect.doc);
            if (effect.type === 'push') {
              expect(state.connection.is).toBe('open');
              for (const k of effect.ns) expect(before.accepting.has(k)).toBe(false);
            }
          }
          // 4: nothing is in flight without a socket
          if (!('socket' in state.connection)) expect(state.inFlight.size + state.returning.size).toBe(0);
          // 5: nothing else goes while ledgers are on their way back
          if (state.toReturn.length + state.returning.size > 0) {
            reached.add('returning');
            const sent = types(step.effects);
            for (const effect of ['push', 'post', 'send pull', 'quarantine']) expect(sent).not.toContain(effect);
          }
          expect(nextWake(state, now)).toBeGreaterThan(now);
        }
      }),
      options,
    );
    return [...reached].sort();
  }

  it('keeps the engine’s five promises', () => {
    expect(drive({ numRuns: 1000 })).toContain('full');
  });

  it('keeps them in every state there is', () => {
    expect(drive({ numRuns: 3000, seed: 7 })).toEqual([
      'closed',
      'drain',
      'full',
      'greeting',
      'in flight',
      'opening',
      'parked',
      'restored',
      'returning',
      'waiting',
    ]);
  });
});
