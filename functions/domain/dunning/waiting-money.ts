import type { CurrencyCode, Money } from '../../contracts/scalars.ts';

/** Money that came in and counts for nobody yet. */
export interface WaitingMoney {
  /** What nobody was found for. Undefined where that was not looked at, or where dunning is stopped: then it is anybody's. */
  readonly unmatched: readonly Money[] | undefined;
  /** Some of it names the subscriber, or an open invoice, and could not be counted all the same. */
  readonly isOwn: boolean;
}

/** Whether a subscriber may have paid one of these amounts (minor units), though it is not counted. */
export function mayHavePaid(
  { unmatched, isOwn }: WaitingMoney,
  currency: CurrencyCode,
  amounts: readonly number[],
): boolean {
  if (unmatched === undefined || isOwn) return true;
  return unmatched.some((paid) => paid.currency === currency && amounts.includes(paid.minor));
}

/** Which amounts pay what is owed: all that is due by now, each invoice, and everything that is open. */
export function amountsOwed(owed: number, open: readonly { readonly due: number }[]): readonly number[] {
  return [owed, ...open.map(({ due }) => due), open.reduce((sum, { due }) => sum + due, 0)];
}
