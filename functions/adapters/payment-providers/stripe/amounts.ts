import { exponentOf } from '../../../domain/money.ts';
import { moneyIn } from '../../payment-messages/message.ts';

/**
 * Stripe counts most currencies in their ISO minor unit; what it knows to have no decimals although ISO gives them two
 * is named here (https://docs.stripe.com/currencies#zero-decimal). Amounts in currencies of three decimals come as such.
 */
const wholeAtStripe = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
/** Charged in whole units although the API writes two decimals. */
const hundredfoldAtStripe = new Set(['ISK', 'UGX']);

export function decimalsOf(code: string): number {
  const upper = code.toUpperCase();
  if (wholeAtStripe.has(upper)) return 0;
  return hundredfoldAtStripe.has(upper) ? 2 : exponentOf(upper);
}

export function moneyOf(amount: number, code: string) {
  return moneyIn(amount, code, decimalsOf(code));
}
