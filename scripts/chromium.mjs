// Finds a Chromium and Chinese fonts for the tests, and installs them where they are missing.
// `node scripts/chromium.mjs` prints the browser's path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const isLinuxWithApt = process.platform === 'linux' && existsSync('/usr/bin/apt-get');

/** @returns {string | undefined} */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return [chromium.executablePath(), ...SYSTEM].find((path) => path && existsSync(path));
}

/** Quiet on both outputs but for errors: what it prints is the caller's. */
function run(command, args) {
  return (
    spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  );
}

function install(...packages) {
  const [command, ...before] = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  run(command, [...before, 'update', '-q']);
  run(command, [...before, 'install', '-y', '-q', '--no-install-recommends', ...packages]);
}

const hasChineseFont = () => spawnSync('fc-list', [':lang=zh-cn'], { encoding: 'utf8' }).stdout?.trim().length > 0;

export function ensureChromium() {
  if (!findChromium() && isLinuxWithApt) install('chromium', 'fonts-noto-cjk');
  if (!findChromium()) run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']);
  const path = findChromium();
  if (!path) throw new Error('No Chromium was found and none could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH.');
  // Without one every Chinese character is a box, and the pictures prove nothing.
  if (process.platform === 'linux' && !hasChineseFont() && isLinuxWithApt) install('fonts-noto-cjk', 'fontconfig');
  return path;
}

if (import.meta.main) console.log(ensureChromium());
