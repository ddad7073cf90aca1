import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Every message with its path. */
function* messages(node: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof node === 'string') yield [path, node];
  else if (typeof node === 'object' && node !== null) {
    for (const [key, child] of Object.entries(node)) yield* messages(child, path ? `${path}.${key}` : key);
  }
}

const zhMessages = [...messages(zh)];
const enMessages = new Map(messages(en));

/** Names of the placeholders in an ICU message. */
function placeholders(text: string): string[] {
  const found = new Set<string>();
  const walk = (nodes: readonly unknown[]): void => {
    for (const node of nodes as { type: number; value?: unknown; options?: Record<string, { value: unknown[] }> }[]) {
      // In the parsed message, 1 is an argument and 6 a plural.
      if ((node.type === 1 || node.type === 6) && typeof node.value === 'string') found.add(node.value);
      for (const option of Object.values(node.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'en').getAst());
  return [...found].sort();
}

describe('the dictionaries', () => {
  test('each message takes the same placeholders in both languages', () => {
    for (const [path, text] of zhMessages) expect([path, placeholders(text)]).toEqual([path, placeholders(enMessages.get(path) ?? '')]);
  });

  test('no space is typed between Chinese and Latin letters, figures or placeholders: the browser makes the gap', () => {
    const typed = /[\u3400-\u9fff，。：；、（）？“”] [A-Za-z0-9{]|[A-Za-z0-9}%] [\u3400-\u9fff（“]/;
    const allowed = new Set(['app.title', 'record.refusedBy']);
    expect(zhMessages.filter(([path, text]) => typed.test(text) && !allowed.has(path))).toEqual([]);
  });

  test('Chinese has full-width marks, and no exclamation mark stands in either language', () => {
    expect(zhMessages.filter(([, text]) => /[\u3400-\u9fff][,;:?!]/.test(text))).toEqual([]);
    expect([...zhMessages, ...enMessages].filter(([, text]) => /[!！]/.test(text))).toEqual([]);
  });

  test('Hong Kong, Macao and Taiwan never stand under a head that says only 国家', () => {
    expect(zhMessages.filter(([, text]) => /国家(?![(（]地区)/.test(text))).toEqual([]);
  });

  test('no button says 请', () => {
    expect(zhMessages.filter(([path, text]) => path.startsWith('act.') && text.includes('请'))).toEqual([]);
  });
});
