import type { CurrencyCode, Money, MoneyWire } from '../contracts/scalars.ts';
import { done, type Result, refuse } from './result.ts';

const exponents = new Map<CurrencyCode, number>();

/** Decimal places of the currency's minor unit by ISO 4217 as the runtime's CLDR data knows them: 2 for USD, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: CurrencyCode): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    exponent =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2;
    exponents.set(currency, exponent);
  }
  return exponent;
}

/** Reads a wire amount exactly; refuses more decimals than the currency has. */
export function parseMoney(wire: MoneyWire, pointer?: string): Result<Money> {
  const exponent = exponentOf(wire.currency);
  const negative = wire.amount.startsWith('-');
  const [whole = '0', fraction = ''] = wire.amount.replace('-', '').split('.');
  if (fraction.length > exponent && /[1-9]/.test(fraction.slice(exponent))) {
    return refuse(
      'money.too-precise',
      `${wire.currency} has ${exponent} decimal places; round ${wire.amount} first.`,
      pointer,
    );
  }
  const minor = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) {
    return refuse(
      'money.too-large',
      `${wire.amount} ${wire.currency} is beyond what can be held exactly.`,
      pointer,
    );
  }
  return done({ minor: negative && minor !== 0 ? -minor : minor, currency: wire.currency });
}

export function formatMoney(money: Money): MoneyWire {
  const exponent = exponentOf(money.currency);
  const digits = String(Math.abs(money.minor)).padStart(exponent + 1, '0');
  const amount = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return { amount: money.minor < 0 ? `-${amount}` : amount, currency: money.currency };
}

/** `minor × numerator ÷ denominator`, exact, rounded half up by magnitude so that a credit mirrors its charge. */
export function prorate(minor: number, numerator: bigint, denominator: bigint): number {
  const product = BigInt(minor) * numerator;
  const negative = product < 0n !== denominator < 0n && product !== 0n;
  const p = product < 0n ? -product : product;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = Number((2n * p + d) / (2n * d));
  return negative && rounded !== 0 ? -rounded : rounded;
}
