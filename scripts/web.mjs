// Runs one of the app's own tools from its folder: `sync`, `check`, `build`. They must start there.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { holdingLock } from './build-lock.mjs';

const TOOLS = {
  sync: ['@sveltejs/kit/svelte-kit.js', 'sync'],
  check: ['svelte-check/bin/svelte-check', '--fail-on-warnings', '--tsconfig', './tsconfig.json'],
  build: ['vite/bin/vite.js', 'build'],
};
const [tool, ...rest] = process.argv.slice(2);
const command = TOOLS[tool];
if (!command) {
  console.error(`Say which tool: ${Object.keys(TOOLS).join(', ')}`);
  process.exit(2);
}
const [file, ...args] = command;
const web = resolve('web');
const run = () => spawnSync(process.execPath, [join(web, 'node_modules', file), ...args, ...rest], { cwd: web, stdio: 'inherit' });
const waiting = () => console.log('Waiting for another build of this checkout …');
const { status } = tool === 'build' ? await holdingLock(join(web, '.svelte-kit/build.lock'), run, waiting) : run();
process.exit(status ?? 1);
