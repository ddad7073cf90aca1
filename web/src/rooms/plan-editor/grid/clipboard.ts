import { readHtmlTable } from './html-table.ts';
import { readTsv, writeHtml, writeTsv } from './tsv.ts';

/** What a paste brings. The table of the HTML is taken where there is one: its cells are certain, those of plain text are guessed. */
export function readClipboard(data: Pick<DataTransfer, 'getData'>): string[][] {
  const html = data.getData('text/html');
  const table = html ? readHtmlTable(html) : null;
  return table ?? readTsv(data.getData('text/plain'));
}

export function writeClipboard(data: Pick<DataTransfer, 'setData'>, rows: readonly (readonly string[])[]): void {
  data.setData('text/plain', writeTsv(rows));
  data.setData('text/html', writeHtml(rows));
}
