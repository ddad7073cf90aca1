/** Money as exact decimal text with its currency, `{ amount: '1234.50', currency: 'CNY' }`; sums run in minor units as BigInt. */
import { plainTyped } from './typed-text.ts';
import { refuse, type Locale, type Parsed } from './words.ts';

export interface Money {
  amount: string;
  currency: string;
}

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const MINOR_DIGITS: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4,
}; // prettier-ignore

export const minorDigits = (currency: string): number => MINOR_DIGITS[currency] ?? 2;

const AMOUNT = /^(-?)(0|[1-9]\d{0,14})(?:\.(\d{1,4}))?$/;
const CURRENCY = /^[A-Z]{3}$/;

/** Reads a stored value; null unless it is an amount of at most fifteen whole digits in a three-letter currency. */
export function readMoney(amount: unknown, currency: unknown): Money | null {
  if (typeof amount !== 'string' || typeof currency !== 'string' || !AMOUNT.test(amount) || !CURRENCY.test(currency)) return null;
  return { amount: amount.replace(/^-(?=[0.]*$)/, ''), currency };
}

/** Whole minor units (fen, cents). Throws a RangeError when the amount is finer than the currency. */
export function toMinor(money: Money): bigint {
  const match = AMOUNT.exec(money.amount);
  const digits = minorDigits(money.currency);
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > digits) throw new RangeError(`not an amount in ${money.currency}: ${money.amount}`);
  const units = BigInt(match[2]! + fraction.padEnd(digits, '0'));
  return match[1] === '-' ? -units : units;
}

export function fromMinor(units: bigint, currency: string): Money {
  const digits = minorDigits(currency);
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return { amount: `${units < 0n ? '-' : ''}${whole}${digits > 0 ? `.${fraction}` : ''}`, currency };
}

/** Sums amounts of one currency; throws a RangeError when they differ. */
export function sumMoney(amounts: readonly Money[], currency: string): Money {
  let total = 0n;
  for (const money of amounts) {
    if (money.currency !== currency) throw new RangeError(`${money.currency} among ${currency}`);
    total += toMinor(money);
  }
  return fromMinor(total, currency);
}

/** Decimals that a stored amount may have, in whatever currency. */
const EXACT_DIGITS = 4;

function fromExact(units: bigint, currency: string): Money {
  const text = (units < 0n ? -units : units).toString().padStart(EXACT_DIGITS + 1, '0');
  const whole = text.slice(0, -EXACT_DIGITS);
  const digits = minorDigits(currency);
  const decimals = text.slice(-EXACT_DIGITS);
  const fraction = decimals.slice(0, digits) + decimals.slice(digits).replace(/0+$/, '');
  return { amount: `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`, currency };
}

/** Exact sums by currency, in the order in which the currencies first come. Total over whatever `readMoney` lets through. */
export function sumsByCurrency(amounts: Iterable<Money>): Map<string, Money> {
  const sums = new Map<string, bigint>();
  for (const money of amounts) sums.set(money.currency, (sums.get(money.currency) ?? 0n) + exactOf(money));
  return new Map([...sums].map(([currency, units]) => [currency, fromExact(units, currency)]));
}

/** `a` less `b`, exactly; throws a RangeError when their currencies differ. A sum may have more than fifteen whole digits. */
export function lessMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`${b.currency} from ${a.currency}`);
  return fromExact(exactOf(a) - exactOf(b), a.currency);
}

/** Below, at or above zero. */
export const signOfMoney = (money: Money): -1 | 0 | 1 => {
  const units = exactOf(money);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
};

const SUM = /^(-?)(\d+)(?:\.(\d{1,4}))?$/;

/** In ten-thousandths: exact for any stored amount, also for one finer than its currency, and for sums, which may be longer. */
function exactOf(money: Money): bigint {
  const match = SUM.exec(money.amount);
  if (!match) throw new RangeError(`not an amount: ${money.amount}`);
  const units = BigInt(match[2]! + (match[3] ?? '').padEnd(EXACT_DIGITS, '0'));
  return match[1] === '-' ? -units : units;
}

const SIGNS: Record<string, string> = {
  '¥': 'CNY',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  元: 'CNY',
  人民币: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  英镑: 'GBP',
  日元: 'JPY',
  港元: 'HKD',
  港币: 'HKD',
};

/** Reads a typed amount: `1234.5`, `1,234.50`, `¥1234`, `100 USD`, `80元`. Without a currency it is in `currency`. */
export function parseMoney(text: string, currency = 'CNY'): Parsed<Money> {
  const typed = plainTyped(text).replace(/\s+/g, ' ');
  const match = /^([^\d.,-]*)\s*(-?[\d,]*\.?\d*)\s*([^\d.,-]*)$/.exec(typed);
  const mark = (match?.[1]?.trim() || match?.[3]?.trim()) ?? '';
  const code = mark === '' ? currency : (SIGNS[mark] ?? mark.toUpperCase());
  const figure = match?.[2] ?? '';
  if (!match || (match[1]!.trim() && match[3]!.trim()) || !CURRENCY.test(code) || !/^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(figure)) {
    return refuse('看不懂这个金额。可写 1234.50 或 100 USD。', 'This is not an amount. Write 1234.50 or 100 USD.');
  }
  const digits = minorDigits(code);
  const [whole = '', fraction = ''] = figure.replaceAll(',', '').split('.');
  if (fraction.length > digits) return refuse(`${code} 最多写 ${digits} 位小数。`, `${code} takes at most ${digits} decimals.`);
  const amount = `${whole.replace(/^(-?)0+(?=\d)/, '$1')}${digits > 0 ? `.${fraction.padEnd(digits, '0')}` : ''}`;
  const money = readMoney(amount, code);
  return money
    ? { ok: true, value: money }
    : refuse('金额过大，最多十五位整数。', 'The amount is too large: at most fifteen whole digits.');
}

/** As columns show it: `¥ 186,420.00`, `USD 1,234.50`. The same in both languages. */
export function formatMoney(money: Money, _locale: Locale): string {
  const [whole = '', fraction] = money.amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${money.currency === 'CNY' ? '¥' : money.currency} ${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
