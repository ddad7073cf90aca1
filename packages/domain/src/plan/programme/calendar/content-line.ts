/** Content lines of RFC 5545: escaped, and folded at 75 octets without cutting a character in two. */

/** Octets of UTF-8 in one physical line, without its end. */
export const CALENDAR_LINE_OCTETS = 75;

/** Control characters have no place in a calendar; a tab is a space, every sort of line end is `\n`. */
export const plainText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '');

export const escapeText = (text: string): string =>
  plainText(text)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');

const encoder = new TextEncoder();

/** One logical line with its end; a line that goes on begins with a space, which counts too. */
export function fold(line: string): string {
  let out = '';
  let octets = 0;
  for (const char of line) {
    const own = encoder.encode(char).length;
    if (octets + own > CALENDAR_LINE_OCTETS) {
      out += '\r\n ';
      octets = 1;
    }
    out += char;
    octets += own;
  }
  return `${out}\r\n`;
}
