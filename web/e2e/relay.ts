/** A real relay process on a port and a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ADMIN = { email: 'shen@example.edu', password: 'a bridge of stone 7' };
const ROOT = resolve(import.meta.dirname, '../..');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export class Relay {
  readonly port: number;
  readonly dataDir: string;
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
    this.dataDir = mkdtempSync(join(tmpdir(), 'qiao-e2e-'));
  }

  static async start(): Promise<Relay> {
    const relay = new Relay(await freePort());
    await relay.up();
    return relay;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: String(this.port),
      DATA_DIR: this.dataDir,
      QIAO_ADMIN_EMAIL: ADMIN.email,
      QIAO_ADMIN_PASSWORD: ADMIN.password,
    };
  }

  async up(): Promise<void> {
    const child = spawn(process.execPath, ['sync-server/src/main.ts'], { cwd: ROOT, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let said = '';
    await new Promise<void>((ready, failed) => {
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (said.includes('Qiao is ready')) ready();
      });
      child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
      child.once('exit', (code) => failed(new Error(`the relay ended with ${code}: ${said.slice(-2000)}`)));
    });
  }

  /** Ends it: 'SIGKILL' as a crash does, 'SIGTERM' in good order. */
  async down(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    this.#process = null;
  }

  async end(): Promise<void> {
    await this.down('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** One signed-in caller of the HTTP interface. */
export class Caller {
  readonly relay: Relay;
  readonly cookie: string;
  readonly user: { id: string; name: string };

  private constructor(relay: Relay, cookie: string, user: { id: string; name: string }) {
    this.relay = relay;
    this.cookie = cookie;
    this.user = user;
  }

  static async signIn(relay: Relay, who: { email: string; password: string }): Promise<Caller> {
    const response = await fetch(`${relay.origin}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: relay.origin },
      body: JSON.stringify(who),
    });
    if (!response.ok) throw new Error(`login of ${who.email}: ${response.status} ${await response.text()}`);
    const { user } = (await response.json()) as { user: { id: string; name: string } };
    return new Caller(
      relay,
      response.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; '),
      user,
    );
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.relay.origin}${path}`, {
      method,
      headers: { cookie: this.cookie, origin: this.relay.origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : null) as T };
  }
}
