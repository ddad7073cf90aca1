import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { formatMoney, lessMoney, signOfMoney, type Money } from '../../shared/money.ts';
import { budgetLines, budgetTotals, grantedBudget } from '../budget.ts';
import { MAX_FINDINGS_PER_RULE } from '../limits.ts';
import { named } from '../words.ts';

const LINE = 'budget-line-over';

const say = (money: Money): string => formatMoney(money, 'en');
const nameOf = (item: string) => named({ zh: item, en: item }, { zh: '未命名的一项', en: 'an unnamed item' });

/** A line on which more was spent than planned, in the currency in which it was planned. A line without a plan is none. */
export const budgetLineOver: RuleCheck = (parts) => {
  const findings: Finding[] = [];
  for (const line of budgetLines(parts)) {
    const { planned, actual } = line;
    if (planned === null || actual?.currency !== planned.currency || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const over = lessMoney(actual, planned);
    if (signOfMoney(over) <= 0) continue;
    const items = [`budget/lines/${line.id}`];
    const name = nameOf(line.item);
    findings.push({
      id: findingId(LINE, items),
      rule: LINE,
      severity: 'clash',
      items,
      cells: [`budget/lines/${line.id}/actual`, `budget/lines/${line.id}/planned`],
      words: {
        zh: `“${name.zh}”实际 ${say(actual)}，计划 ${say(planned)}，超出 ${say(over)}。`,
        en: `“${name.en}” cost ${say(actual)}; ${say(planned)} was planned, ${say(over)} less.`,
      },
      remedies: [
        {
          words: { zh: `“${name.zh}”计划改为 ${say(actual)}`, en: `Plan ${say(actual)} for “${name.en}”` },
          edits: [{ part: 'budget', root: 'lines', key: `${line.id}/planned`, value: actual }],
        },
      ],
    });
  }
  return findings;
};

const CASE = 'budget-exceeded';

/**
 * The lines come to more than the case's budget, planned or spent, in its currency. It is of the lines that count, so that
 * one that was let stand is listed again when a line is added.
 */
export const budgetExceeded: RuleCheck = (parts) => {
  const granted = grantedBudget(parts);
  const total = granted && budgetTotals(budgetLines(parts)).find((one) => one.currency === granted.currency);
  if (!granted || !total) return [];
  const sums = [
    { sum: total.planned, zh: '计划', en: 'planned' },
    { sum: total.actual, zh: '实际', en: 'actual' },
  ].filter(({ sum }) => signOfMoney(lessMoney(sum, granted)) > 0);
  const [worst] = sums.sort((a, b) => -signOfMoney(lessMoney(a.sum, b.sum)));
  if (!worst) return [];
  const counted = budgetLines(parts).filter((line) => [line.planned, line.actual].some((money) => money?.currency === granted.currency));
  const items = counted.map((line) => `budget/lines/${line.id}`);
  const over = say(lessMoney(worst.sum, granted));
  return [
    {
      id: findingId(CASE, items),
      rule: CASE,
      severity: 'clash',
      items,
      cells: ['case/fields/budget'],
      words: {
        zh: `经费${worst.zh}合计 ${say(worst.sum)}，申报预算 ${say(granted)}，超出 ${over}。`,
        en: `The ${worst.en} total is ${say(worst.sum)}; the case’s budget is ${say(granted)}, ${over} less.`,
      },
      remedies: [],
    },
  ];
};
