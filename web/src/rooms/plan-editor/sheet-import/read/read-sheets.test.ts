import {
  SHEET_MAX_BYTES,
  SHEET_MAX_COLUMNS,
  SHEET_MAX_ROWS,
  SHEET_MAX_TABLES,
  SHEET_MAX_UNPACKED_BYTES,
  type SheetCell,
} from '@qiao/domain/plan/sheet';
import { Buffer } from 'node:buffer';
import { deflateRawSync } from 'node:zlib';
import { writeXlsx, type WriteSheet } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readSheets } from './read-sheets.ts';
import type { ReadSheets, ReadTable } from './sheets.ts';
import { unpackedBytes } from './unpacked.ts';

const workbook = async (...sheets: WriteSheet[]): Promise<Uint8Array> => new Uint8Array(await writeXlsx({ sheets }));
const tablesOf = (read: ReadSheets): readonly ReadTable[] => {
  if (!read.ok) throw new Error(`refused: ${read.code}`);
  return read.tables;
};
const rowsOf = (read: ReadSheets): readonly (readonly (SheetCell | null)[])[] => tablesOf(read)[0]!.rows;
const texts = (read: ReadSheets): string[][] => rowsOf(read).map((row) => row.map((cell) => cell?.text ?? ''));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A zip of one entry, with whatever size it says that it unpacks to. */
function zipOf(name: string, content: Uint8Array, said: number): Uint8Array {
  const packed = deflateRawSync(content);
  const head = (signature: number, more: number): Buffer => {
    const bytes = Buffer.alloc(more === 0 ? 30 : 46);
    bytes.writeUInt32LE(signature, 0);
    const at = more === 0 ? 0 : 2;
    bytes.writeUInt16LE(8, 8 + at);
    bytes.writeUInt32LE(packed.length, 18 + at);
    bytes.writeUInt32LE(said, 22 + at);
    bytes.writeUInt16LE(name.length, 26 + at);
    return bytes;
  };
  const local = Buffer.concat([head(0x04034b50, 0), Buffer.from(name), packed]);
  const entry = Buffer.concat([head(0x02014b50, 1), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, entry, end]));
}

describe('a workbook', () => {
  it('is read with its days, times and numbers as they are stored', async () => {
    const bytes = await workbook({
      name: '日程',
      rows: [
        ['日期', '时间', '人数', '备注'],
        [new Date('2026-11-05T00:00Z'), new Date('1899-12-31T09:45Z'), 120, true],
        [new Date('2026-11-05T14:30Z'), 0.40625, 0.1 + 0.2, '  '],
      ],
      columns: [{ numFmt: 'yyyy-mm-dd' }, { numFmt: 'h:mm' }],
    });
    const [head, first, second] = rowsOf(await readSheets(bytes, 'a.xlsx'));
    expect(head!.map((cell) => cell!.text)).toEqual(['日期', '时间', '人数', '备注']);
    expect(first![0]).toEqual({ text: '2026-11-05', moment: { date: '2026-11-05', minutes: 0 } });
    expect(first![1]).toEqual({ text: '09:45', moment: { date: null, minutes: 585 } });
    expect(first!.slice(2)).toEqual([{ text: '120', number: 120 }, { text: 'TRUE' }]);
    expect(second![0]).toEqual({ text: '2026-11-05 14:30', moment: { date: '2026-11-05', minutes: 870 } });
    expect(second![2]).toEqual({ text: '0.3', number: 0.1 + 0.2 });
    expect(second![3]).toBeNull();
  });

  it('of the 1904 system gives the same days', async () => {
    const rows = [['日期'], [new Date('2026-11-05T00:00Z')], [0.5]];
    const bytes = new Uint8Array(
      await writeXlsx({ dateSystem: '1904', sheets: [{ name: 'a', rows, columns: [{ numFmt: 'yyyy-mm-dd h:mm' }] }] }),
    );
    const [table] = tablesOf(await readSheets(bytes, 'mac.xlsx'));
    expect(table!.from1904).toBe(true);
    expect(table!.rows[1]![0]!.moment).toEqual({ date: '2026-11-05', minutes: 0 });
    expect(table!.rows[2]![0]!.moment).toEqual({ date: null, minutes: 720 });
  });

  it('tells merged cells, formulas with what they last came to, and errors', async () => {
    const bytes = await workbook({
      name: '日程',
      rows: [
        ['日期', '时间', '人数'],
        ['11月5日', '9:00', null],
        [null, '10:00', null],
      ],
      merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
      cells: new Map([
        ['1,2', { formula: 'SUM(1,2)', formulaResult: 3, value: 3, type: 'formula' as const }],
        ['2,2', { value: '#REF!', type: 'error' as const }],
      ]),
    });
    const [table] = tablesOf(await readSheets(bytes, 'a.xlsx'));
    expect(table!.merges).toEqual([{ top: 1, left: 0, bottom: 2, right: 0 }]);
    expect(table!.rows[1]![2]).toMatchObject({ text: '3', formula: '=SUM(1,2)' });
    expect(table!.rows[2]![2]).toEqual({ text: '#REF!', error: true });
  });

  it('has one table a sheet, without the hidden and the empty ones', async () => {
    const bytes = await workbook(
      { name: '一', rows: [['x']] },
      { name: '藏', rows: [['y']], hidden: true },
      { name: '空', rows: [] },
      { name: '二', rows: [['z']] },
    );
    expect(tablesOf(await readSheets(bytes, 'a.xlsx')).map((table) => table.name)).toEqual(['一', '二']);
  });

  it('that unpacks beyond SHEET_MAX_UNPACKED_BYTES is refused by what it says of itself, one that hides its size as well', async () => {
    const refused = { ok: false, code: 'unpacks-too-large' };
    expect(await readSheets(zipOf('xl/a.xml', new Uint8Array(10), SHEET_MAX_UNPACKED_BYTES + 1), 'bomb.xlsx')).toEqual(refused);
    expect(await readSheets(zipOf('xl/a.xml', new Uint8Array(1000), 0), 'bomb.xlsx')).toEqual(refused);
    expect(unpackedBytes(zipOf('xl/a.xml', new Uint8Array(10), 10))).toBe(10);
  });

  it('that unpacks to more than it says is broken: no more of it is unpacked', async () => {
    expect(await readSheets(zipOf('[Content_Types].xml', new Uint8Array(1_000_000), 10), 'liar.xlsx')).toEqual({
      ok: false,
      code: 'broken',
    });
  });

  it('is refused beyond SHEET_MAX_BYTES, with more than SHEET_MAX_TABLES sheets, in the format before 2007, with a password, and cut off', async () => {
    const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
    const many = await workbook(...Array.from({ length: SHEET_MAX_TABLES + 1 }, (_, n) => ({ name: `s${n}`, rows: [['x']] })));
    const good = await workbook({ name: 'a', rows: [['x']] });
    const codes = [
      readSheets(new Uint8Array(SHEET_MAX_BYTES + 1), 'a.csv'),
      readSheets(many, 'a.xlsx'),
      readSheets(ole, 'a.xls'),
      readSheets(ole, 'a.xlsx'),
      readSheets(good.slice(0, good.length - 30), 'a.xlsx'),
      readSheets(utf8('not a workbook'), 'a.xlsx'),
    ].map(async (read) => {
      const answer = await read;
      return answer.ok ? 'read' : answer.code;
    });
    expect(await Promise.all(codes)).toEqual(['too-large', 'too-many-tables', 'old-format', 'encrypted', 'broken', 'old-format']);
  });

  it('with a table beyond SHEET_MAX_ROWS or SHEET_MAX_COLUMNS says so of that table, and one far cell unrolls nothing', async () => {
    const bytes = await workbook(
      { name: 'long', rows: Array.from({ length: SHEET_MAX_ROWS + 1 }, () => ['x']) },
      { name: 'wide', rows: [Array.from({ length: SHEET_MAX_COLUMNS + 1 }, () => 'x')] },
      { name: 'far', rows: [['x']], cells: new Map([['1000000,16000', { value: 'y', type: 'string' as const }]]) },
    );
    expect(tablesOf(await readSheets(bytes, 'a.xlsx')).map(({ name, rows, tooLarge }) => [name, rows.length, tooLarge])).toEqual([
      ['long', 0, 'rows'],
      ['wide', 0, 'columns'],
      ['far', 1, null],
    ]);
  });
});

describe('a text file', () => {
  const cells = [
    ['姓名', '单位'],
    ['林珊', '外国语学院'],
  ];

  it.each([
    ['commas', '姓名,单位\r\n林珊,外国语学院\r\n'],
    ['semicolons', '姓名;单位\n林珊;外国语学院'],
    ['tabs', '姓名\t单位\n林珊\t外国语学院\n\n'],
    ['a line that says the separator', 'sep=|\r\n姓名|单位\r\n林珊|外国语学院'],
    ['a mark of UTF-8', '\uFEFF姓名,单位\n林珊,外国语学院'],
  ])('with %s', async (_what, text) => {
    expect(texts(await readSheets(utf8(text), 'a.csv'))).toEqual(cells);
  });

  it('keeps line ends, separators and quotes inside quotes', async () => {
    expect(texts(await readSheets(utf8('a,b\n"一\n二","x, ""y"""\n'), 'a.csv'))[1]).toEqual(['一\n二', 'x, "y"']);
  });

  it('as Excel writes it in China, in GB18030, and as Unicode text', async () => {
    const gbk = Uint8Array.of(0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb5, 0xa5, 0xce, 0xbb, 0x0a, 0xc1, 0xd6, 0xc9, 0xba, 0x2c, 0x78);
    expect(texts(await readSheets(gbk, 'a.csv'))).toEqual([
      ['姓名', '单位'],
      ['林珊', 'x'],
    ]);
    const utf16 = Buffer.from('\uFEFF姓名\t单位\r\n林珊\tx', 'utf16le');
    expect(texts(await readSheets(new Uint8Array(utf16), 'a.txt'))).toEqual([
      ['姓名', '单位'],
      ['林珊', 'x'],
    ]);
  });

  it('takes the apostrophe off that keeps text from being a formula', async () => {
    expect(texts(await readSheets(utf8("a\n'=1+1\n'x\n"), 'a.csv')).flat()).toEqual(['a', '=1+1', "'x"]);
  });

  it('that is no text, has an open quote, or holds nothing is refused with the line', async () => {
    expect(await readSheets(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff), 'a.csv')).toEqual({ ok: false, code: 'encoding' });
    expect(await readSheets(utf8('a,b\n1,2\n"x,3\n'), 'a.csv')).toMatchObject({ ok: false, code: 'quotes', line: 3 });
    expect(await readSheets(utf8('\n \n'), 'a.csv')).toEqual({ ok: false, code: 'empty' });
  });
});
