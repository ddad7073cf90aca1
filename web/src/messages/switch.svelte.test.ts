import { describe, expect, test } from 'vitest';
import { bytes, columnDate, moment, sentenceDate } from './dates.ts';
import { chooseLocale, loadWords, pick, say, words } from './index.svelte.ts';

const now = new Date(2026, 9, 21, 10, 2);

describe('the language', () => {
  test('switches at once, is told to the page, and is remembered', async () => {
    await loadWords('zh');
    expect([words().sync.synced, document.documentElement.lang]).toEqual(['已同步', 'zh-CN']);
    await chooseLocale('en');
    expect([words().sync.synced, document.documentElement.lang, localStorage.getItem('qiao.locale')]).toEqual(['synced', 'en', 'en']);
    expect(pick({ zh: '会议', en: 'Event' })).toBe('Event');
  });

  test('a label that is missing in one language is shown in the other', async () => {
    await loadWords('en');
    expect(pick({ zh: '会议', en: '' })).toBe('会议');
  });

  test('English has plurals, Chinese has none', async () => {
    await loadWords('en');
    expect(say(words().list.total, { n: 1 })).toBe('1 record');
    expect(say(words().list.total, { n: 20000 })).toBe('20,000 records');
    await loadWords('zh');
    expect(say(words().list.total, { n: 1 })).toBe('1条');
  });
});

describe('times', () => {
  test('near ones are said by day, far ones by date, and never as "recently"', async () => {
    await loadWords('zh');
    expect(moment(new Date(2026, 9, 21, 9, 58).getTime(), now)).toBe('今天 09:58');
    expect(moment(new Date(2026, 9, 20, 23, 59).getTime(), now)).toBe('昨天 23:59');
    expect(moment(new Date(2026, 9, 12, 16, 20).getTime(), now)).toBe('10-12 16:20');
    expect(moment(new Date(2025, 11, 31, 8, 0).getTime(), now)).toBe('2025-12-31 08:00');
  });

  test('dates of this year stand without it in columns and sentences', async () => {
    await loadWords('zh');
    expect(columnDate('2026-10-21', now)).toBe('10-21');
    expect(columnDate('2027-01-05', now)).toBe('2027-01-05');
    expect(sentenceDate(new Date(2026, 9, 21).getTime(), now)).toBe('10月21日');
    await loadWords('en');
    expect(sentenceDate(new Date(2026, 9, 21).getTime(), now)).toBe('21 Oct');
  });

  test('sizes are said in two figures', () => {
    expect([bytes(0), bytes(999), bytes(2_100_000), bytes(428_000_000), bytes(5_600_000_000)]).toEqual([
      '0 B',
      '999 B',
      '2.1 MB',
      '428 MB',
      '5.6 GB',
    ]);
  });
});
