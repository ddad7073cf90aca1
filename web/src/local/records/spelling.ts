/** Full pinyin of Chinese names. The table of readings is large: only the index's worker may import this file. */
import { pinyin } from 'pinyin-pro';

/** ü is typed as `v` on a keyboard and printed as `u` in a passport. */
const asTyped = (syllables: string): string[] => (syllables.includes('v') ? [syllables, syllables.replaceAll('v', 'u')] : [syllables]);

/**
 * How the Chinese characters of a text may be typed in Latin letters, without tones or gaps: `罗文静` → `luowenjing`.
 * Several readings stand apart by a space: as a surname (`单` is shan) and like an everyday word (dan). Empty without Chinese.
 */
export function spell(text: string): string {
  const read = (surname: 'head' | 'off'): string =>
    pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true, surname }).join('');
  return [...new Set([...asTyped(read('head')), ...asTyped(read('off'))])].filter(Boolean).join(' ');
}
