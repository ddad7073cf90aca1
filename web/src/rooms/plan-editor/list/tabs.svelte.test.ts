import { addItem, newFacts, setCell, type Person } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { budgetTotals, planItems } from '@qiao/domain/plan';
import { addLeg, addShift, addVehicle } from '@qiao/domain/plan/logistics.fixture';
import { addDay, addPerson, addRoom, addSession, at, planDocs, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import type { Component } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import { records } from '#local/records/records.svelte.ts';
import { session } from '#local/session/session.svelte.ts';
import { loadWords } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import '#ui/app.css';
import BudgetPage from '../budget/BudgetPage.svelte';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import PlacesPage from '../places/PlacesPage.svelte';
import { Programme } from '../programme/programme.svelte.ts';
import RunSheetPage from '../run-sheet/RunSheetPage.svelte';
import StaffPage from '../staff/StaffPage.svelte';
import { BenchRoom } from '../testing/bench-room.svelte.ts';
import { compose, insert } from '../testing/composition.ts';
import TabBench from '../testing/TabBench.svelte';
import TransportPage from '../transport/TransportPage.svelte';

let docs: PlanDocs;
let room: BenchRoom;

async function show(tab: Component<{ room: PlanRoom }>): Promise<void> {
  cleanup();
  room = new BenchRoom(docs);
  await render(TabBench, { page: tab, room: room.asRoom });
}

const press = (keys: string): Promise<void> => userEvent.keyboard(keys);
const cell = (row: string, column: string): HTMLElement => document.querySelector(`[data-row="${row}"][data-column="${column}"]`)!;
const textOf = (row: string, column: string): string => cell(row, column).querySelector('.text')!.textContent.trim();
const here = (): string => {
  const place = document.activeElement?.closest<HTMLElement>('[data-row]');
  return place ? `${place.dataset['row']} ${place.dataset['column']}` : 'nowhere';
};
const button = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === name);
const click = async (name: string): Promise<void> => {
  await expect.poll(() => button(name)).toBeDefined();
  await userEvent.click(button(name)!);
};
const said = (): string[] => [...document.querySelectorAll('.settle b')].map((one) => one.textContent.trim());
const foot = (): string =>
  [...document.querySelectorAll('.counts, .totals')].map((one) => one.textContent.replace(/\s+/g, ' ').trim()).join(' | ');
const items = () => planItems(room.values);
const typeInto = async (row: string, column: string, text: string): Promise<void> => {
  await userEvent.click(cell(row, column));
  await expect.poll(here).toBe(`${row} ${column}`);
  await press(`${text}{Enter}`);
};

beforeEach(async () => {
  await page.viewport(1280, 900);
  await loadWords('zh');
  toasts.hide();
  // Nobody is signed in, so there is no directory to ask.
  vi.spyOn(records, 'rank').mockResolvedValue([]);
  docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'staff');
  addPerson(docs, 'he', '何译', 'He Yi', 'staff');
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a' });
  addVehicle(docs, 'bus', { name: '考斯特', seats: 19, driver: '王师傅' });
  addVehicle(docs, 'van', { name: '商务车', seats: 6, driver: '李师傅' });
});

describe('transport', () => {
  test('a leg is typed from its departure on with Tab; one that takes more than the seats says so, and a press moves it to a vehicle that holds them', async () => {
    await show(TransportPage);
    await click('加一趟');
    await expect.poll(here).toMatch(/ start$/);
    await press('830{Tab}9:10{Tab}长水机场{Tab}师苑酒店{Tab}商务车{Tab}9{Enter}');
    const [leg] = items().legs;
    expect(leg).toMatchObject({ start: at('08:30'), minutes: 40, from: '长水机场', to: '师苑酒店', vehicle: { id: 'van' }, count: 9 });
    await expect.poll(said).toEqual(['“长水机场→师苑酒店”乘车 9 人，商务车 6 座。']);
    expect(textOf(leg!.id, 'count')).toBe('9 / 6');
    await click('“长水机场→师苑酒店”改用 考斯特');
    await expect.poll(said).toEqual([]);
    expect(textOf(leg!.id, 'vehicle')).toBe('考斯特');
    expect(foot()).toContain('1趟，乘车9人次 已用9座，空10座');
    await press('{Control>}z{/Control}');
    await expect.poll(() => textOf(leg!.id, 'vehicle')).toBe('商务车');
  });

  test('a vehicle in two places at once stands under the later leg, marks the vehicle, and is settled in one press', async () => {
    addLeg(docs, { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus', count: 3 });
    addLeg(docs, { id: 'l2', start: at('08:30'), minutes: 60, vehicle: 'bus', count: 3 });
    await show(TransportPage);
    expect(said()).toEqual(['考斯特 08:30–09:00 同时派了两趟：“师苑酒店→l1”和“师苑酒店→l2”。']);
    expect(document.querySelectorAll('.settle')).toHaveLength(1);
    await click('“师苑酒店→l2”改用 商务车');
    await expect.poll(said).toEqual([]);
    expect(items().legs.map((leg) => leg.vehicle!.id)).toEqual(['bus', 'van']);
  });

  test('a vehicle that is not known yet is added by Enter; the picker says which are under way', async () => {
    addLeg(docs, { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus' });
    addLeg(docs, { id: 'l2', start: at('08:30') });
    await show(TransportPage);
    await userEvent.click(cell('l2', 'vehicle'));
    await expect.poll(here).toBe('l2 vehicle');
    await press('考');
    await expect.poll(() => document.querySelector('[role="option"]')?.textContent).toContain('此时已派出');
    await press('{Escape}');
    await typeInto('l2', 'vehicle', '大巴');
    expect(items().vehicles.map((vehicle) => vehicle.name)).toEqual(['考斯特', '商务车', '大巴']);
    expect(textOf('l2', 'vehicle')).toBe('大巴');
  });

  test('a leg moved down takes the next one’s time and keeps its length; pasted rows stand on the day one is in', async () => {
    addLeg(docs, { id: 'l1', start: at('08:00'), minutes: 60 });
    addLeg(docs, { id: 'l2', start: at('10:00'), minutes: 30 });
    await show(TransportPage);
    await userEvent.click(cell('l1', 'to'));
    await expect.poll(here).toBe('l1 to');
    await press('{Alt>}{ArrowDown}{/Alt}');
    expect(items().legs.map((leg) => `${leg.id} ${leg.start!.slice(11, 16)} ${leg.minutes}`)).toEqual(['l2 10:00 30', 'l1 10:00 60']);
    await userEvent.click(cell('l1', 'start'));
    await expect.poll(here).toBe('l1 start');
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '11:00\t11:30\t甲\t乙\t考斯特\t4\n12:00\t12:30\t丙\t丁\t商务车\t5');
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    await click('粘贴');
    await expect
      .poll(() =>
        items()
          .legs.map((leg) => leg.to)
          .sort(),
      )
      .toEqual(['丁', '乙', 'l2'].sort());
    expect(items().legs.find((leg) => leg.to === '丁')!.start).toBe(at('12:00'));
  });
});

describe('the run sheet', () => {
  test('while one composes 拼音 nothing is committed, and Enter belongs to the input method', async () => {
    addItem(docs.plan, 'cues', { id: 'c1', values: { start: at('08:30'), cue: '报到' } });
    await show(RunSheetPage);
    await userEvent.click(cell('c1', 'cue'));
    await expect.poll(here).toBe('c1 cue');
    await compose('qiandao');
    expect(items().cues[0]!.cue).toBe('报到');
    await insert('签到');
    expect(items().cues[0]!.cue).toBe('报到');
    await press('{Enter}');
    expect(items().cues[0]!.cue).toBe('签到');
  });

  test('somebody who is not on the list is added with the cue, as staff', async () => {
    addItem(docs.plan, 'cues', { id: 'c1', values: { start: at('08:30'), cue: '签到' } });
    await show(RunSheetPage);
    await typeInto('c1', 'who', '周启航');
    expect(items().cues[0]!.who).toMatchObject([{ label: '周启航' }]);
    expect(items().people.find((person) => person.name === '周启航')!.role).toEqual(['staff']);
  });
});

describe('rooms', () => {
  const programmeRoom = (): string => {
    const programme = new Programme(room.asRoom);
    return programme.columns.find((column) => column.id === 'room')!.text(programme.row('s1')!);
  };

  test('a room renamed here is renamed in the programme', async () => {
    await show(PlacesPage);
    expect(programmeRoom()).toBe('云台厅');
    await typeInto('a', 'name.zh', '滇池厅');
    expect(programmeRoom()).toBe('滇池厅');
    expect(textOf('a', 'sessions')).toBe('1场');
  });

  test('a room with sessions can be removed: the session says that its room is gone, and the room can be brought back', async () => {
    await show(PlacesPage);
    await userEvent.click(cell('a', 'capacity'));
    await expect.poll(here).toBe('a capacity');
    await press('{Control>}{Delete}{/Control}');
    await expect.poll(() => items().rooms).toEqual([]);
    expect(room.findings.map((finding) => finding.words.zh)).toEqual(['“开幕式”排在 a，这个会场已经移去。']);
    await click('取回');
    await expect.poll(() => room.findings).toEqual([]);
    expect(programmeRoom()).toBe('云台厅');
  });
});

describe('the menu of a tab', () => {
  test('ends inside a low window, and its last act is reached', async () => {
    await page.viewport(1000, 260);
    await show(TransportPage);
    await userEvent.click(page.getByRole('button', { name: '这张表的操作' }));
    const menu = page.getByRole('menu');
    await expect.element(menu).toBeVisible();
    await expect.poll(() => menu.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
    expect(menu.element().getBoundingClientRect().top).toBeGreaterThanOrEqual(0);
    expect(menu.element().scrollHeight).toBeGreaterThan(menu.element().clientHeight);
    await page.getByRole('menuitem', { name: '已移去的行' }).click();
    await expect.element(page.getByRole('dialog', { name: '已移去的行' })).toBeVisible();
  });

  test('removes the chosen row, says of which list, and what was removed can be brought back', async () => {
    await show(TransportPage);
    await userEvent.click(cell('van', 'plate'));
    await expect.poll(here).toBe('van plate');
    await userEvent.click(document.querySelector('[aria-label="这张表的操作"]')!);
    await expect.poll(() => document.querySelector('.qiao-menu')?.textContent).toContain('移去选中的1行');
    const removes = [...document.querySelectorAll<HTMLElement>('.qiao-menu [role="menuitem"]')].find((one) =>
      one.textContent.includes('移去选中'),
    )!;
    expect(removes.textContent).toContain('车辆');
    await userEvent.click(removes);
    await expect.poll(() => items().vehicles.map((vehicle) => vehicle.id)).toEqual(['bus']);
    await userEvent.click(document.querySelector('[aria-label="这张表的操作"]')!);
    await expect.poll(() => document.querySelector('.qiao-menu')?.textContent).toContain('已移去的行');
    await userEvent.click(
      [...document.querySelectorAll<HTMLElement>('.qiao-menu [role="menuitem"]')].find((one) => one.textContent.includes('已移去的行'))!,
    );
    await expect.poll(() => document.querySelector('[aria-label="取回商务车"]')).not.toBeNull();
    await userEvent.click(document.querySelector('[aria-label="取回商务车"]')!);
    await expect.poll(() => items().vehicles).toHaveLength(2);
  });
});

describe('staff', () => {
  test('a session that outlasts the shifts is said under the nearest shift, and a press makes it longer', async () => {
    addShift(docs, { id: 'k1', post: '会场', start: at('08:30'), minutes: 60, person: 'lin' });
    await show(StaffPage);
    expect(said()).toEqual(['“开幕式” 09:30–10:00 无人值守。']);
    await click('林珊“会场”改为 08:30–10:00');
    await expect.poll(said).toEqual([]);
    expect(textOf('k1', 'minutes')).toBe('10:00');
  });

  test('two shifts of one person at once: the second is given to somebody free, or let stand', async () => {
    addShift(docs, { id: 'k1', post: '签到台', start: at('08:30'), minutes: 120, person: 'lin' });
    addShift(docs, { id: 'k2', post: '会场', start: at('09:00'), minutes: 60, person: 'lin' });
    await show(StaffPage);
    expect(said()).toEqual(['林珊 09:00–10:00 同时在两处：值守“签到台”，值守“会场”。']);
    await click('就这样安排');
    await expect.poll(said).toEqual([]);
    await press('{Control>}z{/Control}');
    expect(items().shifts[1]!.person!.id).toBe('lin');
    room.undo();
    await expect.poll(said).toHaveLength(1);
    await click('“会场”改由 何译 值守');
    await expect.poll(() => textOf('k2', 'person')).toBe('何译');
    expect(said()).toEqual([]);
  });

  test('where nobody may write the rows are shown and nothing can be added', async () => {
    addShift(docs, { id: 'k1', post: '会场', start: at('08:30'), minutes: 120, person: 'lin' });
    await show(StaffPage);
    room.locked = true;
    await expect.poll(() => button('加一班')).toBeUndefined();
    expect(textOf('k1', 'post')).toBe('会场');
    expect(document.body.textContent).toContain('会议已归档，只能看。');
  });

  test('whoever may only read is told who can change that, where being added would', async () => {
    const owner: Person = { id: 'owner', name: '赵启明', roles: ['officer'], desks: [7], department: '外国语学院' };
    const me = vi.spyOn(session, 'me', 'get');
    const as = async (roles: Person['roles'], part: typeof StaffPage): Promise<string> => {
      me.mockReturnValue({
        user: { id: 'me', name: '孙佳', roles, desks: [], department: owner.department },
      } as unknown as typeof session.me);
      await show(part);
      room.forbids = newFacts(event, { id: room.record, person: owner, now: 0 });
      await expect.poll(() => document.body.textContent).toContain('您可以看，不能改。');
      return document.body.textContent;
    };
    expect(await as(['head', 'officer'], StaffPage)).toContain('需要时请赵启明把您加为协办。');
    // Being added does not help whoever only decides.
    expect(await as(['leader'], BudgetPage)).toContain('由赵启明和协办填写。');
    me.mockRestore();
  });
});

describe('the budget', () => {
  test('sums to the fen, by currency, and says what is overspent and what is over the case', async () => {
    setCell(docs.case, 'fields', 'budget', { amount: '0.25', currency: 'CNY' });
    await show(BudgetPage);
    await click('加一项');
    await expect.poll(here).toMatch(/ item$/);
    await press('同传{Tab}设备{Tab}0.1{Tab}0.3{Enter}');
    await click('加一项');
    await press('酬金{Tab}{Tab}0.2{Enter}');
    await click('加一项');
    await press('国际旅费{Tab}{Tab}100 USD{Tab}40 usd{Enter}');
    expect(budgetTotals(items().lines).map(({ planned }) => planned.amount)).toEqual(['0.30', '100.00']);
    await expect.poll(foot).toContain('计划¥ 0.30 实际¥ 0.30 结余¥ 0.00');
    expect(foot()).toContain('计划USD 100.00 实际USD 40.00 结余USD 60.00');
    expect(said()).toEqual(['“同传”实际 ¥ 0.30，计划 ¥ 0.10，超出 ¥ 0.20。', '经费计划合计 ¥ 0.30，申报预算 ¥ 0.25，超出 ¥ 0.05。']);
    await click('“同传”计划改为 ¥ 0.30');
    await expect.poll(said).toEqual(['经费计划合计 ¥ 0.50，申报预算 ¥ 0.25，超出 ¥ 0.25。']);
  });

  test('the ways out of a clash stay in sight where the table is wider than the window', async () => {
    await page.viewport(800, 700);
    await show(BudgetPage);
    await click('加一项');
    await press('同传{Tab}设备{Tab}0.1{Tab}0.3{Enter}');
    await expect.poll(said).toHaveLength(1);
    const pane = document.querySelector('.pane')!;
    expect(pane.scrollWidth).toBeGreaterThan(pane.clientWidth);
    for (const left of [0, pane.scrollWidth]) {
      pane.scrollLeft = left;
      const [line, edge] = [button('就这样安排')!.getBoundingClientRect(), pane.getBoundingClientRect()];
      expect(line.right).toBeLessThanOrEqual(edge.right);
      expect(line.left).toBeGreaterThanOrEqual(edge.left);
    }
  });

  test('an amount that is none stays in its cell with a sentence that mends it', async () => {
    await show(BudgetPage);
    await click('加一项');
    await press('同传{Tab}{Tab}八百{Enter}');
    await expect.poll(() => document.body.textContent).toContain('看不懂这个金额。可写 1234.50 或 100 USD。');
    expect(items().lines[0]!.planned).toBeNull();
  });
});

describe('on a phone', () => {
  test('a row is two lines with its clash under it, and opens as a form', async () => {
    await page.viewport(390, 844);
    addLeg(docs, { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'van', count: 9 });
    await show(TransportPage);
    expect(document.querySelector('[role="grid"]')).toBeNull();
    expect(said()).toEqual(['“师苑酒店→l1”乘车 9 人，商务车 6 座。']);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    const row = [...document.querySelectorAll<HTMLButtonElement>('li > button')].find((one) => one.textContent.includes('师苑酒店→l1'))!;
    expect(row.textContent.replace(/\s+/g, ' ')).toContain('9 / 6');
    await userEvent.click(row);
    await expect.poll(() => document.querySelectorAll('form input').length).toBeGreaterThan(5);
    const number = [...document.querySelectorAll('label')]
      .find((one) => one.textContent === '人数/座位')!
      .closest('div')!
      .querySelector('input')!;
    await userEvent.fill(number, '6');
    await press('{Tab}');
    await expect.poll(() => items().legs[0]!.count).toBe(6);
  });
});

describe('a cell that something else names', () => {
  test('is gone to in its tab, and forgotten', async () => {
    addLeg(docs, { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'van' });
    await show(TransportPage);
    room.wanted = { part: 'plan', root: 'legs', item: 'l1', field: 'vehicle' };
    await expect.poll(here).toBe('l1 vehicle');
    expect(room.wanted).toBeNull();
  });
});
