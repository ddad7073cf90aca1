/** The difference of two texts by paragraph. Pure. */

export interface Paragraph {
  what: 'same' | 'gone' | 'new';
  text: string;
}

/** Pairs of differing paragraphs that are looked at; beyond, all that differs counts as written anew. */
export const MOST_PAIRS = 1_000_000;

export function paragraphDifference(before: string, after: string): Paragraph[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let foot = 0;
  while (foot < a.length - head && foot < b.length - head && a.at(-1 - foot) === b.at(-1 - foot)) foot++;
  const same = (lines: string[]): Paragraph[] => lines.map((text) => ({ what: 'same', text }));
  return [
    ...same(a.slice(0, head)),
    ...middle(a.slice(head, a.length - foot), b.slice(head, b.length - foot)),
    ...same(a.slice(a.length - foot)),
  ];
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** Longest common subsequence of what is left. */
function middle(a: readonly string[], b: readonly string[]): Paragraph[] {
  if (a.length * b.length > MOST_PAIRS)
    return [...a.map((text): Paragraph => ({ what: 'gone', text })), ...b.map((text): Paragraph => ({ what: 'new', text }))];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const found: Paragraph[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ what: 'same', text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      found.push({ what: 'gone', text: a[i++]! });
    } else found.push({ what: 'new', text: b[j++]! });
  }
  return found;
}
