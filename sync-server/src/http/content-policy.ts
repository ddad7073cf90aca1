import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { pageFile, readPage } from './static-files.ts';

/** Hashes of the scripts that stand in the page itself: the app's own start, and nothing else that is inline. */
export function inlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

/** The Content-Security-Policy of the app. `html` is its page, null before it is built. */
export function contentPolicy(html: string | null, origins: Iterable<string>): string {
  const sockets = [...origins].map((origin) => origin.replace(/^http/, 'ws'));
  const directives: [string, ...string[]][] = [
    ['default-src', "'self'"],
    ['script-src', "'self'", ...inlineScripts(html ?? '')],
    // Svelte's transitions and the editor's cursors set styles at run time.
    ['style-src', "'self'", "'unsafe-inline'"],
    ['img-src', "'self'", 'data:', 'blob:'],
    ['font-src', "'self'", 'data:'],
    ['connect-src', "'self'", ...sockets],
    ['worker-src', "'self'", 'blob:'],
    ['manifest-src', "'self'"],
    ['object-src', "'none'"],
    ['base-uri', "'self'"],
    ['form-action', "'self'"],
    ['frame-ancestors', "'none'"],
  ];
  return directives.map((directive) => directive.join(' ')).join('; ');
}

/** The policy of the page as it lies in `build` now: a build under a running server brings another start script. */
export function policyOf(build: string, origins: ReadonlySet<string>): () => string {
  let made = '';
  let policy = '';
  return () => {
    const page = statSync(pageFile(build), { throwIfNoEntry: false });
    const now = `${page?.mtimeMs} ${page?.size} ${origins.size}`;
    if (now !== made) {
      policy = contentPolicy(readPage(build), origins);
      made = now;
    }
    return policy;
  };
}
