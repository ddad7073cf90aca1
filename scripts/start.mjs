// `npm start`: builds the app when its sources changed, then runs the server. Runs on whatever Node npm has; both are done by the project's own.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdingLock } from './build-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules/.bin/node');
const page = join(root, 'web/build/index.html');
const mark = join(root, 'web/.svelte-kit/built-from.txt');

/** Everything that the built app is made of. */
const SOURCES = [
  'web/src',
  'web/static',
  'web/vite.config.ts',
  'web/package.json',
  'packages/domain/src',
  'packages/sync/src',
  'pnpm-lock.yaml',
];

function* filesIn(path) {
  const entries = existsSync(join(root, path)) ? readdirSync(join(root, path), { withFileTypes: true }) : [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(inner);
    else if (!/[.](test|suite)[.]ts$/.test(entry.name)) yield inner;
  }
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const files = /[.]\w+$/.test(source) ? [source] : filesIn(source);
    for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function buildWhenChanged() {
  const hash = sourceHash();
  if (existsSync(page) && existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  console.log('Building the app …');
  const built = spawnSync(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    stdio: 'inherit',
  });
  if (built.status !== 0) {
    console.error('The app could not be built; the reason stands above.');
    process.exit(built.status ?? 1);
  }
  writeFileSync(mark, hash);
}

// What another start has built meanwhile is not built again.
await holdingLock(join(root, 'web/.svelte-kit/build.lock'), buildWhenChanged, () =>
  console.log('Another build of this checkout is under way …'),
);

const server = spawn(node, ['sync-server/src/main.ts'], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
server.on('error', (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)));
