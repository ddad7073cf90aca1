import tailwindcss from '@tailwindcss/vite';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig, type Plugin } from 'vite';

/** Names the build; the update prompt appears when the served one differs from the one that runs. */
const version = process.env['APP_VERSION'] ?? Date.now().toString(36);
const clientDir = '.svelte-kit/output/client';
/** The relay that `npm run dev` talks to. */
const relay = process.env['RELAY_ORIGIN'] ?? 'http://127.0.0.1:8787';

/** SvelteKit has no transformIndexHtml, and the worker must be built once, after the client build only. */
function pwaForKit(options: Parameters<typeof VitePWA>[0]): Plugin[] {
  return VitePWA(options)
    .filter((plugin) => plugin.name !== 'vite-plugin-pwa:pwa-assets')
    .map((plugin) => {
      if (plugin.name !== 'vite-plugin-pwa:build') return plugin;
      const { transformIndexHtml: _unused, ...build } = plugin;
      return { ...build, applyToEnvironment: (environment) => environment.name === 'client' } satisfies Plugin;
    });
}

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      compilerOptions: {
        runes: ({ filename }: { filename: string }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
      },
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      serviceWorker: { register: false },
      version: { name: version },
    }),
    pwaForKit({
      registerType: 'prompt',
      injectRegister: false,
      outDir: clientDir,
      useCredentials: true,
      manifest: {
        id: '/',
        name: 'Qiao 桥 国际合作与交流处',
        short_name: '桥 Qiao',
        description: '国际合作与交流处的离线工作台。The international office that works offline.',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        lang: 'zh-CN',
        theme_color: '#f8f7f5',
        background_color: '#ffffff',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectManifest: {
        globDirectory: clientDir,
        globPatterns: ['**/*.{js,css,svg,png,woff2,wasm}'],
        dontCacheBustURLsMatching: /_app\/immutable\//,
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        additionalManifestEntries: [{ url: '/index.html', revision: version }],
      },
    }),
  ],
  worker: { format: 'es' },
  // Tests of components have no relay: to them it is a device without a network.
  server: process.env['VITEST'] ? {} : { proxy: { '/api': relay, '/sync': { target: relay, ws: true } } },
});
