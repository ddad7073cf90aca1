import { beforeAll, expect, test } from 'vitest';
import { loadWords } from '#messages/index.svelte.ts';
import { roomBack } from './address.ts';

const id = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const back = (part: string, from: string | null): string => roomBack('event', id, part, from).href;

beforeAll(() => loadWords('zh'));

test('a history opened by its address alone leads back to the first room that shows the part', () => {
  expect(back('plan', null)).toBe(`/event/${id}/plan`);
  expect(back('people', null)).toBe(`/event/${id}/plan/people`);
  expect(back('budget', 'https://elsewhere.example')).toBe(`/event/${id}/plan/budget`);
  expect(back('case', null)).toBe(`/event/${id}`);
  expect(roomBack('task', id, 'brief', null).href).toBe(`/task/${id}`);
});

test('one opened from a room leads back to that room', () => {
  expect(back('plan', `/event/${id}/plan/transport`)).toBe(`/event/${id}/plan/transport`);
  expect(back('plan', `/event/${id}`)).toBe(`/event/${id}`);
});
