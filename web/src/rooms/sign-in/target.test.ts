import { describe, expect, test } from 'vitest';
import { localTarget } from './target.ts';

const at = (to?: string): string => {
  const url = new URL('https://qiao.example/sign-in');
  if (to !== undefined) url.searchParams.set('to', to);
  return localTarget(url);
};

describe('after signing in', () => {
  test('leads back to where one came from, with its filters', () => {
    expect(at('/event?tab=mine')).toBe('/event?tab=mine');
    expect(at()).toBe('/');
  });

  test('never leads to another site', () => {
    for (const to of ['https://evil.example/', '//evil.example', '/\\\\evil.example', 'javascript:alert(1)', 'data:text/html,x']) {
      expect(at(to).startsWith('/')).toBe(true);
      expect(new URL(at(to), 'https://qiao.example').host).toBe('qiao.example');
    }
  });
});
