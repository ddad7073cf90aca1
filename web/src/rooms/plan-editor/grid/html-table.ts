/**
 * The first table in an HTML clipboard, as Excel, WPS, Word and web pages write it. Read as text, never as a document: what
 * is pasted is not trusted, and it must be read the same where there is no DOM.
 */
const TOKEN = /<!--[\s\S]*?-->|<(style|script|head)\b[\s\S]*?<\/\1\s*>|<(\/?)([a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;

/** Most columns or rows that one cell may span; larger numbers are somebody's mistake. */
export const MAX_SPAN = 1000;

/** Cells of the first table; null when there is none. A cell that spans several leaves the others empty. */
export function readHtmlTable(html: string): string[][] | null {
  const reader = new Reader();
  let last = 0;
  for (const match of html.matchAll(TOKEN)) {
    reader.text(html.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[3]) reader.tag(match[3].toLowerCase(), match[2] === '/', match[4] ?? '');
    if (reader.done) break;
  }
  const rows = reader.finish();
  return rows.length === 0 ? null : rows;
}

class Reader {
  readonly #rows: string[][] = [];
  /** How many more rows each column is covered by a cell above. */
  readonly #covered: number[] = [];
  #row: string[] | null = null;
  #cell: { text: string; columns: number; rows: number } | null = null;
  /** Tables inside a cell are its text. */
  #depth = 0;
  done = false;

  tag(name: string, closes: boolean, attributes: string): void {
    if (name === 'table') {
      this.#depth += closes ? -1 : 1;
      if (closes && this.#depth === 0) this.#finishTable();
      return;
    }
    if (this.#depth !== 1) {
      if (name === 'br') this.#add('\n');
      return;
    }
    if (name === 'tr') {
      this.#endRow();
      if (!closes) this.#row = [];
    } else if (name === 'td' || name === 'th') {
      this.#endCell();
      if (!closes) this.#beginCell(attributes);
    } else if (name === 'br' || (closes && (name === 'p' || name === 'div' || name === 'li'))) this.#add('\n');
  }

  text(raw: string): void {
    if (raw) this.#add(unescape(raw.replace(/[ \t\r\n\f]+/g, ' ')));
  }

  finish(): string[][] {
    this.#finishTable();
    return this.#rows.filter((row) => row.length > 0);
  }

  #add(text: string): void {
    if (this.#cell) this.#cell.text += text;
  }

  #beginCell(attributes: string): void {
    this.#row ??= [];
    this.#cover();
    this.#cell = { text: '', columns: span(attributes, 'colspan'), rows: span(attributes, 'rowspan') };
  }

  #endCell(): void {
    const cell = this.#cell;
    if (!cell || !this.#row) return;
    this.#cell = null;
    for (let n = 0; n < cell.columns; n++) {
      this.#covered[this.#row.length] = cell.rows - 1;
      this.#row.push(n === 0 ? tidy(cell.text) : '');
    }
  }

  /** Cells from above that reach into this row come before the next one of its own. */
  #cover(): void {
    const row = this.#row!;
    while ((this.#covered[row.length] ?? 0) > 0) {
      this.#covered[row.length]! -= 1;
      row.push('');
    }
  }

  #endRow(): void {
    this.#endCell();
    if (!this.#row) return;
    this.#cover();
    this.#rows.push(this.#row);
    this.#row = null;
  }

  #finishTable(): void {
    this.#endRow();
    this.done = this.#rows.length > 0;
  }
}

function span(attributes: string, name: string): number {
  const match = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(attributes);
  return match ? Math.max(1, Math.min(MAX_SPAN, Number(match[1]))) : 1;
}

const tidy = (text: string): string =>
  text
    .replace(/ *\n */g, '\n')
    .replace(/\u00a0/g, ' ')
    .trim();

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  middot: '·',
};

const unescape = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal: string, hex: string, name: string) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
