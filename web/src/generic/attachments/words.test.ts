import { describe, expect, test } from 'vitest';
import type { NotAttached } from '#local/attachments/attach.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

const CODES: readonly NotAttached[] = ['empty', 'too-large', 'program', 'too-many', 'unstrippable', 'unreadable', 'no-room', 'frozen'];
const flat = (node: object): string[] =>
  Object.values(node).flatMap((value: unknown) => (typeof value === 'string' ? [value] : flat(value as object)));
const marks = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

describe('the words of attachments', () => {
  test('[ATT11] each reason why a file is not taken is said in both languages, with a way out', () => {
    for (const words of [zh, en]) for (const code of CODES) expect(words.notTaken[code].split(/[。.] ?/).length).toBeGreaterThan(1);
  });

  test('take the same placeholders in both languages, and shout in neither', () => {
    expect(flat(zh).map(marks)).toEqual(flat(en).map(marks));
    expect([...flat(zh), ...flat(en)].filter((text) => /[!！]/.test(text))).toEqual([]);
    expect(flat(zh).filter((text) => /[㐀-鿿] [A-Za-z0-9{]|[㐀-鿿][,;:?]/.test(text))).toEqual([]);
  });
});
