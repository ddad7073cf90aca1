/** The ports of a real browser. */
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import { isFinal, isRelayCode, RELAY_CODES } from '../protocol/codes.ts';
import { DEAD_AFTER_MS, PIECE_WITHIN_MS } from '../protocol/limits.ts';
import { liveUpdateIn, MESSAGE_SYNC } from './live-frames.ts';
import type {
  BlobAnswer,
  BlobPort,
  LiveHooks,
  LockPort,
  Ports,
  PostAnswer,
  ReplicaSocket,
  SocketHandlers,
  TabMessage,
  TabPort,
} from './ports.ts';

/** Codes of the HTTP interface after which the same command may still be decided later. */
const AGAIN = new Set(['unauthenticated', 'too-many', 'busy', 'not-stored', 'going-away', 'hold']);

/** Close code as of a REFUSE `unauthenticated`. */
const UNAUTHENTICATED = RELAY_CODES.unauthenticated.close;

/** A browser does not tell the status of an upgrade that failed: whether the session is over is asked beside it (SPEC SES9). */
async function whyNotOpened(origin: string): Promise<number> {
  try {
    const { status } = await fetch(`${origin}/api/me`, { credentials: 'same-origin', signal: AbortSignal.timeout(DEAD_AFTER_MS) });
    return status === 401 ? UNAUTHENTICATED : NOT_OPENED;
  } catch {
    return NOT_OPENED;
  }
}
/** What a browser says of a connection that was never made. */
const NOT_OPENED = 1006;

function openSocket(origin: string, handlers: SocketHandlers): ReplicaSocket {
  const socket = new WebSocket(`${socketOriginOf(origin)}/sync`);
  let opened = false;
  socket.binaryType = 'arraybuffer';
  let over = false;
  const end = (code: number): void => {
    if (!over) handlers.closed(code);
    over = true;
  };
  socket.onopen = () => {
    opened = true;
    if (!over) handlers.opened();
  };
  socket.onmessage = (event: MessageEvent<ArrayBuffer>) => !over && handlers.message(new Uint8Array(event.data));
  socket.onclose = (event) => void (opened || over ? end(event.code) : whyNotOpened(origin).then(end));
  return {
    send: (bytes) => socket.readyState === WebSocket.OPEN && socket.send(bytes as Uint8Array<ArrayBuffer>),
    close: () => {
      // A dead socket may take minutes to report its own close: from here on it is not listened to.
      over = true;
      socket.close();
    },
  };
}

async function postCommand(origin: string, body: string): Promise<PostAnswer> {
  const response = await fetch(`${origin}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    credentials: 'same-origin',
  });
  const answer = (await response.json()) as {
    facts?: unknown;
    head?: number;
    error?: { code?: string; details?: unknown; message?: string };
  };
  if (response.ok) return { ok: true, head: answer.head ?? 0 };
  const code = answer.error?.code ?? 'unknown';
  const again = AGAIN.has(code) || response.status >= 500 || (isRelayCode(code) && !isFinal(code));
  return { ok: false, code, details: JSON.stringify(answer.error?.details ?? {}), again };
}

type Refusal = { error?: { code?: string; details?: { expected?: unknown } } };

/** An answer that is not the server's own (a captive portal's page) throws, as none at all does. */
async function askBlobs(path: string, init: RequestInit): Promise<BlobAnswer> {
  const signal = AbortSignal.timeout(PIECE_WITHIN_MS);
  const response = await fetch(`/api/blobs/${path}`, { ...init, credentials: 'same-origin', cache: 'no-store', signal });
  const answer = (await response.json()) as Refusal & { received?: number; done?: boolean };
  if (response.ok) return { ok: true, received: answer.received ?? 0, done: answer.done ?? false };
  const expected = answer.error?.details?.expected;
  return { ok: false, code: answer.error?.code ?? 'unknown', ...(typeof expected === 'number' ? { expected } : {}) };
}

const blobPort: BlobPort = {
  put: (hash, size, offset, bytes) =>
    askBlobs(`${hash}?size=${size}&offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes as Uint8Array<ArrayBuffer>,
    }),
  refer: ({ hash, doc, item }) =>
    askBlobs(`${hash}/refs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ doc, item }),
    }),
};

/** The provider's own handler for sync messages, and behind it the update as it came. */
function tellHeard(provider: WebsocketProvider, hooks: LiveHooks): void {
  const apply = provider.messageHandlers[MESSAGE_SYNC]!;
  provider.messageHandlers[MESSAGE_SYNC] = (encoder, decoder, ...rest) => {
    const update = liveUpdateIn(decoder.arr.subarray(decoder.pos));
    apply(encoder, decoder, ...rest);
    if (update) hooks.heard(update);
  };
}

function tabPort(name: string): TabPort {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const heard = (event: MessageEvent<TabMessage>): void => listener(event.data);
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
  };
}

function lockPort(name: string): LockPort {
  return {
    request(steal, held) {
      const abort = new AbortController();
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let lose: () => void = () => undefined;
      const lost = new Promise<void>((resolve) => (lose = resolve));
      // `signal` and `steal` exclude each other; a stolen lock is had at once, so there is nothing to abort.
      const options: LockOptions = steal ? { steal } : { signal: abort.signal };
      navigator.locks
        .request(name, options, () => Promise.race([held(lost), released]))
        // Rejects when the request is aborted or another tab steals the lock: both mean that it is not ours.
        .catch(() => undefined)
        .finally(lose);
      return {
        release: () => {
          abort.abort();
          release();
          lose();
        },
      };
    },
  };
}

const socketOriginOf = (origin: string): string => origin.replace(/^http/, 'ws');

/**
 * @param origin where the server is, `https://…`
 * @param database name that the tabs of one user and workspace share
 */
export function browserPorts(origin: string, database: string): Ports {
  return {
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      after: (ms, task) => {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
    },
    random: () => Math.random(),
    newId: () => crypto.randomUUID(),
    newClientId: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
    socket: (handlers) => openSocket(origin, handlers),
    post: (body) => postCommand(origin, body),
    blobs: blobPort,
    live(doc, ydoc, awareness, hooks) {
      const provider = new WebsocketProvider(`${socketOriginOf(origin)}/sync/doc`, doc, ydoc, {
        awareness,
        disableBc: true,
        connect: false,
      });
      tellHeard(provider, hooks);
      provider.on('closed', (event: { code: number }) => hooks.ended(event.code));
      provider.connect();
      return { origin: provider, close: () => provider.destroy() };
    },
    newAwareness: (ydoc) => new Awareness(ydoc),
    tabs: tabPort(`qiao-tabs-${database}`),
    locks: lockPort(`qiao-lead-${database}`),
    surroundings(listener) {
      const read = (): { online: boolean; visible: boolean } => ({
        online: navigator.onLine,
        visible: document.visibilityState === 'visible',
      });
      const tell = (): void => listener(read());
      const targets = [
        [window, 'online'],
        [window, 'offline'],
        [document, 'visibilitychange'],
      ] as const;
      for (const [target, name] of targets) target.addEventListener(name, tell);
      return { ...read(), stop: () => targets.forEach(([target, name]) => target.removeEventListener(name, tell)) };
    },
  };
}
