/** When a cell of a sheet and one of the plan say the same. */
import { canonicalJson } from '../../kind/canonical.ts';
import type { Field } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { epochMinutes } from '../../shared/instants.ts';

/** What two values must have in common to be the same: references their ids, beginnings their moment. */
export function comparable(field: Field, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (field.type === 'instant' && typeof value === 'string') return String(epochMinutes(value));
  if (field.type === 'reference')
    return canonicalJson((Array.isArray(value) ? (value as Reference[]) : [value as Reference]).map((one) => one.id));
  if (field.type === 'money') return moneyKey(value as { amount: string; currency: string });
  return canonicalJson(value);
}

/** 80 and 80.00 are one amount. */
const moneyKey = ({ amount, currency }: { amount: string; currency: string }): string =>
  `${currency} ${amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount}`;
