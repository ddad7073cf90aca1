import { describe, expect, it } from 'vitest';
import { countCharacters, outlineOf } from './outline.ts';

const heading = (text: string, level = 2) => ({ type: 'heading', attrs: { level }, content: text ? [{ type: 'text', text }] : [] });

describe('outline', () => {
  it('lists headings in order with their level and place, also inside quotes, and leaves out empty ones', () => {
    const document = {
      type: 'doc',
      content: [
        heading('背景与目的'),
        { type: 'paragraph', content: [{ type: 'text', text: '研讨会' }] },
        heading(''),
        { type: 'blockquote', content: [heading('引文中的标题', 3)] },
        {
          type: 'heading',
          content: [
            { type: 'text', text: '主题' },
            { type: 'text', text: '与议程' },
          ],
        },
      ],
    };
    expect(outlineOf(document)).toEqual([
      { at: 0, text: '背景与目的', level: 2 },
      { at: 2, text: '引文中的标题', level: 3 },
      { at: 3, text: '主题与议程', level: 2 },
    ]);
  });

  it('counts characters without white space, one for each sign that people see as one', () => {
    expect(countCharacters('来自 14 个\n国家𠮷')).toBe(8);
    expect(countCharacters('')).toBe(0);
  });
});
