// `npm run dev`: the app with hot reload, and behind it the relay, which Node starts anew when its sources change.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const node = resolve('node_modules/.bin/node');
// The app is served by Vite, which passes /api and /sync on to the relay.
const env = { ...process.env, PUBLIC_ORIGIN: process.env.PUBLIC_ORIGIN ?? 'http://localhost:5173' };

const relay = spawn(node, ['--watch', '--watch-preserve-output', 'sync-server/src/main.ts'], { stdio: 'inherit', env });
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
