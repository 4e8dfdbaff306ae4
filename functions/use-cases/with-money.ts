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

/** The same for a request with an amount on each of its lines. */
export async function withLineMoney<
  L extends { readonly amount: MoneyWire },
  B extends { readonly lines: readonly L[] },
  T,
>(
  body: B & { readonly lines: readonly L[] },
  use: (
    wish: Omit<B, 'lines'> & { readonly lines: readonly (Omit<L, 'amount'> & { readonly amount: Money })[] },
  ) => Promise<Result<T>>,
): Promise<Result<T>> {
  const lines: (Omit<L, 'amount'> & { readonly amount: Money })[] = [];
  for (const [i, line] of body.lines.entries()) {
    const { amount, ...rest } = line;
    const parsed = parseMoney(amount, `/lines/${i}/amount/amount`);
    if (!parsed.ok) return parsed;
    lines.push({ ...rest, amount: parsed.value });
  }
  return use({ ...body, lines });
}
