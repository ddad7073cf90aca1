/** A title in pieces that may stand on lines of their own. Chinese has no spaces; its words come from the segmenter. */
export function breakable(text: string): string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const pieces: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    // Punctuation stays with the word before it.
    if (!isWordLike && pieces.length > 0) pieces[pieces.length - 1] += segment;
    else pieces.push(segment);
  }
  return pieces;
}
