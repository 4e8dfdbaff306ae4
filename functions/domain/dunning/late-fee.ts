import type { LateFee } from '../../contracts/dunning.ts';
import type { CurrencyCode } from '../../contracts/scalars.ts';
import { parseMoney } from '../money.ts';

/** What a late fee comes to for what is left of an invoice, in minor units; 0 where it has no amount in the currency. */
export function lateFeeOf(fee: LateFee, due: number, currency: CurrencyCode): number {
  if (fee.percent !== undefined) return Math.round((due * fee.percent) / 100);
  const wire = fee.amounts?.find((amount) => amount.currency === currency);
  if (wire === undefined) return 0;
  const amount = parseMoney(wire, '/fee/amounts');
  // The policy was refused unless its amounts can be read.
  return amount.ok ? amount.value.minor : 0;
}
