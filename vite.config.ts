import { playwright } from '@vitest/browser-playwright';
import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** A property test on a busy machine may take its time; one that hangs is still noticed. Milliseconds. */
const testTimeout = 60_000;

/** The Vitest projects. The app's own build lives in web/vite.config.ts. */
const node = (name: string, root: string, include = ['src/**/*.test.ts'], exclude: string[] = []) => ({
  test: { name, root, environment: 'node' as const, testTimeout, include, exclude: ['**/node_modules/**', ...exclude] },
});

const chromium =
  process.env['CHROMIUM_PATH'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** Tests that run in a real Chromium. */
const inChromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  }),
  instances: [{ browser: 'chromium' as const }],
});

export default defineConfig({
  test: {
    projects: [
      node('domain', 'packages/domain'),
      node('scripts', 'scripts', ['*.test.mjs']),
      node('sync', 'packages/sync', ['src/**/*.test.ts', 'sim/**/*.test.ts'], ['src/**/*.browser.test.ts']),
      {
        // Named beforehand: found on the way, a package would have the page loaded anew in the midst of the tests.
        optimizeDeps: { include: ['dexie'] },
        test: {
          name: 'sync-browser',
          root: 'packages/sync',
          testTimeout,
          include: ['src/**/*.browser.test.ts'],
          browser: inChromium(),
        },
      },
      node('sync-server', 'sync-server'),
      node('bench', 'bench', ['*.test.ts']),
      node('web', 'web', ['src/**/*.test.ts'], ['src/**/*.svelte.test.ts']),
      {
        // Components and what has runes: in a real Chromium, built as the app is.
        extends: './web/vite.config.ts',
        root: './web',
        // As above: what a test would find on the way.
        optimizeDeps: {
          include: [
            ...['sha2', 'utils'].map((name) => `@qiao/sync > @noble/hashes/${name}.js`),
            ...['hucre/xlsx', 'papaparse'],
            ...['arrow-up', 'check', 'ellipsis', 'file-text', 'x'].map((name) => `@lucide/svelte/icons/${name}`),
          ],
        },
        test: { name: 'web-browser', include: ['src/**/*.svelte.test.ts'], browser: inChromium() },
      },
    ],
  },
});
