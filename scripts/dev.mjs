// `npm run dev`: the relay with its own restart on change, and the app with hot reload in front of it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const node = join('node_modules', '.bin', 'node');
// The app is served by Vite, which passes /api and /sync on to the relay.
const env = { ...process.env, PUBLIC_ORIGIN: process.env.PUBLIC_ORIGIN ?? 'http://localhost:5173' };
const children = [
  spawn(node, ['--watch', 'sync-server/src/main.ts'], { stdio: 'inherit', env }),
  spawn(node, ['scripts/web.mjs', 'dev', '--port', '5173', '--strictPort'], { stdio: 'inherit', env }),
];
const stop = () => children.forEach((child) => child.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of children) child.on('exit', stop);
