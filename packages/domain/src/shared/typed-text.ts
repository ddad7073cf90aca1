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

/** Cuts to at most `max` UTF-16 units without leaving half a character. */
export function cutText(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  const last = cut.charCodeAt(cut.length - 1);
  return (last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut).toWellFormed();
}
