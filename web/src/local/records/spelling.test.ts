import { describe, expect, test } from 'vitest';
import { spell } from './spelling.ts';

describe('spelling Chinese names in Latin letters', () => {
  test('gives whole syllables without tones or gaps, and leaves out what is not Chinese', () => {
    expect(spell('罗文静')).toBe('luowenjing');
    expect(spell('阿尔瓦罗·门德斯')).toBe('aerwaluomendesi');
    expect(spell('2026年 Plan B 会议')).toBe('nianhuiyi');
    expect(spell('Álvaro Mendes')).toBe('');
  });

  test('reads a surname as one, and like an everyday word too', () => {
    expect(spell('单丽').split(' ')).toContain('shanli');
    expect(spell('单丽').split(' ')).toContain('danli');
    expect(spell('曾国安').split(' ')).toContain('zengguoan');
  });

  test('takes ü as v and as u', () => {
    expect(spell('吕敏').split(' ')).toEqual(['lvmin', 'lumin']);
  });
});
