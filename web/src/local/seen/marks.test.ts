import { limits } from '@qiao/sync/protocol';
import type { DeviceStore } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_SEEN_KEPT, SEEN_AFTER_MS, SEEN_EVERY_MS } from './limits.ts';
import { SeenMarks, type ToldMark } from './marks.ts';
import { OnScreen } from './on-screen.ts';

const doc = (n = 0): string => `event/0192f0c1-2345-7abc-8def-${String(n).padStart(12, '0')}/plan`;

/** One device: a clock turned by hand, and a server that answers what it is told to. */
class Device {
  store: DeviceStore = openMemoryStore();
  time = 1_000_000;
  free = true;
  epoch = 'one';
  told: { epoch: string; marks: readonly ToldMark[] }[] = [];
  answer: (mark: ToldMark) => string | null = () => 'seen';
  #tasks: { at: number; task: () => void }[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  after = (ms: number, task: () => void): (() => void) => {
    const entry = { at: this.time + ms, task };
    this.#tasks.push(entry);
    return () => (this.#tasks = this.#tasks.filter((one) => one !== entry));
  };
  tab(): SeenMarks {
    const { store } = this;
    return new SeenMarks({
      store: {
        derived: (key) => store.derived(key),
        putDerived: (key, value) => store.putDerived(key, value),
        cursor: async () => ({ ...(await store.cursor()), epoch: this.epoch }),
      },
      now: () => this.time,
      after: this.after,
      alone: (run) => {
        const done = this.#turn.then(run);
        this.#turn = done.catch(() => undefined);
        return done;
      },
      isFree: () => this.free,
      tell: async (epoch, marks) => {
        const results = marks.map((mark) => this.answer(mark));
        if (results.includes(null)) return null;
        this.told.push({ epoch, marks });
        return results as string[];
      },
    });
  }
  /** Moves time on and lets what is due run to its end. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    const due = this.#tasks.filter(({ at }) => at <= this.time);
    this.#tasks = this.#tasks.filter((one) => !due.includes(one));
    for (const { task } of due) task();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await this.#turn;
  }
  get docs(): string[][] {
    return this.told.map(({ marks }) => marks.map((mark) => `${mark.doc.slice(-6, -5)}@${mark.seq}`));
  }
}

let device: Device;
beforeEach(() => {
  device = new Device();
});

describe('what was seen', () => {
  it('[SEEN3] is told once, as long ago as it was, and not again while it is the same or older', async () => {
    const marks = device.tab();
    device.free = false;
    await marks.saw(doc(), { generation: 0, head: 7 });
    await device.pass(5000);
    device.free = true;
    await marks.tell();
    expect(device.told).toEqual([{ epoch: 'one', marks: [{ doc: doc(), generation: 0, seq: 7, ago: 5000 }] }]);
    await device.pass(SEEN_EVERY_MS);
    await marks.saw(doc(), { generation: 0, head: 7 });
    await marks.saw(doc(), { generation: 0, head: 6 });
    await marks.tell();
    expect(device.told).toHaveLength(1);
  });

  it('[SEEN3] waits on the device while offline, over a reload, and is sent on return: of each part the newest', async () => {
    device.free = false;
    const before = device.tab();
    for (const head of [3, 5, 4]) await before.saw(doc(1), { generation: 0, head });
    await before.saw(doc(2), { generation: 0, head: 9 });
    before.close();
    const after = device.tab();
    await after.tell();
    expect(device.told).toEqual([]);
    device.free = true;
    await after.tell();
    expect(device.docs).toEqual([['1@5', '2@9']]);
  });

  it('[SEEN3] is told at most once in SEEN_EVERY_MS, by all tabs of the device together', async () => {
    const [one, other] = [device.tab(), device.tab()];
    await one.saw(doc(), { generation: 0, head: 1 });
    await device.pass(1000);
    await one.saw(doc(), { generation: 0, head: 2 });
    await other.saw(doc(), { generation: 0, head: 3 });
    expect(device.docs).toEqual([['0@1']]);
    await device.pass(SEEN_EVERY_MS - 1001);
    expect(device.docs).toEqual([['0@1']]);
    await device.pass(1);
    expect(device.docs).toEqual([['0@1'], ['0@3']]);
    await device.pass(SEEN_EVERY_MS * 3);
    expect(device.told).toHaveLength(2);
  });

  it('[SEEN3] waits for edits to go first', async () => {
    const marks = device.tab();
    device.free = false;
    await marks.saw(doc(), { generation: 0, head: 1 });
    await device.pass(SEEN_EVERY_MS * 2);
    expect(device.told).toEqual([]);
  });

  it('[SEEN3] is kept when the server gives no answer, and told after SEEN_EVERY_MS', async () => {
    const marks = device.tab();
    device.answer = () => null;
    await marks.saw(doc(), { generation: 0, head: 1 });
    device.answer = () => 'seen';
    await device.pass(SEEN_EVERY_MS);
    expect(device.docs).toEqual([['0@1']]);
  });

  it('[SEEN5] of before a restore is not told; what the server calls stale is noted anew when it is seen again', async () => {
    const marks = device.tab();
    device.free = false;
    await marks.saw(doc(1), { generation: 0, head: 9 });
    device.epoch = 'two';
    device.free = true;
    await marks.tell();
    expect(device.told).toEqual([]);
    device.answer = () => 'stale';
    await marks.saw(doc(1), { generation: 0, head: 4 });
    expect(device.docs).toEqual([['1@4']]);
    device.answer = () => 'seen';
    await device.pass(SEEN_EVERY_MS);
    await marks.saw(doc(1), { generation: 0, head: 4 });
    expect(device.docs).toEqual([['1@4'], ['1@4']]);
  });

  it('[SEEN3] a clock that was set back silences nobody', async () => {
    const marks = device.tab();
    await marks.saw(doc(), { generation: 0, head: 1 });
    device.time -= 10 * SEEN_EVERY_MS;
    await marks.saw(doc(), { generation: 0, head: 2 });
    expect(device.told.map(({ marks: [mark] }) => [mark!.seq, mark!.ago])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('[NAM4] tells MAX_SEEN_MARKS at once and the rest later, and keeps MAX_SEEN_KEPT', async () => {
    const marks = device.tab();
    device.free = false;
    for (let n = 0; n <= MAX_SEEN_KEPT; n++) await marks.saw(doc(n), { generation: 0, head: 1 });
    device.free = true;
    await marks.tell();
    expect(device.told[0]!.marks).toHaveLength(limits.MAX_SEEN_MARKS);
    expect(device.told[0]!.marks[0]!.doc).toBe(doc(1));
    while (device.told.length < MAX_SEEN_KEPT / limits.MAX_SEEN_MARKS) await device.pass(SEEN_EVERY_MS);
    await device.pass(SEEN_EVERY_MS);
    expect(device.told.flatMap((one) => one.marks)).toHaveLength(MAX_SEEN_KEPT);
  });
});

describe('what is on screen', () => {
  const found: string[] = [];
  let screen: OnScreen;
  beforeEach(() => {
    found.length = 0;
    screen = new OnScreen({
      now: () => device.time,
      after: device.after,
      seen: (name, { generation, head }) => found.push(`${name.slice(-6, -5)} ${generation}.${head}`),
    });
  });
  const at = (head: number, generation = 0) => ({ generation, head });

  it('[SEEN1] is seen after SEEN_AFTER_MS, and each newer version from then on at once', async () => {
    screen.show(doc(), at(5));
    await device.pass(SEEN_AFTER_MS - 1);
    expect(found).toEqual([]);
    await device.pass(1);
    expect(found).toEqual(['0 0.5']);
    screen.show(doc(), at(5));
    screen.show(doc(), at(6));
    screen.show(doc(), at(1, 1));
    expect(found).toEqual(['0 0.5', '0 0.6', '0 1.1']);
  });

  it('[SEEN1] is not seen when one passes by, hides the page, or when no server has it', async () => {
    screen.show(doc(1), at(5));
    await device.pass(SEEN_AFTER_MS - 1);
    screen.show(doc(2), at(9));
    await device.pass(SEEN_AFTER_MS - 1);
    screen.show(null, null);
    await device.pass(SEEN_AFTER_MS * 2);
    screen.show(doc(3), null);
    screen.show(doc(3), at(0));
    await device.pass(SEEN_AFTER_MS * 2);
    expect(found).toEqual([]);
    screen.show(doc(3), at(2));
    expect(found).toEqual(['3 0.2']);
  });

  it('[SEEN1] what arrives before its time is up is what was seen', async () => {
    screen.show(doc(), at(5));
    await device.pass(SEEN_AFTER_MS / 2);
    screen.show(doc(), at(6));
    await device.pass(SEEN_AFTER_MS / 2);
    expect(found).toEqual(['0 0.6']);
  });
});
