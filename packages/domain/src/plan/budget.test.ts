import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../kind/edit.ts';
import { checkRules } from '../kind/finding.ts';
import { event } from '../kinds/event/event.ts';
import { minorDigits, type Money } from '../shared/money.ts';
import { budgetTotals } from './budget.ts';
import { planItems } from './items.ts';
import { moneyOf, withBudget, type NewLine } from './logistics.fixture.ts';
import { planDocs, type PlanDocs } from './plan.fixture.ts';

const totals = (...lines: NewLine[]) => budgetTotals(planItems(withBudget(planDocs(), lines)).lines);
const amounts = (...lines: NewLine[]) =>
  totals(...lines).map(({ currency, planned, actual, left }) => `${currency} ${planned.amount} ${actual.amount} ${left.amount}`);

function granted(budget: string): PlanDocs {
  const docs = planDocs();
  applyEdits({ ...docs }, [{ part: 'case', root: 'fields', key: 'budget', value: moneyOf(budget) }]);
  return docs;
}
const said = (docs: PlanDocs, ...lines: NewLine[]) => checkRules(event, withBudget(docs, lines), null).map((finding) => finding.words.zh);

describe('totals', () => {
  test('ten cents and twenty cents are thirty, not what floating point makes of them', () => {
    expect(amounts({ id: 'a', planned: '0.10', actual: '0.30' }, { id: 'b', planned: '0.20' })).toEqual(['CNY 0.30 0.30 0.00']);
    expect(amounts(...Array.from({ length: 1000 }, (_, n) => ({ id: `l${n}`, actual: '0.07' })))).toEqual(['CNY 0.00 70.00 -70.00']);
  });

  test('stand apart by currency, each with its own decimals', () => {
    const lines: NewLine[] = [
      { id: 'a', planned: '100.00', actual: '20.00 USD' },
      { id: 'b', planned: '5000 JPY', actual: '6000 JPY' },
      { id: 'c', planned: '1.50 USD' },
    ];
    expect(amounts(...lines)).toEqual(['CNY 100.00 0.00 100.00', 'USD 1.50 20.00 -18.50', 'JPY 5000 6000 -1000']);
  });

  test('a hundred lines of fifteen digits, and amounts finer than their currency, lose nothing', () => {
    const large = Array.from({ length: 100 }, (_, n) => ({ id: `l${n}`, planned: '999999999999999.99' }));
    expect(amounts(...large)).toEqual(['CNY 99999999999999999.00 0.00 99999999999999999.00']);
    expect(amounts({ id: 'a', planned: '0.001' }, { id: 'b', planned: '0.0005 JPY', actual: '1 JPY' })).toEqual([
      'CNY 0.001 0.00 0.001',
      'JPY 0.0005 1 -0.9995',
    ]);
  });

  test('are what counting every smallest unit gives, in any order of the lines', () => {
    const units = fc.integer({ min: -99_999_999, max: 99_999_999 });
    const money = fc.record({ units, currency: fc.constantFrom('CNY', 'USD', 'JPY', 'KWD') });
    const line = fc.record({ planned: fc.option(money, { nil: undefined }), actual: fc.option(money, { nil: undefined }) });
    const text = (one: { units: number; currency: string } | undefined): string | undefined =>
      one && `${amountOf(one.units, one.currency)} ${one.currency}`;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const made = lines.map((one, n): NewLine => {
          const [planned, actual] = [text(one.planned), text(one.actual)];
          return { id: `l${n}`, ...(planned === undefined ? {} : { planned }), ...(actual === undefined ? {} : { actual }) };
        });
        const sums = (list: readonly NewLine[]) => amounts(...list).sort();
        const all = [...new Set(lines.flatMap((one) => [one.planned, one.actual]).flatMap((one) => one?.currency ?? []))];
        const sum = (of: 'planned' | 'actual', currency: string): number =>
          lines.reduce((total, one) => total + (one[of]?.currency === currency ? one[of].units : 0), 0);
        const expected = all.map((currency) => {
          const [planned, actual] = [sum('planned', currency), sum('actual', currency)];
          return [currency, ...[planned, actual, planned - actual].map((each) => amountOf(each, currency))].join(' ');
        });
        expect(sums(made)).toEqual(expected.sort());
        expect(sums([...made].reverse())).toEqual(expected);
      }),
    );
  });
});

/** Written out by hand, so that it shares nothing with what it is compared with. */
function amountOf(units: number, currency: string): Money['amount'] {
  const digits = minorDigits(currency);
  const text = String(Math.abs(units)).padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return units < 0 ? `-${amount}` : amount;
}

describe('a line that costs more than planned', () => {
  test('is said with both amounts and by how much, to the smallest unit; as much as planned is none', () => {
    expect(said(planDocs(), { id: 'a', item: '同传设备', planned: '1000.00', actual: '1000.01' })).toEqual([
      '“同传设备”实际 ¥ 1,000.01，计划 ¥ 1,000.00，超出 ¥ 0.01。',
    ]);
    expect(said(planDocs(), { id: 'a', planned: '1000.00', actual: '1000.00' })).toEqual([]);
  });

  test('is not said of amounts in two currencies, nor of a line without a plan', () => {
    expect(said(planDocs(), { id: 'a', planned: '1.00', actual: '1000.00 USD' }, { id: 'b', actual: '50.00' })).toEqual([]);
  });

  test('may be planned anew', () => {
    const [found] = checkRules(event, withBudget(planDocs(), [{ id: 'a', item: '印制', planned: '1.00', actual: '2.00' }]), null);
    expect(found!.remedies.map((remedy) => remedy.words.zh)).toEqual(['“印制”计划改为 ¥ 2.00']);
    expect(found!.remedies[0]!.edits).toEqual([
      { part: 'budget', root: 'lines', key: 'a/planned', value: { amount: '2.00', currency: 'CNY' } },
    ]);
  });
});

describe('more than the case’s budget', () => {
  test('is said from one fen above on, planned or spent, and names the larger', () => {
    const docs = granted('0.30');
    expect(said(docs, { id: 'a', planned: '0.10' }, { id: 'b', planned: '0.20' })).toEqual([]);
    expect(said(docs, { id: 'a', planned: '0.10' }, { id: 'b', planned: '0.21' })).toEqual([
      '经费计划合计 ¥ 0.31，申报预算 ¥ 0.30，超出 ¥ 0.01。',
    ]);
    expect(said(docs, { id: 'a', actual: '0.40' }, { id: 'b', planned: '0.31' })).toEqual([
      '经费实际合计 ¥ 0.40，申报预算 ¥ 0.30，超出 ¥ 0.10。',
    ]);
  });

  test('counts only lines in the budget’s currency, and says nothing where there is no budget', () => {
    expect(said(granted('1.00'), { id: 'a', planned: '100.00 USD' })).toEqual([]);
    expect(said(planDocs(), { id: 'a', planned: '100.00' })).toEqual([]);
  });

  test('one that was let stand is another one once a line is added', () => {
    const docs = granted('1.00');
    const id = (...lines: NewLine[]) => checkRules(event, withBudget(docs, lines), null)[0]!.id;
    expect(id({ id: 'a', planned: '2.00' })).toBe(id({ id: 'a', planned: '3.00' }));
    expect(id({ id: 'a', planned: '2.00' })).not.toBe(id({ id: 'a', planned: '2.00' }, { id: 'b', planned: '1.00' }));
  });
});
