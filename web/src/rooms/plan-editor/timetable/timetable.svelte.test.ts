import { timeOf } from '@qiao/domain/shared/instants';
import { addDays } from '@qiao/domain/shared/dates';
import { addDay, addPerson, addRoom, addSession, at, planDocs, type NewSession } from '@qiao/domain/plan/plan.fixture';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import '#ui/app.css';
import { Programme } from '../programme/programme.svelte.ts';
import { BenchRoom } from '../testing/bench-room.svelte.ts';
import TimetableBench from '../testing/TimetableBench.svelte';
import { Timetable } from './timetable.svelte.ts';

let room: BenchRoom;
let timetable: Timetable;
let opened: string[];

const PLAN: readonly NewSession[] = [
  { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a', chair: ['lin'] },
  { id: 's2', title: '校长圆桌', start: at('11:00'), minutes: 60, room: 'b', chair: ['lin'] },
  { id: 'tea', title: '茶歇', start: at('10:15'), minutes: 30, room: 'a' },
  { id: 's3', title: '彝绣体验', minutes: 90 },
];

/** a, b … z, then aa. */
const roomId = (n: number): string => (n < 26 ? String.fromCodePoint(97 + n) : `a${String.fromCodePoint(71 + n)}`);

async function show(sessions: readonly NewSession[] = PLAN, rooms = 3): Promise<void> {
  cleanup();
  localStorage.clear();
  const docs = planDocs();
  for (let n = 0; n < rooms; n++) addRoom(docs, roomId(n), `会场${n + 1}`, 40);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'chair');
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addDay(docs, '2026-11-07', at('08:00', '2026-11-07'), at('18:00', '2026-11-07'));
  for (const session of sessions) addSession(docs, session);
  room = new BenchRoom(docs);
  timetable = new Timetable(new Programme(room.asRoom));
  opened = [];
  await render(TimetableBench, { timetable, onopen: (id: string) => void opened.push(id) });
  await soon(() => columnWidth() * rooms + 52 + rooms).toBeGreaterThan(document.querySelector('.pane')!.clientWidth);
}

/** Waits as long as a busy machine may need. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
const press = (keys: string): Promise<void> => userEvent.keyboard(keys);
const block = (id: string): HTMLElement => document.querySelector<HTMLElement>(`[data-session="${id}"]`)!;
const spoken = (id: string): string => block(id).querySelector('.sr-only')!.textContent;
const tray = (id: string): HTMLElement => document.querySelector<HTMLElement>(`[data-tray="${id}"]`)!;
const ghost = (): HTMLElement | null => document.querySelector('.ghost');
const where = (id: string): string => {
  const { start, minutes, room: of } = room.view.sessions.find((one) => one.id === id)!;
  return `${start === null ? '-' : timeOf(start)} ${minutes ?? '-'} ${of?.id ?? '-'}`;
};
const focused = (): string => (document.activeElement as HTMLElement | null)?.dataset['session'] ?? '-';
const head = (n: number): string => document.querySelectorAll('[role="rowheader"]')[n]!.textContent.trim();

/** A pointer, not the browser's own mouse, as a hand moves it: presses in the middle of an element, goes by so many pixels, and lets go when told. */
function pointer(element: HTMLElement, type: 'mouse' | 'touch' = 'mouse') {
  const box = element.getBoundingClientRect();
  let [x, y] = [box.left + box.width / 2, box.top + Math.min(10, box.height / 2)];
  const send = (target: EventTarget, name: string): boolean =>
    target.dispatchEvent(
      new PointerEvent(name, { pointerId: 77, pointerType: type, button: 0, clientX: x, clientY: y, bubbles: true, cancelable: true }),
    );
  send(element, 'pointerdown');
  return {
    by(dx: number, dy: number): void {
      [x, y] = [x + dx, y + dy];
      send(window, 'pointermove');
    },
    to(other: Element): void {
      const at = other.getBoundingClientRect();
      [x, y] = [at.left + 20, at.top + 20];
      send(window, 'pointermove');
    },
    up: () => send(window, 'pointerup'),
  };
}
const HOUR = 64;
const columnWidth = (): number => document.querySelector<HTMLElement>('.column')!.offsetWidth;

beforeEach(async () => {
  await page.viewport(1280, 800);
  await loadWords('zh');
  toasts.hide();
  await show();
});

describe('keys', () => {
  test('one tab stop; arrows move by a quarter and write the beginning alone, each taken back by Ctrl Z', async () => {
    block('s1').focus();
    expect(document.querySelectorAll('[role="grid"] [tabindex="0"]')).toHaveLength(1);
    await press('{ArrowDown}');
    expect(where('s1')).toBe('09:15 60 a');
    expect(room.written).toEqual([['s1/start']]);
    await press('{ArrowUp}{ArrowUp}');
    expect(where('s1')).toBe('08:45 60 a');
    await press('{Control>}zzz{/Control}');
    expect(where('s1')).toBe('09:00 60 a');
    expect(focused()).toBe('s1');
  });

  test('Shift and arrows change the length, Ctrl and arrows the room, and the focus goes along', async () => {
    block('s2').focus();
    await press('{Shift>}{ArrowDown}{/Shift}');
    expect(where('s2')).toBe('11:00 75 b');
    await press('{Control>}{ArrowRight}{/Control}');
    expect(where('s2')).toBe('11:00 75 c');
    await soon(focused).toBe('s2');
    await press('{Control>}{ArrowRight}{/Control}');
    expect(room.written).toEqual([['s2/minutes'], ['s2/room']]);
  });

  test('a move is said with its time, its place and what it runs into', async () => {
    block('s2').focus();
    await press('{Control>}{ArrowLeft}{/Control}');
    await soon(() => timetable.said).toContain('“校长圆桌”移到11:00–12:00，会场1');
    expect(document.querySelector('[aria-live="polite"]')!.textContent).toBe(timetable.said);
    for (let n = 0; n < 3; n++) await press('{ArrowUp}');
    await soon(() => timetable.said).toContain('10:15–10:45有“茶歇”');
    expect(spoken('s2')).toContain('有冲突');
  });

  test('left and right go to the block beside, Enter opens it, the others see where one is', async () => {
    block('s1').focus();
    await press('{ArrowRight}');
    await soon(focused).toBe('s2');
    expect(room.entered.at(-1)).toBe('sessions/s2/start');
    await press('{Enter}');
    expect(opened).toEqual(['s2']);
  });

  test('Delete puts into the tray, the toast brings back, and the focus goes to the next block', async () => {
    block('s1').focus();
    await press('{Delete}');
    expect(where('s1')).toBe('- 60 a');
    expect(tray('s1')).not.toBeNull();
    await soon(focused).toBe('tea');
    await page.getByRole('button', { name: '撤销' }).click();
    expect(where('s1')).toBe('09:00 60 a');
  });

  test('a session moved over midnight takes the sheet along to its day', async () => {
    await show([{ id: 's1', title: '晚场', start: at('07:45', '2026-11-07'), minutes: 30, room: 'a' }]);
    timetable.day = '2026-11-07';
    await soon(() => block('s1')).not.toBeNull();
    block('s1').focus();
    for (let n = 0; n < 32; n++) await press('{ArrowUp}');
    expect(where('s1')).toBe('23:45 30 a');
    await soon(() => timetable.band?.date).toBe('2026-11-06');
    await soon(focused).toBe('s1');
  });
});

describe('by hand', () => {
  test('a block goes where it is dropped, in one act that the toast takes back; the head says that it is free', async () => {
    const hand = pointer(block('s2'));
    hand.by(columnWidth(), HOUR / 2);
    await soon(() => ghost()?.textContent).toContain('11:30–12:30');
    expect(head(2)).toContain('有空');
    hand.up();
    await soon(() => where('s2')).toBe('11:30 60 c');
    expect(room.written).toEqual([['s2/start', 's2/room']]);
    await page.getByRole('button', { name: '撤销' }).click();
    expect(where('s2')).toBe('11:00 60 b');
  });

  test('the head of the column says what is in the way before the drop', async () => {
    const hand = pointer(block('s2'));
    hand.by(-columnWidth(), -2 * HOUR);
    await soon(() => head(0)).toContain('09:00–10:00有“开幕式”');
    expect(ghost()!.classList.contains('bad')).toBe(true);
    hand.up();
    await soon(() => where('s2')).toBe('09:00 60 a');
    expect(block('s2').classList.contains('bad')).toBe(true);
  });

  test('Escape gives a drag up, and a press without a move changes nothing', async () => {
    const hand = pointer(block('s2'));
    hand.by(0, HOUR);
    await soon(ghost).not.toBeNull();
    await press('{Escape}');
    await soon(ghost).toBeNull();
    hand.up();
    const press2 = pointer(block('s2'));
    press2.by(1, 1);
    press2.up();
    expect([where('s2'), room.written]).toEqual(['11:00 60 b', []]);
  });

  test('each edge is drawn by itself: the other one stays', async () => {
    block('s2').focus();
    await soon(() => block('s2').querySelector('.edge.start')).not.toBeNull();
    const top = pointer(block('s2').querySelector<HTMLElement>('.edge.start')!);
    top.by(0, -HOUR / 2);
    await soon(() => ghost()?.textContent).toContain('10:30–12:00');
    top.up();
    await soon(() => where('s2')).toBe('10:30 90 b');
    const bottom = pointer(block('s2').querySelector<HTMLElement>('.edge.end')!);
    bottom.by(0, HOUR / 4);
    await soon(() => ghost()?.textContent).toContain('10:30–12:15');
    bottom.up();
    await soon(() => where('s2')).toBe('10:30 105 b');
  });

  test('a finger that moves at once scrolls; one that rests takes hold', async () => {
    const quick = pointer(block('s2'), 'touch');
    quick.by(0, 40);
    quick.by(0, 40);
    quick.up();
    expect([timetable.carry, where('s2')]).toEqual([null, '11:00 60 b']);
    const slow = pointer(block('s2'), 'touch');
    await soon(() => timetable.carry?.id).toBe('s2');
    slow.by(0, HOUR);
    await soon(() => ghost()?.textContent).toContain('12:00–13:00');
    slow.up();
    await soon(() => where('s2')).toBe('12:00 60 b');
  });

  test('out of the tray onto the sheet with its own length, and back into the tray', async () => {
    const out = pointer(tray('s3'));
    out.to(block('s1'));
    out.by(columnWidth(), 0);
    await soon(() => head(1)).toContain('有空');
    out.up();
    await soon(() => where('s3')).toMatch(/^09:\d\d 90 b$/);
    const back = pointer(block('s3'));
    back.to(document.querySelector('[data-drop="tray"]')!);
    await soon(() => timetable.carry?.over).toBe('tray');
    back.up();
    await soon(() => where('s3')).toBe('- 90 b');
  });
});

describe('the tray by keys', () => {
  test('Enter stands it where it is free first, arrows carry it, Enter puts it down', async () => {
    tray('s3').focus();
    await press('{Enter}');
    await soon(() => ghost()?.textContent).toContain('08:00–09:30');
    expect(document.activeElement).toBe(ghost());
    expect(head(1)).toContain('有空');
    await press('{ArrowDown}{ArrowRight}{Shift>}{ArrowUp}{/Shift}{Enter}');
    expect(where('s3')).toBe('08:15 75 c');
    expect(room.written).toEqual([['s3/start', 's3/minutes', 's3/room']]);
    await soon(focused).toBe('s3');
  });

  test('Escape leaves it in the tray, with the focus', async () => {
    tray('s3').focus();
    await press('{Enter}');
    await soon(ghost).not.toBeNull();
    await press('{Escape}');
    expect(where('s3')).toBe('- 90 -');
    expect(document.activeElement).toBe(tray('s3'));
  });

  test('while it is being placed a press on the sheet puts it there', async () => {
    await userEvent.click(tray('s3'));
    await soon(ghost).not.toBeNull();
    const sheet = document.querySelector<HTMLElement>('.pane')!;
    await userEvent.click(sheet, { position: { x: 52 + columnWidth() * 2.5, y: 50 + HOUR * 6 + 4 } });
    await soon(() => where('s3')).toBe('14:00 90 c');
  });
});

describe('what is shown', () => {
  test('a break lies across the rooms; colours and marks are said in words too', () => {
    expect(block('tea').closest('[role="row"]')!.getAttribute('aria-label')).toBe('跨各栏');
    expect(block('tea').offsetWidth).toBeGreaterThan(columnWidth() * 2.5);
    expect(spoken('s1')).toBe('开幕式，09:00–10:00，会场1，主持 林珊');
  });

  test('where others are', async () => {
    room.others = { plan: [{ user: 'u', name: '许若兰', who: 2, at: 'sessions/s1/start', client: 7 }] };
    await soon(() => block('s1').querySelector('.flag')?.textContent).toBe('许若兰');
    expect(spoken('s1')).toContain('许若兰在此');
  });

  test('nothing can be moved where the plan can only be read, and the arrows go from one to the next', async () => {
    room.locked = true;
    block('s1').focus();
    await press('{ArrowDown}{Delete}{Control>}{ArrowRight}{/Control}');
    const hand = pointer(block('s2'));
    hand.by(0, HOUR);
    hand.up();
    expect([room.written, timetable.carry, document.querySelector('.edge')]).toEqual([[], null, null]);
    await userEvent.click(tray('s3'));
    expect(opened).toEqual(['s3']);
  });

  test('the present time on its day, by the clock of the event, and on no other', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now());
    const near = [-1, 0, 1].map((by) => addDays(today, by));
    await show(
      near.map((date, n) => ({ id: `s${n}`, title: `第${n}场`, start: at('00:00', date), minutes: 24 * 60, room: 'a' })),
      1,
    );
    timetable.day = near[1]!;
    await soon(() => document.querySelectorAll('.now')).toHaveLength(1);
    await soon(() => document.querySelector('.clock')?.textContent).toMatch(/^\d\d:\d\d$/);
    for (const date of [near[0]!, near[2]!]) {
      timetable.day = date;
      await soon(() => document.querySelectorAll('.now')).toHaveLength(0);
    }
  });

  test('closer or farther by keys, remembered on this device', async () => {
    block('s1').focus();
    const before = block('s1').offsetHeight;
    await press('+');
    await soon(() => block('s1').offsetHeight).toBeGreaterThan(before * 1.4);
    expect(new Timetable(timetable.programme).zoom).toBe(timetable.zoom);
    await press('0');
    await soon(() => block('s1').offsetHeight).toBe(before);
  });

  test('by track the columns are the tracks, and what is dragged out of the tray is given a free room', async () => {
    room.edit([
      { part: 'plan', root: 'tracks', key: 't1/name.zh', value: '生态' },
      { part: 'plan', root: 'tracks', key: 't1/order', value: 'a0' },
    ]);
    timetable.choose('track');
    await soon(() => head(0)).toContain('生态');
    tray('s3').focus();
    await press('{Enter}');
    await soon(ghost).not.toBeNull();
    await press('{ArrowLeft}{Enter}');
    const session = room.view.sessions.find((one) => one.id === 's3')!;
    expect([session.track?.id, session.placed, where('s3')]).toEqual(['t1', true, '08:00 90 b']);
  });

  test('of thirty rooms and four hundred sessions only what is in sight', async () => {
    const many = Array.from({ length: 400 }, (_, n) => ({
      id: `m${n}`,
      title: `第${n}场`,
      start: at(`${String(8 + (Math.floor(n / 30) % 10)).padStart(2, '0')}:00`, n < 300 ? '2026-11-06' : '2026-11-07'),
      minutes: 45,
      room: roomId(n % 30),
    }));
    await show(many, 30);
    await soon(() => document.querySelectorAll('.column').length).toBeGreaterThan(3);
    expect(document.querySelectorAll('.column').length).toBeLessThan(12);
    expect(document.querySelectorAll('[data-session]').length).toBeLessThan(140);
    const pane = document.querySelector<HTMLElement>('.pane')!;
    block('m0').focus();
    pane.scrollLeft = 3000;
    await soon(() => block('m25')).not.toBeNull();
    // What has the focus stays, however far one scrolls.
    expect(focused()).toBe('m0');
    expect(block('m12')).toBeNull();
  });
});
