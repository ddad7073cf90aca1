import { describe, expect, test } from 'vitest';
import { removeItem, setCell } from '../../kind/edit.ts';
import { planItems } from '../items.ts';
import { addSession, at } from '../plan.fixture.ts';
import { findHead, guessColumns } from './heads.ts';
import { openOrders } from './preview.ts';
import { readSheetEvent } from './apply.ts';
import { cellAddress, numberText, shiftPoint, tooLarge, trimTable, type SheetCell } from './sheet.ts';
import { SHEET_MAX_COLUMNS, SHEET_MAX_ROWS } from './limits.ts';
import { partsOf, preview, reasons, sheetBench, table, verdicts, write } from './sheet.fixture.ts';
import { sheetTarget } from './targets.ts';

const HEADS = ['日期', '时间', '会议内容', '会场', '主持人'];
const items = (docs: ReturnType<typeof sheetBench>) => planItems(partsOf(docs));

describe('the head of a sheet', () => {
  test('is found below a title, and its columns are guessed by the words that offices use, in either language', () => {
    const target = sheetTarget('sessions');
    const zh = table(
      ['第四届高原生态研讨会日程'],
      [null],
      ['日 期', '起止时间', '题目（中文）', '会议室', '主持人：', '翻译'],
      ['11月5日', '9:00', '开幕', '', '', ''],
    );
    expect(findHead(zh, target)).toBe(2);
    expect(guessColumns(zh, 2, target)).toEqual(
      ['day', 'start', 'title.zh', 'room', 'chair', 'interpreters'].map((column) => ({ column, confidence: 'sure' })),
    );
    const en = table(
      ['Date', 'Start time', 'End', 'Title', 'Venue', 'Speakers (invited)', 'Coffee?'],
      ['2026-11-05', '9:00', '10:00', 'Opening', '', '', ''],
    );
    expect(guessColumns(en, findHead(en, target), target).map((guess) => guess?.column ?? null)).toEqual([
      'day',
      'start',
      'end',
      'title.en',
      'room',
      'speakers',
      null,
    ]);
  });

  test('is none where no row has a word that is known', () => {
    expect(findHead(table(['甲', '乙'], ['1', '2']), sheetTarget('rooms'))).toBe(-1);
  });

  test('each column of the list is guessed once, and a head that only holds a word is less sure', () => {
    const guesses = guessColumns(table(['会场', '会场', '拟定会场备选']), 0, sheetTarget('sessions'));
    expect(guesses[0]).toEqual({ column: 'room', confidence: 'sure' });
    expect(guesses[1]).toBeNull();
    expect(guessColumns(table(['日期', '拟定会场名单']), 0, sheetTarget('sessions'))[1]).toEqual({ column: 'room', confidence: 'likely' });
  });
});

describe('rows become items', () => {
  test('times in full width, spoken and as ranges, names, and a range from the afternoon', () => {
    const docs = sheetBench();
    const made = preview(
      docs,
      'sessions',
      table(
        HEADS,
        ['２０２６年１１月５日', '１０：００—１１：３０', '校长圆桌', '云台厅', '林珊、何译'],
        ['11月6日（周五）', '下午2点到3点半', '分会场一', '报告厅', ''],
      ),
    );
    expect(verdicts(made)).toEqual(['create 校长圆桌', 'create 分会场一']);
    write(docs, made);
    const [, round, second] = items(docs).sessions;
    expect(round).toMatchObject({ start: at('10:00', '2026-11-05'), minutes: 90, room: { id: 'a' }, chair: [{ id: 'lin' }, { id: 'he' }] });
    expect(second).toMatchObject({ start: at('14:00'), minutes: 90, room: { id: 'b' } });
  });

  test('serial days of the 1900 and of the 1904 system are the same day, times between them too', () => {
    const number = (value: number): SheetCell => ({ text: numberText(value), number: value });
    for (const [from1904, serial] of [
      [false, 46331],
      [true, 46331 - 1462],
    ] as const) {
      const docs = sheetBench();
      const sheet = { ...table(HEADS, [number(serial), number(0.40625), '圆桌', '云台厅', '']), from1904 };
      write(docs, preview(docs, 'sessions', sheet));
      expect(items(docs).sessions[1]!.start).toBe(at('09:45', '2026-11-05'));
    }
  });

  test('names that nothing has are added along, once, and only for rows that are taken', () => {
    const docs = sheetBench();
    const sheet = table(
      HEADS,
      ['11月5日', '9:00', '甲', '翠湖厅', 'Ingrid Solheim'],
      ['11月5日', '10:00', '乙', '翠湖厅', '林珊'],
      ['11月45日', '10:00', '丙', '不存在厅', ''],
    );
    const made = preview(docs, 'sessions', sheet);
    expect(made.added.map(({ root, name }) => `${root} ${name}`)).toEqual(['rooms 翠湖厅', 'people Ingrid Solheim']);
    write(docs, made);
    expect(items(docs).rooms.map((room) => room.name.zh)).toEqual(['云台厅', '报告厅', '翠湖厅']);
    expect(items(docs).people.at(-1)).toMatchObject({ latinName: 'Ingrid Solheim', role: ['chair'] });
    const strict = preview(sheetBench(), 'sessions', sheet, { names: 'refuse' });
    expect(reasons(strict)[0]).toBe('D2 名单里没有“翠湖厅”。先加上，或选“一并新增”。');
  });

  test('money is exact: units of the head and of the cell move the point, nothing is rounded', () => {
    const docs = sheetBench();
    const heads = ['项目', '计划（万元）', '实际'];
    const made = preview(
      docs,
      'lines',
      table(
        heads,
        ['场地', '1.2345', '￥12,345.60'],
        ['同传', '0.3', '1.5万元'],
        ['资料', { text: numberText(0.1 + 0.2), number: 0.1 + 0.2 }, { text: '1234.567', number: 1234.567 }],
      ),
    );
    expect(reasons(made)).toEqual(['C4 CNY 最多写 2 位小数。']);
    write(docs, made);
    expect(items(docs).lines.map(({ item, planned, actual }) => [item, planned!.amount, actual!.amount])).toEqual([
      ['场地', '12345.00', '12345.60'],
      ['同传', '3000.00', '15000.00'],
    ]);
  });

  test('the lists of transport, meals and people read their own heads', () => {
    const docs = sheetBench();
    write(
      docs,
      preview(
        docs,
        'vehicles',
        table(
          ['车型', '车牌号', '座位数', '司机', '手机'],
          ['考斯特', '云D12345', '19座', '王师傅', { text: '13800138000', number: 13800138000 }],
        ),
      ),
    );
    write(
      docs,
      preview(
        docs,
        'legs',
        table(
          ['日期', '发车时间', '到达', '上车地点', '目的地', '用车', '人数'],
          ['11-05', '8:30', '9:10', '长水机场', '师苑酒店', '考斯特', '12人'],
        ),
      ),
    );
    write(
      docs,
      preview(docs, 'meals', table(['日期', '时间', '餐次', '餐标', '用餐人数', '清真'], ['11月5日', '12:00', '午餐', '80元', '120', '6'])),
    );
    write(docs, preview(docs, 'people', table(['姓名', '英文姓名', '国家(地区)', '身份'], ['陈立', 'Chen Li', '香港', '嘉宾、主持'])));
    const now = items(docs);
    expect(now.vehicles[0]).toMatchObject({ plate: '云D12345', seats: 19, phone: '13800138000' });
    expect(now.legs[0]).toMatchObject({ minutes: 40, vehicle: { id: now.vehicles[0]!.id }, count: 12 });
    expect(now.meals[0]).toMatchObject({ kind: 'lunch', standard: { amount: '80.00', currency: 'CNY' }, numbers: 120, halal: 6 });
    expect(now.people.at(-1)).toMatchObject({ region: 'HK', role: ['guest', 'chair'] });
  });
});

describe('what cannot be read is refused with the address of its cell and what mends it', () => {
  test.each([
    ['an impossible date', ['13月45日', '9:00', '甲', '', ''], 'A2 没有13月。月份是 1 到 12。'],
    ['a day that the month has not', ['2026-02-30', '9:00', '甲', '', ''], 'A2 2026年2月没有30日，只有 1 到 28 日。'],
    ['an impossible time', ['11月5日', '25:70', '甲', '', ''], 'B2 没有 25:70 这个时间。小时是 0 到 23，分钟是 00 到 59。'],
    ['a weekday of another date', ['11月5日 周五', '9:00', '甲', '', ''], 'A2 2026-11-05 是周四，这里写的是周五。改一处。'],
    ['an end before the start', ['11月5日', '15:00-9:00', '甲', '', ''], 'B2 结束 09:00 早于开始 15:00。改一处。'],
    [
      'a time without a day',
      ['', '9:00', '甲', '', ''],
      'B2 有时间，没有日期。写日期，如 2026-11-05；同一天只写了一次的，选“沿用上一行”。',
    ],
    ['a day without a time', ['11月5日', '', '甲', '', ''], 'A2 有日期，没有开始时间，排不到时间里。写开始时间，如 9:30。'],
    ['nothing to be called by', ['11月5日', '9:00', '', '云台厅', ''], '2 缺场次（中文）或场次（英文），不能新增。补上再导入。'],
  ])('%s', (_what, row, reason) => {
    expect(reasons(preview(sheetBench(), 'sessions', table(HEADS, row)))).toEqual([reason]);
  });

  test('a formula is refused until the person takes what it came to; an error never is taken', () => {
    const sheet = table(
      HEADS,
      ['11月5日', { text: '9:30', formula: '=B1+1' }, '甲', '', ''],
      ['11月5日', '10:00', { text: '#REF!', error: true }, '', ''],
    );
    const made = preview(sheetBench(), 'sessions', sheet);
    expect(reasons(made)).toEqual([
      'B2 这一格是公式，上次算出“9:30”。粘贴成数值，或选“用算出的值”。',
      'C3 这一格是错误值 #REF!。改好公式或直接填内容。',
    ]);
    expect(made.writes).toEqual([]);
    expect(made.asks.formulas).toBe(true);
    const taken = preview(sheetBench(), 'sessions', sheet, { formulas: 'take' });
    expect(taken.counts).toMatchObject({ create: 1, refuse: 1 });
  });

  test('merged cells are refused with their range, and said on each row where the person asks for it; a title above the head is nobody’s', () => {
    const rows = table(
      ['日程', null, null],
      HEADS,
      ['11月5日', '9:00', '甲', '', ''],
      [null, '10:00', '乙', '', ''],
      ['11月6日', '9:00', '丙', '', ''],
    );
    const sheet = {
      ...rows,
      merges: [
        { top: 0, left: 0, bottom: 0, right: 4 },
        { top: 2, left: 0, bottom: 3, right: 0 },
      ],
    };
    const made = preview(sheetBench(), 'sessions', sheet);
    expect(made.counts).toMatchObject({ refuse: 2, create: 1 });
    expect(reasons(made)[0]).toBe('A3:A4 合并的单元格，只有 A3 有内容。在表格里取消合并并逐行填好，或选“沿用上一行”。');
    expect(made.asks.gaps).toBe(true);
    const docs = sheetBench();
    const filled = preview(docs, 'sessions', sheet, { gaps: 'fill' });
    expect(filled.counts).toMatchObject({ refuse: 0, create: 3 });
    write(docs, filled);
    expect(items(docs).sessions.find((one) => one.title.zh === '乙')!.start).toBe(at('10:00', '2026-11-05'));
  });

  test('cells merged across columns are refused also then', () => {
    const sheet = { ...table(HEADS, ['11月5日', '9:00', '甲', null, '']), merges: [{ top: 1, left: 2, bottom: 1, right: 3 }] };
    expect(preview(sheetBench(), 'sessions', sheet, { gaps: 'fill' }).counts.refuse).toBe(1);
  });

  test('two people or rooms of one name are not guessed between', () => {
    const docs = sheetBench();
    setCell(docs.people, 'people', 'he/name', '林珊');
    expect(reasons(preview(docs, 'sessions', table(HEADS, ['11月5日', '9:00', '甲', '', '林珊'])))).toEqual([
      'E2 叫“林珊”的有2个，不知道是哪一个。',
    ]);
  });

  test('a number of more figures than a spreadsheet keeps has lost its end', () => {
    const docs = sheetBench();
    const number = 4.53001199001011e17;
    expect(reasons(preview(docs, 'vehicles', table(['车型', '电话'], ['考斯特', { text: numberText(number), number }])))[0]).toMatch(
      /^B2 .*超过15位/,
    );
  });
});

describe('month and day in two figures', () => {
  const orders = (...days: string[]) => {
    const docs = sheetBench();
    const sheet = table(HEADS, ...days.map((day, n) => [day, `${n + 9}:00`, `第${n}场`, '', '']));
    const columns = guessColumns(sheet, 0, sheetTarget('sessions')).map((guess) => guess?.column ?? null);
    return { open: openOrders(sheet, sheetTarget('sessions'), { head: 0, columns }, readSheetEvent(partsOf(docs), docs)), docs, sheet };
  };

  test('are told by the days of the event, and by a value above twelve', () => {
    expect(orders('11/5', '11/6').open).toEqual([]);
    expect(orders('5/11/2026', '6/11/2026').open).toEqual([]);
    expect(orders('3/4', '13/4').open).toEqual([]);
  });

  test('are asked for once where nothing tells, and refused until then', () => {
    const { open, docs, sheet } = orders('03/04', '05/06');
    expect(open).toEqual([0]);
    const made = preview(docs, 'sessions', sheet);
    expect(made.counts).toMatchObject({ refuse: 2, create: 0 });
    expect(reasons(made)[0]).toMatch(/^A2 “03\/04”可以是3月4日，也可以是4月3日。/);
    const chosen = preview(docs, 'sessions', sheet, { orders: { 0: 'dm' } });
    expect(chosen.rows.map((row) => row.changes.find(({ key }) => key === 'start')!.after)).toEqual([
      at('09:00', '2026-04-03'),
      at('10:00', '2026-06-05'),
    ]);
  });
});

describe('rows that are there already', () => {
  test('people who share a mailbox stay who they are, in whatever order the sheet names them', () => {
    const docs = sheetBench();
    for (const id of ['lin', 'he']) setCell(docs.people, 'people', `${id}/email`, 'office@xb.edu.cn');
    const heads = ['姓名', '邮箱', '单位'];
    const sheet = table(
      heads,
      ['何译', 'office@xb.edu.cn', '翻译中心'],
      ['王一', 'office@xb.edu.cn', ''],
      ['林珊', 'office@xb.edu.cn', '翻译中心'],
    );
    const made = preview(docs, 'people', sheet);
    expect(verdicts(made)).toEqual(['change 何译', 'create 王一', 'change 林珊']);
    write(docs, made);
    const names = Object.fromEntries(items(docs).people.map(({ id, name }) => [id, name]));
    expect(names).toMatchObject({ lin: '林珊', he: '何译' });
  });

  test('a mailbox of several makes nobody of them another person, and one of a single person tells whose name was mended', () => {
    const docs = sheetBench();
    const sheet = table(['姓名', '邮箱'], ['何译', 'office@xb.edu.cn'], ['王一', 'office@xb.edu.cn']);
    for (const id of ['lin', 'he']) setCell(docs.people, 'people', `${id}/email`, 'office@xb.edu.cn');
    expect(verdicts(preview(docs, 'people', sheet))).toEqual(['skip 何译', 'create 王一']);
    setCell(docs.people, 'people', 'lin/email', 'lin@xb.edu.cn');
    expect(verdicts(preview(docs, 'people', table(['姓名', '邮箱'], ['林姗', 'lin@xb.edu.cn'])))).toEqual(['change 林姗']);
  });

  test('are matched by title and time, then by title and day, then by title where there is one, and show cell by cell what changes', () => {
    const docs = sheetBench();
    addSession(docs, { id: 's2', title: '茶歇', start: at('10:30'), minutes: 15, room: 'a' });
    addSession(docs, { id: 's3', title: '茶歇', start: at('15:30'), minutes: 15, room: 'a' });
    const made = preview(
      docs,
      'sessions',
      table(
        HEADS,
        ['11月5日', '9:30', '开幕式', '报告厅', ''],
        ['11月6日', '15:30-16:00', '茶歇', '', ''],
        ['11月6日', '10:30', '茶歇', '云台厅', ''],
      ),
    );
    expect(verdicts(made)).toEqual(['change 开幕式', 'change 茶歇', 'skip 茶歇']);
    expect(made.rows[0]!.changes.map(({ key, before, after, address }) => [key, before, after, address])).toEqual([
      ['room', { id: 'a', label: 'a' }, { id: 'b', label: '报告厅' }, 'D2'],
      ['start', at('09:00'), at('09:30', '2026-11-05'), 'B2'],
    ]);
    expect(made.rows[1]!.changes.map(({ key, after }) => [key, after])).toEqual([['minutes', 30]]);
    expect(made.rows[2]!.note!.zh).toBe('和现有的一样。');
  });

  test('a break of another day is no reason to move one that is there', () => {
    const docs = sheetBench();
    addSession(docs, { id: 's2', title: '茶歇', start: at('10:30'), minutes: 15 });
    addSession(docs, { id: 's3', title: '茶歇', start: at('15:30'), minutes: 15 });
    expect(verdicts(preview(docs, 'sessions', table(HEADS, ['11月5日', '10:30', '茶歇', '', ''])))).toEqual(['create 茶歇']);
  });

  test('of one name on one day are not guessed between', () => {
    const docs = sheetBench();
    addSession(docs, { id: 's2', title: '茶歇', start: at('10:30'), minutes: 15 });
    addSession(docs, { id: 's3', title: '茶歇', start: at('15:30'), minutes: 15 });
    expect(reasons(preview(docs, 'sessions', table(HEADS, ['11月6日', '11:00', '茶歇', '', ''])))[0]).toMatch(
      /^2 分不清是已有的哪一项：同名的有2项。/,
    );
  });

  test('are matched by their system id before anything else, whatever they are called now', () => {
    const docs = sheetBench();
    const made = preview(docs, 'sessions', table(['系统编号', '场次（中文）'], ['s1', '开幕大会'], ['s1', '又一次']));
    expect(verdicts(made)).toEqual(['change 开幕大会', 'refuse 又一次']);
  });

  test('the same row twice is made once; empty rows, sums and heads again are passed over', () => {
    const made = preview(
      sheetBench(),
      'sessions',
      table(
        HEADS,
        ['11月5日', '9:00', '甲', '', ''],
        [null, null, null, null, null],
        HEADS,
        ['11月5日', '9:00', '甲', '', ''],
        ['合计', null, '2', '', ''],
      ),
    );
    expect(made.rows.map(({ verdict, note }) => `${verdict} ${note?.zh ?? ''}`)).toEqual([
      'create ',
      'skip 空行。',
      'skip 表头又出现一次。',
      'skip 和第2行完全相同。',
      'skip 合计行，不导入。',
    ]);
  });

  test('imported again, nothing is to be done; what was edited here since stays, unless the person wants the sheet’s', () => {
    const docs = sheetBench();
    const sheet = table(HEADS, ['11月5日', '9:00', '校长圆桌', '云台厅', ''], ['11月5日', '11:00', '签字', '报告厅', '']);
    write(docs, preview(docs, 'sessions', sheet));
    expect(preview(docs, 'sessions', sheet).counts).toEqual({ refuse: 0, change: 0, create: 0, skip: 2 });
    const round = items(docs).sessions.find((one) => one.title.zh === '校长圆桌')!;
    setCell(docs.plan, 'sessions', `${round.id}/room`, { id: 'b', label: '报告厅' });
    setCell(docs.plan, 'sessions', `${round.id}/title.zh`, '校长论坛');
    const again = preview(docs, 'sessions', sheet);
    expect(again.counts).toEqual({ refuse: 0, change: 0, create: 0, skip: 2 });
    expect(again.rows[0]!.kept.map(({ key }) => key).sort()).toEqual(['room', 'title.zh']);
    expect(
      preview(docs, 'sessions', sheet, { edited: 'replace' })
        .rows[0]!.changes.map(({ key }) => key)
        .sort(),
    ).toEqual(['room', 'title.zh']);
    removeItem(docs.plan, 'sessions', round.id);
    expect(preview(docs, 'sessions', sheet).rows[0]!.note!.zh).toMatch(/^这一行后来在这里移去了/);
  });

  test('one sheet read on two devices that have not met gives the same ids: nothing is doubled', () => {
    const sheet = table(HEADS, ['11月5日', '9:00', '分组讨论', '云台厅', ''], ['11月5日', '9:00', '分组讨论', '翠湖厅', '']);
    const ids = [sheetBench(), sheetBench()].map((docs) => {
      const made = preview(docs, 'sessions', sheet);
      return [...made.writes.map(({ id }) => id), ...made.added.map(({ id }) => id)];
    });
    expect(ids[0]).toEqual(ids[1]);
    expect(new Set(ids[0]).size).toBe(3);
  });

  test('a cell that somebody writes between preview and import stays theirs', () => {
    const docs = sheetBench();
    const made = preview(docs, 'sessions', table(HEADS, ['11月6日', '9:00', '开幕式', '报告厅', '']));
    setCell(docs.plan, 'sessions', 's1/room', { id: 'c', label: '别处' });
    expect(write(docs, made)).toEqual({ created: 0, changed: 0, left: 1 });
    expect(items(docs).sessions[0]!.room!.id).toBe('c');
  });
});

describe('tables', () => {
  test('have addresses as spreadsheets give them', () => {
    expect([cellAddress(6, 2), cellAddress(0, 25), cellAddress(0, 26), cellAddress(9, 701), cellAddress(9, 702)]).toEqual([
      'C7',
      'Z1',
      'AA1',
      'ZZ10',
      'AAA10',
    ]);
  });

  test('numbers are text of as many figures as a spreadsheet keeps', () => {
    expect([0.1 + 0.2, 1234.1, -5.5, 0, 0.000012, 1e21].map(numberText)).toEqual([
      '0.3',
      '1234.1',
      '-5.5',
      '0',
      '0.000012',
      '1000000000000000000000',
    ]);
    expect([shiftPoint('1.2345', 4), shiftPoint('0.00012', 4), shiftPoint('12', -3)]).toEqual(['12345', '1.2', '0.012']);
  });

  test('beyond SHEET_MAX_ROWS or SHEET_MAX_COLUMNS are told, empty ends do not count', () => {
    const rows = (n: number) => trimTable(table(...Array.from({ length: n }, () => ['x']), [null], [null]));
    expect([tooLarge(rows(SHEET_MAX_ROWS)), tooLarge(rows(SHEET_MAX_ROWS + 1))]).toEqual([null, 'rows']);
    const wide = (n: number) => trimTable(table([...Array.from({ length: n }, () => 'x'), null]));
    expect([tooLarge(wide(SHEET_MAX_COLUMNS)), tooLarge(wide(SHEET_MAX_COLUMNS + 1))]).toEqual([null, 'columns']);
  });
});
