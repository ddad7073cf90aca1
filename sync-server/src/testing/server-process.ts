/** The real server as a process of its own, on a free port and an empty data folder. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const ADMIN = fileURLToPath(new URL('../ops/admin.ts', import.meta.url));
const READY_WITHIN_MS = 20_000;

export const ADMIN_EMAIL = 'admin@example.test';
export const PASSWORD = 'a long enough password';

export interface ServerProcess {
  url: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Everything it has printed. */
  output(): string;
  /** Ends it with a signal; the answer is its exit code, null when the signal killed it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Runs the administrator's command on its data. */
  admin(...args: string[]): Promise<AdminAnswer>;
  /** Ends it and removes its data. */
  destroy(): Promise<void>;
}

export interface AdminAnswer {
  status: number | null;
  out: string;
  err: string;
}

function runAdmin(dataDir: string, more: Record<string, string>, args: string[]): Promise<AdminAnswer> {
  const env = { ...process.env, ...more, DATA_DIR: dataDir, LANG: 'C', LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [ADMIN, ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (_error, out, err) =>
      resolve({ status: child.exitCode, out, err }),
    );
  });
}

export async function startProcess(env: Record<string, string> = {}): Promise<ServerProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qiao-server-'));
  let child: ChildProcess;
  let output = '';
  let port = 0;

  async function start(): Promise<void> {
    child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'warn',
        QIAO_ADMIN_EMAIL: ADMIN_EMAIL,
        QIAO_ADMIN_PASSWORD: PASSWORD,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const begin = output.length;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready: ${output}`)), READY_WITHIN_MS);
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const ready = /Qiao is ready at http:\/\/localhost:(\d+)/.exec(output.slice(begin));
        if (!ready) return;
        port = Number(ready[1]);
        clearTimeout(timer);
        resolve();
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('exit', (code) => reject(new Error(`exited with ${code}: ${output}`)));
    });
  }

  async function kill(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return gone;
  }

  await start();
  return {
    get url() {
      return `http://localhost:${port}`;
    },
    get port() {
      return port;
    },
    dataDir,
    get pid() {
      return child.pid!;
    },
    output: () => output,
    kill,
    restart: start,
    admin: (...args) => runAdmin(dataDir, env, args),
    async destroy() {
      await kill('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
