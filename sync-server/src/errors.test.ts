import { DOMAIN_CODES } from '@qiao/domain';
import { RELAY_CODES } from '@qiao/sync/protocol';
import { describe, expect, it } from 'vitest';
import { HTTP_CODES, isErrorCode, languageOf, statusOf, wordsOf, type ErrorCode } from './errors.ts';

const all = [...new Set([...Object.keys(HTTP_CODES), ...Object.keys(DOMAIN_CODES), ...Object.keys(RELAY_CODES)])] as ErrorCode[];

describe('errors', () => {
  it('come from one closed list, each with a status and a sentence in both languages', () => {
    for (const code of all) {
      expect(isErrorCode(code)).toBe(true);
      expect(statusOf(code)).toBeGreaterThanOrEqual(400);
      expect(statusOf(code)).toBeLessThan(600);
      const { zh, en } = wordsOf(code);
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(en).toMatch(/^[A-Z].*\.$/);
      expect(zh + en).not.toMatch(/[!！]|成功|Oops/);
    }
    expect(isErrorCode('toString')).toBe(false);
  });

  it('have no code of HTTP that the domain or the relay uses for something else', () => {
    for (const code of Object.keys(HTTP_CODES)) expect([code in DOMAIN_CODES, code in RELAY_CODES]).toEqual([false, false]);
  });

  it('give statuses that a client may rely on', () => {
    expect(
      (
        ['unauthenticated', 'not-found', 'forbidden', 'frozen', 'too-large', 'too-many', 'busy', 'hold', 'bad-command', 'exists'] as const
      ).map(statusOf),
    ).toEqual([401, 404, 403, 409, 413, 429, 503, 409, 400, 409]);
  });

  it('speak the language that is asked for', () => {
    expect([undefined, '', 'fr', 'zh-TW', '*'].map(languageOf)).toEqual(['zh', 'zh', 'zh', 'zh', 'zh']);
    expect(['en', 'en-US,zh;q=0.9', 'zh;q=0.3,en;q=0.4', 'fr,en;q=0.1'].map(languageOf)).toEqual(['en', 'en', 'en', 'en']);
    expect(languageOf('en;q=0,zh;q=0.1')).toBe('zh');
  });
});
