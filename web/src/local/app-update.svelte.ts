/**
 * A new version waits until the person asks for it, and then until nothing typed is unsaved: it never reloads over
 * input. `hold` is called by whatever has input that is not stored yet.
 */
let ready = $state(false);
let waiting = $state(false);
/** The person asked for it, and what was typed could not be stored. */
let unsettled = $state(false);
let worker: ServiceWorker | null = null;
let accepted = false;
let settle: () => Promise<void> = async () => {};

/** How often a page that stays open looks for a new version, milliseconds. */
const LOOK_EVERY_MS = 30 * 60_000;

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (candidate: ServiceWorker | null): void => {
    // The first worker of a device is no update: there is nothing older that it would replace.
    if (!candidate || !navigator.serviceWorker.controller) return;
    worker = candidate;
    ready = true;
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const candidate = registration.installing;
    candidate?.addEventListener('statechange', () => {
      if (candidate.state === 'installed') offer(candidate);
    });
  });
}

async function start(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Another tab may have taken the new version; only the tab whose person asked for it reloads.
    if (accepted) location.reload();
  });
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => null);
  // A private window or a policy may bar workers: the app runs on, but does not open without a network.
  if (!registration) return;
  watch(registration);
  const look = (): void => void registration.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
}

export const appUpdate = {
  /** A new version is here and may be taken. */
  get ready(): boolean {
    return ready;
  },
  /** The person asked for it, and it waits for what is being typed. */
  get waiting(): boolean {
    return waiting;
  },
  /** It was asked for and not taken, for something typed could not be stored. */
  get unsettled(): boolean {
    return unsettled;
  },
  /** Once for each page, signed in or not: the sign-in page too must open with no network. */
  start,
  /** `settleInput` resolves when everything typed in this tab is durable here. */
  settleWith(settleInput: () => Promise<void>): void {
    settle = settleInput;
  },
  async accept(): Promise<void> {
    if (!worker || waiting) return;
    waiting = true;
    try {
      await settle();
      accepted = true;
      unsettled = false;
      worker.postMessage({ type: 'SKIP_WAITING' });
    } catch {
      unsettled = true;
    } finally {
      waiting = false;
    }
  },
};
