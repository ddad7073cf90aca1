import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { handClock, settle, WORKSPACE } from '../testing/relay-world.ts';
import { newDurable, openMemoryStore, type Fault } from '../store/memory/index.ts';
import { handle, jobKind, NotStored, type Commit } from './job.ts';
import { createWriter } from './writer.ts';
import { proxyWriter, serveWriter } from './writer-port.ts';

const add = jobKind<{ fail?: boolean; from?: string }, number>('add');

function newWriter(fault?: Fault) {
  const clock = handClock();
  let commits = 0;
  const undone: number[] = [];
  const store = openMemoryStore(newDurable(WORKSPACE), async (point) => {
    if (point === 'begin') commits++;
    await fault?.(point);
  });
  const writer = createWriter({
    store,
    clock,
    handlers: handle(add, async (scope, { fail, from }) => {
      const seq = await scope.tx.nextSeq();
      scope.onUndo(() => undone.push(seq));
      await scope.row({ seq, doc: null, actor: 'ann', device: 'd', update: new Uint8Array(), at: scope.now }, from);
      if (fail) throw new Error('refused');
      return seq;
    }),
  });
  return { clock, writer, store, undone, transactions: () => commits };
}

describe('the writer', () => {
  it('[SRV1] commits at once, in one group, what is submitted together after a while without work', async () => {
    const { writer, transactions } = newWriter();
    expect(await Promise.all([writer.submit(add, {}), writer.submit(add, {})])).toEqual([1, 2]);
    expect(transactions()).toBe(1);
  });

  it('[SRV1] commits together what comes within GROUP_COMMIT_MS of the group before', async () => {
    const { clock, writer, transactions } = newWriter();
    await writer.submit(add, {});
    await clock.pass(1);
    const first = writer.submit(add, {});
    await clock.pass(limits.GROUP_COMMIT_MS - 2);
    const second = writer.submit(add, {});
    expect(transactions()).toBe(1);
    await clock.pass(1);
    expect(await Promise.all([first, second])).toEqual([2, 3]);
    expect(transactions()).toBe(2);
  });

  it('[SRV1] does not wait once GROUP_COMMIT_ROWS have come, and takes no more into one group', async () => {
    const { writer, transactions } = newWriter();
    const answers = Array.from({ length: limits.GROUP_COMMIT_ROWS + 1 }, () => writer.submit(add, {}));
    expect((await Promise.all(answers)).at(-1)).toBe(limits.GROUP_COMMIT_ROWS + 1);
    expect(transactions()).toBe(2);
  });

  it('[PSH8] a job that throws takes nothing of others with it, and leaves no number unused', async () => {
    const { clock, writer, undone, store } = newWriter();
    const jobs = [writer.submit(add, {}), writer.submit(add, { fail: true }), writer.submit(add, {})];
    const outcomes = Promise.allSettled(jobs);
    await clock.pass(limits.GROUP_COMMIT_MS);
    expect((await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
      1,
      'refused',
      2,
    ]);
    expect(undone).toEqual([2]);
    expect((await store.read.workspace()).head).toBe(2);
  });

  it('[PSH2] tells nothing of a group whose commit fails, undoes all of it, and goes on', async () => {
    let broken = true;
    const { clock, writer, undone } = newWriter((point) => {
      if (broken && point === 'commit') throw new Error('disk full');
    });
    const told: Commit[] = [];
    writer.onCommit((commit) => told.push(commit));
    const outcomes = Promise.allSettled([writer.submit(add, {}), writer.submit(add, {})]);
    await clock.pass(limits.GROUP_COMMIT_MS);
    for (const one of await outcomes) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(NotStored) as unknown });
    expect([told, undone]).toEqual([[], [1, 2]]);
    broken = false;
    const next = writer.submit(add, { from: 'socket' });
    await clock.pass(limits.GROUP_COMMIT_MS);
    expect(await next).toBe(1);
    expect(told).toMatchObject([{ head: 1, rows: [{ seq: 1, from: 'socket' }] }]);
  });

  it('[SRV3] finishes what is queued when it closes, and takes no more', async () => {
    const { writer } = newWriter();
    const last = writer.submit(add, {});
    await writer.close();
    expect(await last).toBe(1);
    await expect(writer.submit(add, {})).rejects.toBeInstanceOf(NotStored);
  });
});

describe('the writer behind a port', () => {
  it('is ready by its own word, and takes no message of another for it', async () => {
    const { port1, port2 } = new MessageChannel();
    const proxy = proxyWriter(port2);
    let ready = false;
    void proxy.ready.then(() => (ready = true));
    // As a thread's port carries them under `node --watch`.
    for (const other of [{ 'watch:import': ['file:///writer.ts'] }, 'ready', null, { type: 'readiness' }]) port1.postMessage(other);
    for (let turn = 0; turn < 3; turn++) await settle();
    expect(ready).toBe(false);
    const { writer, clock } = newWriter();
    serveWriter(port1, writer);
    await proxy.ready;
    const answer = proxy.submit(add, {});
    port1.postMessage({ 'watch:import': ['file:///job.ts'] });
    await settle();
    await clock.pass(limits.GROUP_COMMIT_MS);
    expect(await answer).toBe(1);
    port1.close();
  });

  it('is not ready when its thread ends before it said so', async () => {
    const { port1, port2 } = new MessageChannel();
    const proxy = proxyWriter(port2);
    proxy.lost(new Error('no database'));
    await expect(proxy.ready).rejects.toThrow('no database');
    port1.close();
  });

  function overPort(fault?: Fault) {
    const { writer, clock } = newWriter(fault);
    const { port1, port2 } = new MessageChannel();
    serveWriter(port1, writer);
    return { proxy: proxyWriter(port2), clock, end: () => port1.close() };
  }

  it('answers and refuses like the writer itself, and tells of a commit before its answers', async () => {
    const { proxy, clock, end } = overPort();
    const heard: string[] = [];
    proxy.onCommit((commit) => heard.push(`commit ${commit.head}`));
    const outcomes = Promise.allSettled([
      proxy.submit(add, {}).then((seq) => heard.push(`answer ${seq}`)),
      proxy.submit(add, { fail: true }),
    ]);
    await settle();
    await clock.pass(limits.GROUP_COMMIT_MS);
    const [, refused] = await outcomes;
    expect(heard).toEqual(['commit 1', 'answer 1']);
    expect(refused).toMatchObject({ status: 'rejected', reason: { message: 'refused' } });
    expect(refused).not.toMatchObject({ reason: expect.any(NotStored) as unknown });
    end();
  });

  it('says not stored where the writer does, and for all that waits when the thread is lost', async () => {
    const { proxy, clock, end } = overPort((point) => {
      if (point === 'commit') throw new Error('disk full');
    });
    const first = expect(proxy.submit(add, {})).rejects.toBeInstanceOf(NotStored);
    await settle();
    await clock.pass(limits.GROUP_COMMIT_MS);
    await first;
    const waiting = expect(proxy.submit(add, {})).rejects.toBeInstanceOf(NotStored);
    proxy.lost(new Error('gone'));
    await waiting;
    end();
  });

  it('[SRV3] closes after the answers', async () => {
    const { proxy, end } = overPort();
    const last = proxy.submit(add, {});
    await proxy.close();
    expect(await last).toBe(1);
    end();
  });
});
