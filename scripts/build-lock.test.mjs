import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holdingLock } from './build-lock.mjs';

let folder;
let lock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qiao-lock-'));
  lock = join(folder, 'inner/build.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const module = JSON.stringify(join(import.meta.dirname, 'build-lock.mjs'));

/** Another process that takes the lock, says so, and runs `job`. */
function other(job) {
  const script = `import { appendFileSync } from 'node:fs'; import { holdingLock } from ${module};
    await holdingLock(${JSON.stringify(lock)}, ${job});`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
}

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock of builds', () => {
  it('lets one process build at a time, and all of them in the end', async () => {
    const file = join(folder, 'said');
    const job = `async () => {
      appendFileSync(${JSON.stringify(file)}, 'begin ');
      await new Promise((resolve) => setTimeout(resolve, 20));
      appendFileSync(${JSON.stringify(file)}, 'end ');
    }`;
    const all = Array.from({ length: 4 }, () => other(job));
    const codes = await Promise.all(all.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(readFileSync(file, 'utf8')).toBe('begin end '.repeat(4));
    expect(readdirSync(join(folder, 'inner'))).toEqual([]);
  });

  it('waits while its holder works, says so once, and goes on when it has ended', async () => {
    const holder = other(
      `async () => { console.log('mine'); await new Promise((resolve) => process.stdin.once('data', resolve)); process.stdin.destroy(); }`,
    );
    await once(holder.stdout, 'data');
    const waiting = vi.fn();
    const job = vi.fn(() => 'built');
    const built = holdingLock(lock, job, waiting);
    await vi.waitFor(() => expect(waiting).toHaveBeenCalled());
    expect(job).not.toHaveBeenCalled();
    holder.stdin.write('end');
    expect(await built).toBe('built');
    expect(waiting).toHaveBeenCalledTimes(1);
  });

  it('takes over from a holder that was killed in its work', async () => {
    const holder = other(`async () => { console.log('mine'); await new Promise((resolve) => process.stdin.once('data', resolve)); }`);
    await once(holder.stdout, 'data');
    const built = holdingLock(lock, () => 'built');
    holder.kill('SIGKILL');
    expect(await built).toBe('built');
  });

  it('takes a lock that was left behind, by number or by age, without waiting', async () => {
    const waiting = vi.fn();
    await holdingLock(lock, () => undefined);
    writeFileSync(lock, String(deadPid()));
    expect(await holdingLock(lock, () => 'built', waiting)).toBe('built');
    // A number that somebody else has by now.
    writeFileSync(lock, String(process.ppid));
    const longAgo = new Date(Date.now() - 11 * 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect(await holdingLock(lock, () => 'built', waiting)).toBe('built');
    expect(waiting).not.toHaveBeenCalled();
  });

  it('is given back when the build throws', async () => {
    await expect(holdingLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });
});
