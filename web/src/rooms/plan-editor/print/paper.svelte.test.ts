import { addItem, newFacts, setCell } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { planView } from '@qiao/domain/plan';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import { beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import '#ui/app.css';
import Paper from './Paper.svelte';

const luo = { id: 'u', name: '罗文静', roles: ['officer' as const], desks: [7], department: '' };
const draft = newFacts(event, { id: 'x', person: luo, now: 1 });
let docs: PlanDocs;

beforeEach(async () => {
  await loadWords('zh');
  docs = planDocs();
  setCell(docs.case, 'fields', 'title.zh', '高原生态研讨会');
  setCell(docs.case, 'fields', 'title.en', 'Plateau Ecology');
  addDay(docs, '2026-11-06', at('08:00'), at('20:00'));
  addRoom(docs, 'hall', '云台厅');
  addPerson(docs, 'gao', '高明远', 'Gao Mingyuan');
  addSession(docs, { id: 'late', title: '水资源', start: at('14:00'), minutes: 60, room: 'hall', chair: ['gao'] });
  addSession(docs, { id: 'early', title: '开幕式', start: at('09:00'), minutes: 45, room: 'hall' });
  setCell(docs.plan, 'sessions', 'early/title.en', 'Opening');
  addSession(docs, { id: 'tea', title: '茶歇', start: at('10:00'), minutes: 30, room: 'hall' });
  addSession(docs, { id: 'far', title: '考察', start: at('09:00', '2026-11-08'), minutes: 60, room: 'hall' });
  addSession(docs, { id: 'free', title: '待定' });
  addItem(docs.plan, 'cues', {
    id: 'c2',
    values: { cue: '全体起立', start: at('09:02'), who: [{ id: 'gao', label: '高明远' }], remarks: '看台签' },
  });
  addItem(docs.plan, 'cues', { id: 'c1', values: { cue: '暖场', start: at('08:50'), minutes: 10 } });
  addItem(docs.plan, 'cues', { id: 'c0', values: { cue: '收场' } });
});

async function show(prints: 'programme' | 'runSheet', facts: typeof draft | null = draft): Promise<HTMLElement> {
  const parts = projectAll(docs);
  const screen = await render(Paper, { parts, view: planView(parts), facts, record: 'event/x', prints });
  return screen.container;
}
const rows = (paper: HTMLElement): string[] =>
  [...paper.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')]
      .map((cell) => cell.textContent)
      .join(' | ')
      .replace(/\s+/g, ' ')
      .trim(),
  );

test('every session is on the paper, by day and time in both languages; what has no time or room comes last', async () => {
  const paper = await show('programme');
  expect(rows(paper)).toEqual([
    '09:00–09:45 | 开幕式 Opening | 云台厅 |',
    '10:00–10:30 | 茶歇 | 云台厅 |',
    '14:00–15:00 | 水资源 | 云台厅 | 主持 高明远',
    '09:00–10:00 | 考察 | 云台厅 |',
    '| 待定 | |',
  ]);
  expect([...paper.querySelectorAll('.day')].map((one) => one.textContent)).toEqual([
    '2026年11月6日星期五  08:00–20:00',
    '2026年11月8日星期日',
    '时间或会场未定',
  ]);
  expect([...paper.querySelectorAll('tr.quiet')].map((row) => row.getAttribute('data-row'))).toEqual(['tea']);
  await loadWords('en');
  await expect.poll(() => rows(paper)[0]).toBe('09:00–09:45 | Opening 开幕式 | Room hall |');
});

test('a span of days is written as papers write it, with the time that is meant', async () => {
  const meta = async (): Promise<(string | null)[]> =>
    [...(await show('programme')).querySelector('.meta')!.querySelectorAll('span')].map((one) => one.textContent);
  setCell(docs.case, 'fields', 'starts', '2026-11-06');
  setCell(docs.case, 'fields', 'ends', '2026-11-08');
  expect(await meta()).toEqual(['2026年11月6日至2026年11月8日', '北京时间']);
  setCell(docs.case, 'fields', 'zone', 'Europe/Lisbon');
  expect((await meta()).at(-1)).toBe('时间按Europe/Lisbon');
});

test('the run sheet has each cue with its minute, who does it and remarks', async () => {
  expect(rows(await show('runSheet'))).toEqual(['08:50–09:00 | 暖场 | |', '09:02 | 全体起立 | 高明远 | 看台签', '| 收场 | |']);
});

test('the paper says that the event is a draft, or archived; an approved one says nothing', async () => {
  const strong = async (facts: typeof draft | null): Promise<string | undefined> =>
    (await show('programme', facts)).querySelector('strong')?.textContent;
  expect(await strong(draft)).toBe('草稿，未经批准');
  expect(await strong(null)).toBe('草稿，未经批准');
  expect(await strong({ ...draft, state: 'approved', archived: true })).toBe('已归档');
  expect(await strong({ ...draft, state: 'approved' })).toBeUndefined();
});

test('it is black on white in the dark too, heads repeat and no row is split; a press prints', async () => {
  document.documentElement.dataset['theme'] = 'dark';
  try {
    const container = await show('programme');
    const style = (of: string): CSSStyleDeclaration => getComputedStyle(container.querySelector(of)!);
    expect([style('.paper').backgroundColor, style('.paper').color]).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    expect(style('thead').display).toBe('table-header-group');
    expect(style('tbody tr').breakInside).toBe('avoid');
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    await userEvent.click(container.querySelector('.tools button')!);
    expect(print).toHaveBeenCalledTimes(1);
    print.mockRestore();
  } finally {
    delete document.documentElement.dataset['theme'];
  }
});
