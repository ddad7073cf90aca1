import type { RelayCode } from '../protocol/codes.ts';
import type { ClientMessage, Page, ServerMessage, Welcome, WelcomeMode } from '../protocol/messages.ts';

/** An outbox entry as the engine sees it: order and dependencies, no bytes. */
export type Waiting =
  | { type: 'edit'; n: number; doc: string; record: string; bytes: number }
  /** `opens`: the intent makes the record, so edits of it must wait for the answer (SPEC PSH9). */
  /** `held`: attachments made before it must have their references first (SPEC ATT4). */
  | { type: 'intent'; n: number; id: string; record: string; opens: boolean; held?: boolean };

export type Connection =
  /** Not wanted: not leading, stopped, or refused for good. */
  | { is: 'closed' }
  /** Wanted; the next attempt is due at `until`. */
  | { is: 'waiting'; until: number }
  | { is: 'opening'; socket: number; since: number }
  | { is: 'greeting'; socket: number; since: number }
  | { is: 'open'; socket: number; mode: WelcomeMode };

export interface State {
  connection: Connection;
  leads: boolean;
  online: boolean;
  visible: boolean;
  /** Attempts since the last WELCOME, for the delay (SPEC SES7). */
  attempt: number;
  nextSocket: number;
  heardAt: number;
  pingedAt: number;
  hello: {
    protocol: number;
    schemas: string;
    device: string;
    workspace: string;
    epoch: string;
    cursor: number;
    accessVersion: number;
    have: string;
  };
  /** Highest head the server has told. */
  head: number;
  /** What is under way on the pull lane. */
  pull: { is: 'idle' } | { is: 'asked'; since: number } | { is: 'storing'; page: Page };
  /** At least one page chain was read to its end on this connection. */
  caughtUp: boolean;
  outbox: readonly Waiting[];
  /** Pushed on this socket and not answered yet. */
  inFlight: ReadonlyMap<number, { doc: string; since: number }>;
  /** Answered `hold`: sent again at the time given, or after the next stored page (SPEC PSH5). */
  held: ReadonlyMap<number, number>;
  /** Parts with a final refusal; `taking` while the store moves their edits into a proposal. */
  parked: ReadonlyMap<string, { code: RelayCode; taking: boolean }>;
  /** Accepted by the server; the store is moving them. */
  accepting: ReadonlySet<number>;
  /** Intents posted and not answered yet, and those that wait after a failed try. */
  posted: ReadonlySet<string>;
  postAfter: ReadonlyMap<string, number>;
  /** Accepted intents and the number of the facts they made: they leave when the pages have brought those (SPEC DEC6). */
  answered: ReadonlyMap<string, number>;
  reopening: boolean;
  /** Records whose ledger a restored server has not answered for: until then nothing else goes out (SPEC EPO5). */
  toReturn: readonly string[];
  /** RETURNs under way, by number. */
  returning: ReadonlyMap<number, { record: string; since: number }>;
  nextReturn: number;
  /** After a busy server: not before. */
  returnAfter: number;
  /** Proposals the server has no copy of yet, and when each was last sent. */
  unkept: ReadonlyMap<string, number>;
  /** Final refusal of the whole session. */
  refusal: RelayCode | null;
}

export type Event =
  | { type: 'start'; hello: State['hello']; online: boolean; visible: boolean }
  | { type: 'lead'; hello: State['hello'] }
  | { type: 'stop' }
  | { type: 'online'; online: boolean }
  | { type: 'visible'; visible: boolean }
  | { type: 'opened'; socket: number }
  | { type: 'closed'; socket: number; code: number }
  | { type: 'message'; socket: number; message: ServerMessage }
  /** A message of the server could not be read. */
  | { type: 'garbled'; socket: number }
  | { type: 'outbox'; entries: readonly Waiting[] }
  | { type: 'unkept'; proposals: readonly string[] }
  | { type: 'page-stored'; hello: State['hello'] }
  | { type: 'accepted'; ns: readonly number[] }
  | { type: 'taken'; doc: string }
  /** `records`: those whose ledger is held here. */
  | { type: 'reopened'; hello: State['hello']; records: readonly string[] }
  /** The server accepted an intent; `head` is the number of the facts it made. */
  | { type: 'answered'; id: string; head: number }
  | { type: 'settled'; id: string }
  /** The command could not be delivered; it stays an intent. */
  | { type: 'post-failed'; id: string }
  /** The store refused a write of ours: everything under way is asked again. */
  | { type: 'store-failed' }
  | { type: 'tick' };

export type Effect =
  | { type: 'connect'; socket: number }
  | { type: 'disconnect'; socket: number }
  | { type: 'send'; socket: number; message: ClientMessage }
  /** Read these outbox entries and send them in one PUSH. */
  | { type: 'push'; socket: number; ns: readonly number[] }
  | { type: 'post'; id: string }
  /** An accepted intent leaves the outbox. */
  | { type: 'settle'; id: string }
  | { type: 'welcome'; welcome: Welcome }
  | { type: 'store-page'; page: Page }
  | { type: 'accept'; ns: readonly number[] }
  | { type: 'refuse'; doc: string; code: RelayCode }
  | { type: 'reopen'; epoch: string }
  /** Read this record's ledger and facts and send them in one RETURN. */
  | { type: 'return'; socket: number; n: number; record: string }
  | { type: 'quarantine'; socket: number; proposal: string }
  | { type: 'kept'; proposal: string };

export const initialState: State = {
  connection: { is: 'closed' },
  leads: false,
  online: true,
  visible: true,
  attempt: 0,
  nextSocket: 1,
  heardAt: 0,
  pingedAt: 0,
  hello: { protocol: 0, schemas: '', device: '', workspace: '', epoch: '', cursor: 0, accessVersion: 0, have: '' },
  head: 0,
  pull: { is: 'idle' },
  caughtUp: false,
  outbox: [],
  inFlight: new Map(),
  held: new Map(),
  parked: new Map(),
  accepting: new Set(),
  posted: new Set(),
  postAfter: new Map(),
  answered: new Map(),
  reopening: false,
  toReturn: [],
  returning: new Map(),
  nextReturn: 1,
  returnAfter: 0,
  unkept: new Map(),
  refusal: null,
};
