import type { Facts } from '@qiao/domain/kind';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import type { PartSeen, WhoHasSeen } from '#local/seen/who.svelte.ts';
import { loadWords } from '#messages/index.svelte.ts';
import '#ui/app.css';
import SeenSheet from './SeenSheet.svelte';

const NOW = Date.now();
const device = (name: string, more: Partial<PartSeen['devices'][0]> = {}) => ({
  user: name,
  name,
  label: 'Chrome, Windows',
  current: false,
  latest: true,
  madeAt: NOW - 60_000,
  at: NOW,
  ...more,
});
const facts = { owner: 'luo', ownerName: '罗文静', assignees: [{ id: 'xu', name: '许若兰' }] } as unknown as Facts;

const clean = (element: Element | null | undefined): string => element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const rows = (id: string): string[] => [...document.querySelectorAll(`#${id} li`)].map(clean);
const status = (): string => clean(document.querySelector('[role="dialog"] [role="status"]'));

function show(told: PartSeen | null, more: { fresh?: boolean; asked?: boolean } = {}) {
  cleanup();
  const ask = vi.fn(() => Promise.resolve());
  const who = { fresh: true, asked: true, at: NOW, ...more, part: () => told, ask } as unknown as WhoHasSeen;
  const shown = render(SeenSheet, { open: true, who, part: 'plan', facts, me: 'luo' });
  return { ask, shown };
}

beforeEach(async () => {
  await page.viewport(1280, 900);
  await loadWords('zh');
});

describe('who has seen this version', () => {
  test('lists each device with whose it is, when, and which version; and who has seen none', async () => {
    const { ask } = show({
      at: NOW - 60_000,
      more: false,
      devices: [
        device('孙佳'),
        device('罗文静', { current: true, label: '' }),
        device('赵启明', { latest: false }),
        device('林珊', { latest: false, madeAt: 0 }),
      ],
    });
    await expect.poll(() => rows('seen-latest').length).toBe(2);
    expect(rows('seen-latest')[0]).toMatch(/^孙佳 Chrome, Windows (今天|昨天) \d\d:\d\d看$/);
    expect(rows('seen-latest')[1]).toMatch(/^罗文静 未命名的设备\s?本机/);
    expect(rows('seen-earlier').join()).toMatch(/赵启明 .*的版本.*林珊 .*较早的版本/);
    expect(clean(document.querySelector('#seen-missing p'))).toBe('许若兰');
    // What is open is asked anew.
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('offline it shows what was known, and since when; with nothing known it says so', async () => {
    show({ at: NOW, more: false, devices: [device('孙佳')] }, { fresh: false });
    await expect.poll(status).toMatch(/离线，这是(今天|昨天) \d\d:\d\d所知。/);
    expect(rows('seen-latest')).toHaveLength(1);
    show(null, { fresh: false });
    await expect.poll(status).toBe('没有网络，还不知道谁看过。');
    show(null, { fresh: false, asked: false });
    await expect.poll(status).toBe('正在问服务器');
  });

  test('says in English too when nobody has, and when there are more than are listed', async () => {
    await loadWords('en');
    show({ at: NOW, more: true, devices: [device('Sun Jia', { latest: false })] });
    await expect.poll(() => clean(document.querySelector('#seen-latest p'))).toBe('Nobody yet.');
    expect(clean(document.querySelector('[role="dialog"]'))).toContain('There are many devices; the latest 1 are listed.');
  });
});
