import { defineConfig } from 'vitest/config';

/** The Vitest projects. The app's own build lives in web/vite.config.ts. */
const node = (name: string, root: string, include = ['src/**/*.test.ts']) => ({
  test: { name, root, environment: 'node' as const, include },
});

export default defineConfig({
  test: {
    projects: [
      node('domain', 'packages/domain'),
      node('sync', 'packages/sync', ['src/**/*.test.ts', 'sim/**/*.test.ts']),
      node('sync-server', 'sync-server'),
      node('web', 'web', ['src/**/*.test.ts']),
    ],
  },
});
