import type { Money, MoneyWire } from '../contracts/scalars.ts';
import { parseMoney } from '../domain/money.ts';
import type { Result } from '../domain/result.ts';

/** Goes on with the amount of a request as money of the house, or refuses what cannot be held exactly. */
export async function withMoney<B extends { readonly amount: MoneyWire }, T>(
  body: B,
  use: (wish: Omit<B, 'amount'> & { readonly amount: Money }) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { amount, ...rest } = body;
  const parsed = parseMoney(amount, '/amount/amount');
  return parsed.ok ? use({ ...rest, amount: parsed.value }) : parsed;
}
