/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** What the relay answers itself; everything else that is navigated to is the app. */
const RELAY_PATHS = [/^\/api\//, /^\/sync(\/|$)/, /^\/healthz$/, /^\/readyz$/, /^\/metrics$/];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
// Any deep link opens with no network: the page is always the same, its data are on the device.
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: RELAY_PATHS }));

// The first visit too may lose its network before it has read every part of the app.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  // A new version takes over only when the person asked for it (local/app-update).
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
