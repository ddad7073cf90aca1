/** A person with a browser, as far as the server can tell. */
import { randomUUID } from 'node:crypto';
import {
  decode,
  encode,
  limits,
  PROTOCOL,
  type AckResult,
  type ClientMessage,
  type Message,
  type ServerMessage,
} from '@qiao/sync/protocol';
import WebSocket from 'ws';
import { PASSWORD, type ServerProcess } from './server-process.ts';

export interface Answer {
  status: number;
  headers: Headers;
  json: Record<string, unknown>;
}

export async function ask(
  server: Pick<ServerProcess, 'url'>,
  method: string,
  path: string,
  { body, cookie, headers }: { body?: unknown; cookie?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(cookie ? { cookie } : {}), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: parse(text) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}

export const codeOf = (answer: Answer): unknown => (answer.json['error'] as { code?: string } | undefined)?.code;

export interface Session {
  cookie: string;
  user: string;
  device: string;
  workspace: string;
}

export async function signIn(server: Pick<ServerProcess, 'url'>, email: string, password = PASSWORD, device?: string): Promise<Session> {
  const answer = await ask(server, 'POST', '/api/login', { body: { email, password, ...(device ? { device } : {}) } });
  if (answer.status !== 200) throw new Error(`sign-in: ${JSON.stringify(answer.json)}`);
  const me = answer.json as { user: { id: string }; device: string; workspace: string };
  return { cookie: answer.headers.get('set-cookie')!.split(';')[0]!, user: me.user.id, device: me.device, workspace: me.workspace };
}

/** Adds a person through the administrator's session. */
export async function addPerson(
  server: ServerProcess,
  admin: Session,
  email: string,
  roles: string[],
  desks: number[] = [],
): Promise<Session> {
  const answer = await ask(server, 'POST', '/api/users', {
    cookie: admin.cookie,
    body: { email, name: email.split('@')[0], roles, desks, password: PASSWORD },
  });
  if (answer.status !== 200) throw new Error(`add: ${JSON.stringify(answer.json)}`);
  return signIn(server, email);
}

export const command = (server: ServerProcess, session: Session, body: object): Promise<Answer> =>
  ask(server, 'POST', '/api/commands', { cookie: session.cookie, body: { id: randomUUID(), ...body } });

export interface Door {
  ws: WebSocket;
  /** HTTP status of a refused upgrade; 101 when it is open. */
  status: number;
  /** Close code, once it is closed. */
  closed: Promise<number>;
}

/** Opens a WebSocket, or tells why not. */
export function openDoor(server: Pick<ServerProcess, 'port'>, path: string, headers: Record<string, string>): Promise<Door> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`ws://localhost:${server.port}${path}`, { headers, perMessageDeflate: false });
    const closed = new Promise<number>((done) => ws.once('close', done));
    ws.once('open', () => resolve({ ws, status: 101, closed }));
    ws.once('unexpected-response', (_request, response) => {
      ws.on('error', () => undefined);
      resolve({ ws, status: response.statusCode ?? 0, closed });
    });
    ws.once('error', reject);
  });
}

export interface Replica extends Door {
  send(message: ClientMessage): void;
  /** The next message of a type, also one that has come already. */
  next<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>>;
  push(doc: string, update: Uint8Array, generation?: number): Promise<AckResult>;
}

/** Joins the replica door and says HELLO. */
export async function openReplica(
  server: ServerProcess,
  session: Session,
  hello: Partial<Extract<ClientMessage, { type: 'hello' }>> = {},
): Promise<Replica> {
  const door = await openDoor(server, '/sync', { cookie: session.cookie });
  const heard: Message[] = [];
  let listeners: (() => void)[] = [];
  door.ws.on('message', (data: Buffer) => {
    heard.push(decode(new Uint8Array(data), limits.MAX_PAGE_MESSAGE_BYTES));
    for (const listener of listeners.splice(0)) listener();
  });
  let n = 0;
  const replica: Replica = {
    ...door,
    send: (message) => door.ws.send(encode(message)),
    async next(type) {
      for (;;) {
        const at = heard.findIndex((message) => message.type === type);
        if (at >= 0) return heard.splice(at, 1)[0] as never;
        await new Promise<void>((resolve, reject) => {
          listeners.push(resolve);
          void door.closed.then((code) => reject(new Error(`closed with ${code} while waiting for ${type}`)));
        });
      }
    },
    async push(doc, update, generation = 0) {
      const mine = ++n;
      replica.send({ type: 'push', entries: [{ n: mine, doc, generation, update }] });
      const ack = await replica.next('ack');
      return ack.answers[0]!.result;
    },
  };
  listeners = [];
  replica.send({
    type: 'hello',
    protocol: PROTOCOL,
    schemas: '{}',
    device: session.device,
    workspace: session.workspace,
    epoch: '',
    cursor: 0,
    accessVersion: 0,
    ...hello,
  });
  return replica;
}

/** Waits for a condition, looking again and again; throws when it does not come. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, withinMs = 8000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
