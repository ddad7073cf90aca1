import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { MAX_SPAN, readHtmlTable } from './html-table.ts';
import { readTsv, writeHtml, writeTsv } from './tsv.ts';

describe('tab-separated text', () => {
  it('reads rows and cells, with the line ends of every system and none for the last', () => {
    expect(readTsv('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(readTsv('a\n\nb')).toEqual([['a'], [''], ['b']]);
    expect(readTsv('a\t\n')).toEqual([['a', '']]);
  });

  it('reads quoted cells with tabs, line ends and quotes inside, and leaves other quotes alone', () => {
    expect(readTsv('"two\r\nlines"\t"a ""b"""\tc')).toEqual([['two\nlines', 'a "b"', 'c']]);
    expect(readTsv('"云台厅"旧名\tb')).toEqual([['"云台厅"旧名', 'b']]);
    expect(readTsv('"never closed\tb')).toEqual([['"never closed', 'b']]);
  });

  it('writes what it reads again, and what a table reader reads again', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '云', '"', '\t', '\n', ' ', '<', '&', '起') }).map((text) => text.trim());
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(table, (rows) => {
        // One empty cell at the very end is a line end at the end.
        if (rows.at(-1)!.length === 1 && rows.at(-1)![0] === '') return;
        expect(readTsv(writeTsv(rows))).toEqual(rows);
        const squeezed = rows.map((row) => row.map((text) => text.replace(/[ \t]+/g, ' ').replace(/ ?\n ?/g, '\n')));
        expect(readHtmlTable(writeHtml(rows))).toEqual(squeezed);
      }),
    );
  });
});

describe('an HTML table', () => {
  it('reads what Excel writes: styles, comments, breaks, entities and spaces between lines', () => {
    const html = `<html><head><style><!--td{mso-x:1}--></style></head><body><!--StartFragment--><table border=0>
      <tr height=20><td class=xl65 width=64>9:30</td><td>高原&nbsp;农业<br>
      Q&amp;A</td></tr><tr><td></td><td>&#26519;&#x5fb7;</td></tr></table><!--EndFragment--></body></html>`;
    expect(readHtmlTable(html)).toEqual([
      ['9:30', '高原 农业\nQ&A'],
      ['', '林德'],
    ]);
  });

  it('[NAM4] lets a cell span MAX_SPAN columns, and no more', () => {
    const width = (span: number): number => readHtmlTable(`<table><tr><td colspan="${span}">a</td></tr></table>`)![0]!.length;
    expect([width(MAX_SPAN), width(MAX_SPAN + 1)]).toEqual([MAX_SPAN, MAX_SPAN]);
  });

  it('leaves the cells empty that a wide or high cell covers', () => {
    const html = '<table><tr><td rowspan=2>a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr></table>';
    expect(readHtmlTable(html)).toEqual([
      ['a', 'b', ''],
      ['', 'c', 'd'],
    ]);
  });

  it('reads the first table only, takes a table inside a cell as its text, and mends what is not closed', () => {
    expect(readHtmlTable('<table><tr><td>a<table><tr><td>b</table></td><td>c</table><table><tr><td>x</table>')).toEqual([['ab', 'c']]);
    expect(readHtmlTable('<p>no table</p>')).toBeNull();
  });

  it('never takes markup for content', () => {
    expect(readHtmlTable('<table><tr><td><script>alert(1)</script>a<img src=x onerror="1>2"></td></tr></table>')).toEqual([['a']]);
  });
});
