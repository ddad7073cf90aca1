// `npm run dev`: the app with hot reload, and behind it the relay, started anew when its sources change.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { resolve } from 'node:path';

const node = resolve('node_modules/.bin/node');
const RELAY_SOURCES = ['sync-server/src', 'packages/domain/src', 'packages/sync/src'];
/** Milliseconds of quiet after a change: editors write a file more than once. */
const QUIET_MS = 200;
// The app is served by Vite, which passes /api and /sync on to the relay.
const env = { ...process.env, PUBLIC_ORIGIN: process.env.PUBLIC_ORIGIN ?? 'http://localhost:5173' };

// Not by `node --watch`: what it tells its parent passes for an answer of the relay's writer thread.
const startRelay = () => spawn(node, ['sync-server/src/main.ts'], { stdio: 'inherit', env });
let relay = startRelay();
let timer;
for (const folder of RELAY_SOURCES) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const begin = () => (relay = startRelay());
      if (relay.exitCode !== null) return begin();
      relay.once('exit', begin);
      relay.kill('SIGTERM');
    }, QUIET_MS);
  });
}

const vite = spawn(node, ['node_modules/vite/bin/vite.js', 'dev', '--port', '5173', '--strictPort'], {
  cwd: resolve('web'),
  stdio: 'inherit',
  env,
});
const stop = () => {
  relay.kill('SIGTERM');
  vite.kill('SIGTERM');
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
vite.on('exit', (code) => {
  relay.kill('SIGTERM');
  process.exit(code ?? 0);
});
