/** Our relay as it is shipped: accounts, rights and validation on, SQLite on the disk, every commit flushed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import * as Y from 'yjs';
import { joinRoom, PEOPLE, pooled, startServer, type Server, type Subject } from '../harness.ts';
import { openPusher, pullAll, type Account } from './replica.ts';

const MAIN = fileURLToPath(new URL('../../sync-server/src/main.ts', import.meta.url));
const ADMIN = 'bench@example.test';
const PASSWORD = 'a long enough password';
/** Commands under way at once while documents are made. */
const WIDTH = 16;

/** @param folder where its data folder is made: on a real disk, or the figures say nothing */
export function ours(folder: string): Subject {
  let dataDir = '';
  let server: Server;
  let people: Account[] = [];

  const up = async (): Promise<void> => {
    const env = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      QIAO_ADMIN_EMAIL: ADMIN,
      QIAO_ADMIN_PASSWORD: PASSWORD,
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

  async function signIn(email: string): Promise<Account> {
    const { cookie, json } = await ask('/api/login', { email, password: PASSWORD });
    return { cookie, device: String(json['device']), workspace: String(json['workspace']) };
  }

  return {
    name: 'Qiao, SQLite',
    async start() {
      dataDir = mkdtempSync(joinPath(folder, 'qiao-bench-'));
      await up();
      const admin = await signIn(ADMIN);
      const emails = Array.from({ length: PEOPLE }, (_, n) => `person${n}@example.test`);
      for (const email of emails)
        await ask('/api/users', { email, name: email, roles: ['officer'], desks: [7], department: '', password: PASSWORD }, admin.cookie);
      people = await Promise.all(emails.map(signIn));
    },
    kill: () => server.kill(),
    restart: up,
    async stop() {
      await server.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
    async makeDocs(count) {
      const records = Array.from({ length: count }, () => v7());
      await pooled(records, WIDTH, async (record) => {
        await ask('/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record }, people[0]!.cookie);
      });
      return records.map((record) => `event/${record}/plan`);
    },
    join: (doc, person, ydoc = new Y.Doc()) =>
      joinRoom(`ws://localhost:${server.port}/sync/doc`, doc, ydoc, { cookie: people[person]!.cookie }),
    pusher: (person) => openPusher(server.port, people[person]!),
    async newDevice() {
      const fresh = await signIn('person0@example.test');
      return () => pullAll(server.port, fresh);
    },
  };
}
