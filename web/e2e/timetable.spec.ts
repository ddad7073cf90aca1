import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';

const DAY = '2026-11-06';

test('two organisers, one in the grid and one in the table: each sees at once what the other moves, and where', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [grid, table] = [await newDevice(browser), await newDevice(browser)];
  await signIn(grid.page, relay, LUO, `/event/${event}/plan?view=grid&day=${DAY}`);
  await signIn(table.page, relay, SUN, `/event/${event}/plan`);
  const block = (name: RegExp) => grid.page.getByRole('gridcell', { name });
  await expect(block(/^开幕式，09:00–09:45，云台厅/)).toBeVisible();
  const water = await rowOf(table.page, '水资源治理');

  // Dragged in the grid into the other room and an hour on: the table has it, whole.
  const from = (await block(/^水资源治理/).boundingBox())!;
  const room = (await grid.page.getByRole('rowheader', { name: '报告厅' }).boundingBox())!;
  await grid.page.mouse.move(from.x + 20, from.y + 10);
  await grid.page.mouse.down();
  await grid.page.mouse.move(room.x + 40, from.y + 10 + 32, { steps: 4 });
  await expect(grid.page.getByRole('rowheader', { name: /报告厅/ })).toContainText('15:00–15:30有“茶歇”');
  await grid.page.mouse.move(room.x + 40, from.y + 10 - 64, { steps: 4 });
  await expect(grid.page.getByRole('rowheader', { name: /报告厅/ })).toContainText('有空');
  await grid.page.mouse.up();
  await expect(cell(table.page, water, 'start').locator('.text')).toHaveText('13:00');
  await expect(cell(table.page, water, 'room').locator('.text')).toHaveText('报告厅');
  // And where the one in the grid is.
  await expect(cell(table.page, water, 'start')).toContainText(LUO.name);

  // Typed in the table: the block moves in the grid, with the clash that came of it.
  await type(table.page, water, 'start', '11:15');
  await expect(block(/^水资源治理，11:15–12:15，报告厅.*有冲突/)).toBeVisible();
  await cell(table.page, water, 'remarks').click();
  await expect(block(/^水资源治理.*孙佳在此/)).toBeVisible();

  // Into the tray and back by the one undo that both views share.
  await block(/^水资源治理/).focus();
  await grid.page.keyboard.press('Delete');
  await expect(cell(table.page, water, 'start').locator('.text')).toHaveText('');
  await grid.page.getByRole('button', { name: '撤销' }).last().click();
  await expect(cell(table.page, water, 'start').locator('.text')).toHaveText('11:15');

  // The address opens the grid on its day with no network, and what is moved there arrives later.
  await synced(grid.page);
  await appIsOffline(grid.page);
  await grid.context.setOffline(true);
  await grid.page.reload();
  await expect(block(/^闭幕式，16:00–16:30/)).toBeVisible();
  await block(/^闭幕式/).focus();
  await grid.page.keyboard.press('Shift+ArrowDown');
  await expect(block(/^闭幕式，16:00–16:45/)).toBeFocused();
  await expect(syncPill(grid.page)).toContainText('待发');
  await grid.context.setOffline(false);
  const closing = await rowOf(table.page, '闭幕式');
  await expect(cell(table.page, closing, 'end').locator('.text')).toHaveText('16:45');
});
