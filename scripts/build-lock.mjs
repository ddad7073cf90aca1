// Builds of one checkout wait for each other: two at once empty each other's folders.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds after which a lock is nobody's, whoever has its number now: a build takes seconds. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;
/** Milliseconds between looks whether the holder still lives. That it has ended its work is told at once, by the folder. */
const LOOK_MS = 500;

/**
 * Runs `job` while no other process holds the lock at `path`, and answers what it answers.
 * A lock that its holder left behind is taken over. `waiting` is called once when it has to wait.
 * @template T
 * @param {string} path
 * @param {() => T | Promise<T>} job
 * @param {() => void} [waiting]
 * @returns {Promise<T>}
 */
export async function holdingLock(path, job, waiting = () => undefined) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (dropWhenLeft(path)) continue;
    if (!told) waiting();
    told = true;
    await changed(path);
  }
  try {
    return await job();
  } finally {
    if (holderOf(path) === process.pid) rmSync(path, { force: true });
  }
}

/** Linked when it has its content: nobody ever reads a lock without a number. */
function take(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Null when there is no lock. */
function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isLeft(path) {
  const holder = holderOf(path);
  if (holder === null) return false;
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > FORGOTTEN_AFTER_MS || !isAlive(holder);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moved aside before it is removed: of several that find it, one has it, and what another took meanwhile is put back. */
function dropWhenLeft(path) {
  if (!isLeft(path)) return false;
  const aside = `${path}.${process.pid}.left`;
  try {
    renameSync(path, aside);
    if (!isLeft(aside)) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

/** Resolves when the folder of the lock changes, or when it is time to look whether its holder lives. */
function changed(path) {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), done);
    watcher.on('error', done);
    const timer = setTimeout(done, LOOK_MS);
    // It may have gone before the watch began.
    if (holderOf(path) === null) done();
    function done() {
      clearTimeout(timer);
      watcher.close();
      resolve(undefined);
    }
  });
}
