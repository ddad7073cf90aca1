import { describe, expect, it } from 'vitest';
import { WRITE, type Disk } from '../../../sync-server/src/blobs/disk.ts';
import type { Store } from '../../../sync-server/src/store/contract.ts';
import { runSeed } from './run.ts';
import { sound } from './server.ts';
import { World, type RunOptions } from './world.ts';

describe('seeded simulation', () => {
  it(
    '100 seeds: acked is stored, replicas agree when quiet, nothing saved or attached is lost, nothing leaves for whom it is not due, plans make sense',
    { timeout: 180_000 },
    async () => {
      const totals = { acks: 0, pages: 0, liveUpdates: 0, proposals: 0, adopted: 0, referred: 0, fetched: 0, refusedHere: 0 };
      for (let seed = 10_001; seed <= 10_100; seed++) {
        const report = await runSeed({ seed }).catch((error: unknown) => {
          throw new Error(`seed ${seed}: again with npm run sim -- --seeds 1 --from ${seed}`, { cause: error });
        });
        for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += report[key];
      }
      // A run in which nothing happens proves nothing.
      expect(totals.acks).toBeGreaterThan(300);
      expect(totals.pages).toBeGreaterThan(1500);
      expect(totals.liveUpdates).toBeGreaterThan(300);
      expect(totals.proposals).toBeGreaterThan(100);
      expect(totals.adopted).toBeGreaterThan(5);
      expect(totals.referred).toBeGreaterThan(50);
      expect(totals.fetched).toBeGreaterThan(5);
      expect(totals.refusedHere).toBeGreaterThan(10);
    },
  );

  it('the same seed is the same run', async () => {
    const trace = async (): Promise<string> => {
      const world = new World({ seed: 77 });
      const report = await runSeed({ seed: 77 });
      return JSON.stringify([report, world.rng.next()]);
    };
    expect(await trace()).toBe(await trace());
  });
});

describe('a broken rule is caught', () => {
  /** Seeds until one breaks; the rule that it names. */
  async function firstBreak(options: Omit<RunOptions, 'seed'>, most = 300): Promise<string> {
    for (let seed = 1; seed <= most; seed++) {
      try {
        await runSeed({ ...options, seed });
      } catch (error) {
        return (error as Error).message;
      }
    }
    return 'nothing broke';
  }

  it('[PSH2] acking before the commit', async () => {
    /** Answers when the job is done, a moment before the transaction is durable. */
    const ackEarly = (store: Store): Store => ({
      ...store,
      write: (job) =>
        new Promise((resolve, reject) => {
          store
            .write(async (tx) => {
              const answer = await job(tx);
              resolve(answer);
              await tx.workspace();
              await tx.workspace();
              return answer;
            })
            .catch(reject);
        }),
    });
    expect(await firstBreak({ saboteur: { ...sound, store: ackEarly } })).toMatch(/^\[(PSH2|LIV3|BLB6)\]/);
  });

  it('[PUL4] forgetting what a device holds', async () => {
    const forgetHeld = (store: Store): Store => ({
      ...store,
      read: { ...store.read, held: async () => [] },
    });
    expect(await firstBreak({ saboteur: { ...sound, store: forgetHeld } })).toMatch(/^\[(REF5|DEC2|PUL1|DOMAIN)\]/);
  });

  it('[PUL2] taking every device to hold every part', async () => {
    const holdAll = (store: Store): Store => ({
      ...store,
      read: { ...store.read, heldDocs: async (device, docs) => docs.map((doc) => ({ device, doc, page: '', state: 'held' as const })) },
    });
    expect(await firstBreak({ saboteur: { ...sound, store: holdAll } })).toMatch(/^\[(PUL1|DEC2|DEV2|DEV7|DOMAIN)\]/);
  });

  it('[BLB1] referring to bytes before they are durable', async () => {
    /** Says that a file is on the disk when it is only in memory. */
    const unsynced = (disk: Disk): Disk => ({
      ...disk,
      open: async (path, flags, mode) => Object.assign(await disk.open(path, flags, mode), { sync: async () => undefined }),
    });
    expect(await firstBreak({ saboteur: { ...sound, disk: unsynced } })).toMatch(/^\[(BLB1|ATT3)\]/);
  });

  it('[BLB4] taking bytes for what their hash says without looking', async () => {
    /** Changes a byte on its way into the place of a whole file. */
    const spoiling = (disk: Disk): Disk => ({
      ...disk,
      rename: async (from, to) => {
        const file = await disk.open(String(from), WRITE);
        await file.write(Uint8Array.of(255), 0, 1, 0);
        await file.sync();
        await disk.rename(from, to);
      },
    });
    expect(await firstBreak({ saboteur: { ...sound, disk: spoiling } })).toMatch(/^\[BLB1\]/);
  });

  it('[BLB5] believing who says that they uploaded it', async () => {
    const believing = (store: Store): Store => ({
      ...store,
      write: (job) =>
        store.write((tx) =>
          job({
            ...tx,
            upload: async (user, hash) =>
              (await tx.upload(user, hash)) ?? { user, hash, id: '', bytes: 0, received: 0, done: true, touchedAt: 0 },
          }),
        ),
    });
    expect(await firstBreak({ saboteur: { ...sound, store: believing } })).toMatch(/^\[(BLB5|BLB1)\]/);
  });

  it('[BLB6] giving a blob to whoever knows its hash', async () => {
    const open = (store: Store): Store => ({
      ...store,
      read: {
        ...store.read,
        blobDocs: async () => (await store.read.records('event', '', 100)).map(({ kind, id }) => `${kind}/${id}/plan`),
      },
    });
    expect(await firstBreak({ saboteur: { ...sound, store: open } })).toMatch(/^\[BLB6\]/);
  });

  it('[ATT6] letting go on the device of what waits', async () => {
    await expect(firstBreak({ careless: true })).resolves.toMatch(/^\[ATT3\]/);
  });

  /** A part is frozen under an edit, thawed, edited again, and the refused edit is retried: all that was written must stand. */
  async function editRefusedAndRetried(reuseClientIds: boolean): Promise<void> {
    const world = new World({ seed: 3, reuseClientIds });
    const { clock, server, devices } = world;
    server.start();
    const [boss, luo] = [devices[0]!, devices[1]!];
    for (const device of devices) await device.openTab();
    const record = `event/${world.rng.uuid()}`;
    const { client } = luo.tabs[0]!;
    await client.intend(record, { type: 'create', record });
    await clock.pass(2000);
    const part = await client.openPart(`${record}/case`);
    const write = async (text: string): Promise<void> => {
      part.ydoc.getText('text').insert(0, text);
      await clock.pass(3000);
    };
    await boss.tabs[0]!.client.intend(record, { type: 'freeze', record });
    await clock.pass(2000);
    await write('refused');
    const [proposal] = await client.proposals();
    expect(proposal?.code).toBe('frozen');
    await boss.tabs[0]!.client.intend(record, { type: 'thaw', record });
    await clock.pass(2000);
    await write('afterwards');
    await client.retry(proposal!.id);
    await world.makePeace();
    expect(part.ydoc.getText('text').toJSON()).toMatch(/^(refusedafterwards|afterwardsrefused)$/);
  }

  it('[DEV4] [REF1] reusing a client id after a refusal', async () => {
    await editRefusedAndRetried(false);
    await expect(editRefusedAndRetried(true)).rejects.toThrow(/^\[DEV4\]/);
  });
});
