/** What an event's money comes to: exact, a currency apart from the other. */
import type { Projected } from '../kind/types.ts';
import { lessMoney, sumsByCurrency, type Money } from '../shared/money.ts';
import { planItems, type BudgetLine } from './items.ts';

export interface BudgetTotal {
  currency: string;
  planned: Money;
  actual: Money;
  /** Planned less actual: below zero when more was spent. */
  left: Money;
}

const present = <T>(value: T | null): value is T => value !== null;

/** A total for each currency that any line has an amount in, that of the first line first. */
export function budgetTotals(lines: readonly BudgetLine[]): BudgetTotal[] {
  const planned = sumsByCurrency(lines.map((line) => line.planned).filter(present));
  const actual = sumsByCurrency(lines.map((line) => line.actual).filter(present));
  const currencies = new Set(lines.flatMap((line) => [line.planned, line.actual].filter(present).map((money) => money.currency)));
  return [...currencies].map((currency) => {
    const none: Money = sumsByCurrency([{ amount: '0', currency }]).get(currency)!;
    const [a, b] = [planned.get(currency) ?? none, actual.get(currency) ?? none];
    return { currency, planned: a, actual: b, left: lessMoney(a, b) };
  });
}

/** What the case asks for, and so what may be spent; null where it says nothing or is not at hand. */
export const grantedBudget = (parts: Projected): Money | null => (parts.case?.fields.budget ?? null) as Money | null;

export const budgetLines = (parts: Projected): readonly BudgetLine[] => planItems(parts).lines;
