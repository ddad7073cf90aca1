import { addDay, addRoom, addSession, at, planDocs } from '@qiao/domain/plan/plan.fixture';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import { BenchRoom } from '../testing/bench-room.svelte.ts';
import DaysSheet from './DaysSheet.svelte';
import { Programme } from './programme.svelte.ts';

test('a day added by mistake is removed again and can be brought back; one with a session stays', async () => {
  await loadWords('zh');
  const docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a' });
  const room = new BenchRoom(docs);
  const screen = await render(DaysSheet, { programme: new Programme(room.asRoom), open: true });
  const remove = screen.getByRole('button', { name: '移去这一天' });
  expect(remove.elements()).toHaveLength(0);
  await screen.getByRole('textbox', { name: '日期' }).fill('2026-12-06');
  await screen.getByRole('button', { name: '加一天' }).click();
  await expect.element(screen.getByText('12-06')).toBeVisible();
  await remove.click();
  await expect.poll(() => room.view.days.map(({ date }) => date)).toEqual(['2026-11-06']);
  expect(document.activeElement?.id).toBe('day-new');
  toasts.shown?.undo?.run();
  await expect.poll(() => room.view.days.map(({ date }) => date)).toEqual(['2026-11-06', '2026-12-06']);
});
