import { describe, expect, test } from 'vitest';
import { fold, initials } from './fold.ts';

describe('fold', () => {
  test('a search meets a name whatever its case, width or diacritics', () => {
    expect(fold('Álvaro MENDES')).toBe('alvaro mendes');
    expect(fold('Ｑｉａｏ１２')).toBe('qiao12');
    expect(fold('Nguyễn Thị Thanh Hà')).toBe('nguyen thi thanh ha');
  });
});

describe('initials', () => {
  test('Chinese characters give the first letters of their pinyin', () => {
    expect(initials('门德斯')).toBe('mds');
    expect(initials('罗文静')).toBe('lwj');
    expect(initials('葡萄牙')).toBe('pty');
    expect(initials('中国香港')).toBe('zgxg');
    expect(initials('第四届高原生态')).toBe('dsjgyst');
  });

  test('every letter that begins a syllable is told from its neighbours', () => {
    expect(initials('安波才大恩发高海江快李马牛欧平七人三天王夏杨张')).toBe('abcdefghjklmnopqrstwxyz');
  });

  test('what is not Chinese is left out', () => {
    expect(initials('2026年 Plan B 会议')).toBe('nhy');
    expect(initials('Seminar')).toBe('');
  });
});
