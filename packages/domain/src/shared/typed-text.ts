/**
 * What people type, made uniform before it is read: full-width digits and signs become half-width (NFKC), the ideographic
 * full stop and dashes become their plain forms, spaces at the ends go.
 */
export const plainTyped = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[。．]/g, '.')
    .replace(/[‐‑‒–—―−]/g, '-')
    .trim();

/** Well-formed text of at most `max` UTF-16 units, cut without leaving half a character: the same before and after a transfer as UTF-8. */
export function cutText(text: string, max: number): string {
  const whole = text.slice(0, max + 1).toWellFormed();
  if (whole.length <= max) return whole;
  const last = whole.charCodeAt(max - 1);
  return whole.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
