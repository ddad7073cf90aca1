/** Text as it is compared in a search: no case, no diacritics, full-width Latin and figures made half-width. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/**
 * The first Chinese character of each initial letter in pinyin order. There is no table of readings here: the platform's
 * collation knows the order, and the initial is the last letter whose first character does not come after the given one.
 * 23 letters begin a syllable (no i, u, v). Characters with several readings have their commonest.
 */
const FIRST = '阿八嚓哒妸发旮哈讥咔垃麻拏噢妑七呥扨它穵夕丫帀';
const LETTERS = 'abcdefghjklmnopqrstwxyz';

const pinyin = new Intl.Collator('zh-u-co-pinyin');
const isHan = /\p{Script=Han}/u;

function initial(char: string): string {
  let low = 0;
  let high = FIRST.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pinyin.compare(FIRST[middle] ?? '', char) <= 0) low = middle;
    else high = middle - 1;
  }
  return LETTERS[low] ?? '';
}

const known = new Map<string, string>();

/** Initials of the Chinese characters in a text, `阿尔瓦罗·门德斯` → `aewlmds`; what is not Chinese is left out. */
export function initials(text: string): string {
  let result = '';
  for (const char of text) {
    if (!isHan.test(char)) continue;
    let letter = known.get(char);
    if (letter === undefined) known.set(char, (letter = initial(char)));
    result += letter;
  }
  return result;
}
