import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { contentPolicy, inlineScripts, policyOf } from './content-policy.ts';
import { readPage, staticFiles } from './static-files.ts';

const build = mkdtempSync(join(tmpdir(), 'qiao-build-'));
const page = '<!doctype html><script src="/a.js"></script><script>start()</script>';
mkdirSync(join(build, '_app/immutable'), { recursive: true });
writeFileSync(join(build, 'index.html'), page);
writeFileSync(join(build, 'sw.js'), 'worker');
writeFileSync(join(build, '_app/immutable/a.js'), 'script');
writeFileSync(join(build, '_app/immutable/a.js.br'), brotliCompressSync('script'));
afterAll(() => rmSync(build, { recursive: true, force: true }));

const app = staticFiles(build);
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

describe('the built app', () => {
  it('is the answer to any deep link, always asked for anew', async () => {
    for (const path of ['/', '/event/0198/plan', '/settings']) {
      const answer = await get(path);
      expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([200, page, 'no-cache']);
    }
  });

  it('keeps hashed files for ever, compressed as they were built, and asks for the worker anew', async () => {
    const script = await get('/_app/immutable/a.js', { 'accept-encoding': 'gzip, br' });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBe('br');
    expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache');
  });

  it('is not the answer to a missing file, to the interface, or to a way out of its folder', async () => {
    for (const path of ['/_app/immutable/gone.js', '/api/nothing', '/sync/doc/x', '/..%2f..%2fetc/passwd.txt', '/missing.png']) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('may run the script that stands in its page, by its hash, and no other inline', () => {
    const [hash, ...others] = inlineScripts(readPage(build)!);
    expect(others).toEqual([]);
    const policy = contentPolicy(page, ['https://qiao.example']);
    expect(policy).toContain(`script-src 'self' ${hash};`);
    expect(policy).toContain("connect-src 'self' wss://qiao.example;");
    expect(contentPolicy(null, [])).toContain("script-src 'self';");
  });

  it('may run the script of a page that was built while the server ran, and that of the page before no more', () => {
    const origins = new Set<string>();
    const policy = policyOf(build, origins);
    const [before] = inlineScripts(page);
    expect(policy()).toContain(before);
    rmSync(join(build, 'index.html'));
    expect(policy()).toContain("script-src 'self';");
    const rebuilt = page.replace('start()', 'begin()');
    writeFileSync(join(build, 'index.html'), rebuilt);
    expect(policy()).toContain(inlineScripts(rebuilt)[0]);
    expect(policy()).not.toContain(before);
    // Known only once the server listens.
    origins.add('https://qiao.example');
    expect(policy()).toContain('wss://qiao.example');
    writeFileSync(join(build, 'index.html'), page);
  });
});
