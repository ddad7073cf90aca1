/** Text of a clipboard as spreadsheets write it: tabs between cells, lines between rows, quotes around what holds either. */

/** Cells of tab-separated text. Quoted cells may hold tabs, line ends and doubled quotes; one line end at the very end is no row. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let n = 0;
  while (n <= text.length) {
    const cell = text[n] === '"' ? quoted(text, n) : null;
    const end = cell ? cell.end : plainEnd(text, n);
    rows.at(-1)!.push(cell ? cell.value : text.slice(n, end));
    if (end >= text.length) break;
    n = end + 1;
    if (text[end] === '\t') continue;
    if (text[end] === '\r' && text[n] === '\n') n++;
    if (n >= text.length) break;
    rows.push([]);
  }
  return rows;
}

function plainEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\t' && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** Null when the quote is a part of the text: nothing but a separator may follow the closing one. */
function quoted(text: string, from: number): { value: string; end: number } | null {
  let value = '';
  for (let n = from + 1; n < text.length; n++) {
    if (text[n] !== '"') value += text[n];
    else if (text[n + 1] === '"') value += text[n++];
    else return n + 1 === text.length || '\t\n\r'.includes(text[n + 1]!) ? { value: value.replace(/\r\n?/g, '\n'), end: n + 1 } : null;
  }
  return null;
}

/** Tab-separated text that spreadsheets read as these cells. */
export function writeTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => (/["\t\n\r]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join('\t')).join('\n');
}

/** The same cells as an HTML table. */
export function writeHtml(rows: readonly (readonly string[])[]): string {
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell).replace(/\n/g, '<br>')}</td>`).join('')}</tr>`);
  return `<meta charset="utf-8"><table>${body.join('')}</table>`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPES[char]!);
