import type { Money, MoneyWire } from '../contracts/scalars.ts';
import { parseMoney } from '../domain/money.ts';
import { done, type Result, refuse } from '../domain/result.ts';

/** Goes on with the amount of a request as money of the house, or refuses what cannot be held exactly. */
export async function withMoney<B extends { readonly amount: MoneyWire }, T>(
  body: B,
  use: (wish: Omit<B, 'amount'> & { readonly amount: Money }) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { amount, ...rest } = body;
  const parsed = parseMoney(amount, '/amount/amount');
  return parsed.ok ? use({ ...rest, amount: parsed.value }) : parsed;
}

/** The same for a request that may leave its amount out. */
export async function withMoneyIfAny<B extends { readonly amount?: MoneyWire | undefined }, T>(
  body: B,
  use: (wish: Omit<B, 'amount'> & { readonly amount?: Money }) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { amount, ...rest } = body;
  if (amount === undefined) return use(rest);
  const parsed = parseMoney(amount, '/amount/amount');
  return parsed.ok ? use({ ...rest, amount: parsed.value }) : parsed;
}

/** What a payer said goes to which invoice, in minor units. */
export function readAllocations(
  written: readonly { readonly invoiceId: string; readonly amount: MoneyWire }[],
  currency: string,
): Result<{ readonly invoiceId: string; readonly minor: number }[]> {
  const read: { invoiceId: string; minor: number }[] = [];
  for (const [i, { invoiceId, amount }] of written.entries()) {
    const parsed = parseMoney(amount, `/allocations/${i}/amount/amount`);
    if (!parsed.ok) return parsed;
    if (amount.currency !== currency) {
      return refuse(
        'payment.wrong-currency',
        `The payment came in ${currency}; say what goes to invoices in that currency.`,
        `/allocations/${i}/amount/currency`,
      );
    }
    read.push({ invoiceId, minor: parsed.value.minor });
  }
  return done(read);
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

/** The same for what a billing run is to suppose: prices in it are named in words. */
export async function withSupposition<
  W extends {
    readonly prices?: readonly { readonly itemId: string; readonly price: MoneyWire }[] | undefined;
  },
  B extends { readonly whatIf?: W | undefined },
  T,
>(
  body: B & { readonly whatIf?: W | undefined },
  use: (
    wish: Omit<B, 'whatIf'> & {
      readonly whatIf?: Omit<W, 'prices'> & { readonly prices?: { itemId: string; price: Money }[] };
    },
  ) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { whatIf, ...rest } = body;
  if (whatIf === undefined) return use(rest);
  const { prices, ...others } = whatIf;
  if (prices === undefined) return use({ ...rest, whatIf: others });
  const parsed: { itemId: string; price: Money }[] = [];
  for (const [i, { itemId, price }] of prices.entries()) {
    const amount = parseMoney(price, `/whatIf/prices/${i}/price/amount`);
    if (!amount.ok) return amount;
    parsed.push({ itemId, price: amount.value });
  }
  return use({ ...rest, whatIf: { ...others, prices: parsed } });
}
