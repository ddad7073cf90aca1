/** Our relay as it is shipped: accounts, rights and validation on, every commit flushed, over SQLite or PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '@qiao/sync/protocol';
import { v7 } from 'uuid';
import * as Y from 'yjs';
import { startPostgres, type PostgresServer } from '../../sync-server/src/testing/postgres.ts';
import { joinRoom, PEOPLE, pooled, startServer, type Server, type Subject } from '../harness.ts';
import { openPusher, replicaDevice, type Account } from './replica.ts';

const MAIN = fileURLToPath(new URL('../../sync-server/src/main.ts', import.meta.url));
const ADMIN = 'bench@example.test';
const PASSWORD = 'a long enough password';
/** Commands or pushes under way at once while documents are made. */
const WIDTH = 64;

/** A person on a device of theirs, with what its session may open live. */
interface Seat extends Account {
  open: number;
  opened: number;
}

/** @param folder where its data folder is made: on a real disk, or the figures say nothing */
export function ours(folder: string, database: 'SQLite' | 'PostgreSQL'): Subject {
  let dataDir = '';
  let server: Server;
  let postgres: PostgresServer | null = null;
  let databaseUrl = '';
  let seats: Promise<Seat>[][] = [];

  const up = async (): Promise<void> => {
    const env = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      QIAO_ADMIN_EMAIL: ADMIN,
      QIAO_ADMIN_PASSWORD: PASSWORD,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    };
    server = await startServer(MAIN, env, /Qiao is ready at http:\/\/localhost:(\d+)/);
  };

  async function ask(path: string, body: object, cookie = ''): Promise<{ cookie: string; json: Record<string, unknown> }> {
    const response = await fetch(`http://localhost:${server.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const given = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { cookie: given, json: (await response.json()) as Record<string, unknown> };
  }

  const emailOf = (person: number): string => `person${person}@example.test`;

  async function signIn(email: string): Promise<Seat> {
    const { cookie, json } = await ask('/api/login', { email, password: PASSWORD });
    return { cookie, device: String(json['device']), workspace: String(json['workspace']), open: 0, opened: 0 };
  }

  /** A device of the person that may open one more document, which counts: a session may hold and open only so many. */
  async function seatOf(person: number): Promise<Seat> {
    const own = (seats[person] ??= []);
    for (;;) {
      for (const seat of await Promise.all(own)) {
        if (seat.open >= limits.MAX_LIVE_PER_SESSION || seat.opened >= limits.MAX_LIVE_OPENS_PER_MINUTE) continue;
        // In the turn in which it was found free: others look at the same time.
        seat.open++;
        seat.opened++;
        return seat;
      }
      own.push(signIn(emailOf(person)));
    }
  }

  return {
    name: `Qiao, ${database}`,
    stores: true,
    async start() {
      dataDir = mkdtempSync(joinPath(folder, 'qiao-'));
      if (database === 'PostgreSQL') {
        postgres = await startPostgres();
        databaseUrl = await postgres.newDatabase();
      }
      await up();
      const admin = await signIn(ADMIN);
      for (let person = 0; person < PEOPLE; person++) {
        const about = { email: emailOf(person), name: emailOf(person), roles: ['officer'], desks: [7], department: '', password: PASSWORD };
        await ask('/api/users', about, admin.cookie);
        seats[person] = [signIn(emailOf(person))];
      }
      await Promise.all(seats.flat());
    },
    pids: () => ({ own: server.pid, beside: postgres ? [postgres.pid] : [] }),
    kill: () => server.kill(),
    restart: up,
    async reopen() {
      await server.end();
      await up();
    },
    async stop() {
      await server.kill();
      await postgres?.stop();
      [postgres, seats] = [null, []];
      rmSync(dataDir, { recursive: true, force: true });
    },
    async makeDocs(count) {
      const records = Array.from({ length: count }, () => v7());
      const { cookie } = await seats[0]![0]!;
      await pooled(records, WIDTH, async (record) => {
        await ask('/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record }, cookie);
      });
      return records.map((record) => `event/${record}/plan`);
    },
    async fill(docs, contentOf) {
      const pusher = await openPusher(server.port, await signIn(emailOf(0)));
      await pooled([...docs.entries()], WIDTH, ([n, doc]) => pusher.push(doc, contentOf(n)));
      pusher.close();
    },
    async join(doc, person, ydoc = new Y.Doc()) {
      const seat = await seatOf(person);
      const guest = joinRoom(`ws://localhost:${server.port}/sync/doc`, doc, ydoc, { cookie: seat.cookie });
      return {
        ...guest,
        close() {
          seat.open--;
          guest.close();
        },
      };
    },
    pusher: async (person) => openPusher(server.port, await signIn(emailOf(person))),
    newDevice: async () => replicaDevice(server.port, await signIn(emailOf(0))),
  };
}
