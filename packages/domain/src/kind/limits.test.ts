/** Each limit of a cell on both sides of its boundary (SPEC NAM4). */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { normaliseField, parseField } from './fields/field.ts';
import { CARRIED_MAX, DURATION_MAX, LINES_MAX, MANY_MAX, ORDER_MAX, RICH_DEPTH, RICH_MAX, TEXT_MAX } from './limits.ts';
import { isOrderKey } from './order.ts';
import { plainText } from './rich-text.ts';
import type { Field } from './types.ts';

const label = { zh: '项', en: 'Item' };
const length = (field: Field, count: number): number => (normaliseField(field, 'a'.repeat(count)) as string).length;

describe('limits of cells', () => {
  test.each<[string, number, Field]>([
    ['TEXT_MAX', TEXT_MAX, { type: 'text', label }],
    ['LINES_MAX', LINES_MAX, { type: 'text', label, lines: true }],
    ['CARRIED_MAX', CARRIED_MAX, { type: 'text', label, lines: true, max: CARRIED_MAX, carried: true }],
  ])('%s units of a text are kept, what is beyond is cut when read and refused when typed', (_name, most, field) => {
    expect(length(field, most)).toBe(most);
    expect(length(field, most + 1)).toBe(most);
    const typed = (count: number): boolean => parseField(field, 'a'.repeat(count), 'en').ok;
    expect([typed(most), typed(most + 1)]).toEqual([true, false]);
  });

  test('MANY_MAX values of a cell are read, and no more', () => {
    const many: Field = { type: 'reference', label, of: 'toy', many: true };
    const references = (count: number): unknown[] => Array.from({ length: count }, (_, n) => ({ id: `p${n}`, label: '' }));
    expect(normaliseField(many, references(MANY_MAX))).toHaveLength(MANY_MAX);
    expect(normaliseField(many, references(MANY_MAX + 1))).toHaveLength(MANY_MAX);
  });

  test('DURATION_MAX minutes are a duration, one more is none', () => {
    const minutes: Field = { type: 'duration', label };
    expect(normaliseField(minutes, DURATION_MAX)).toBe(DURATION_MAX);
    expect(normaliseField(minutes, DURATION_MAX + 1)).toBeNull();
  });

  test('ORDER_MAX characters are a place in a list, one more is none', () => {
    expect(isOrderKey(`a0${'1'.repeat(ORDER_MAX - 2)}`)).toBe(true);
    expect(isOrderKey(`a0${'1'.repeat(ORDER_MAX - 1)}`)).toBe(false);
  });

  test('RICH_MAX units of a rich text are read, and no more', () => {
    const textOf = (count: number): string => {
      const ydoc = new Y.Doc();
      ydoc.getXmlFragment('notes').insert(0, [new Y.XmlText('a'.repeat(count))]);
      return plainText(ydoc, 'notes');
    };
    expect(textOf(RICH_MAX)).toHaveLength(RICH_MAX);
    expect(textOf(RICH_MAX + 1)).toHaveLength(RICH_MAX);
  });

  test('a rich text is read RICH_DEPTH elements deep, and no deeper', () => {
    const textAt = (depth: number): string => {
      const ydoc = new Y.Doc();
      let parent: Y.XmlFragment = ydoc.getXmlFragment('notes');
      for (let level = 1; level < depth; level++) {
        const child = new Y.XmlElement('p');
        parent.insert(0, [child]);
        parent = child;
      }
      parent.insert(0, [new Y.XmlText('deep')]);
      return plainText(ydoc, 'notes');
    };
    expect(textAt(RICH_DEPTH)).toBe('deep');
    expect(textAt(RICH_DEPTH + 1)).toBe('');
  });
});
