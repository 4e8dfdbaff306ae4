import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { AccountClass } from '../../contracts/ledger.ts';

/** Open amounts of documents; by subscriber. */
export const receivable = 'receivable';
/** What subscribers have to their credit: paid or given, and not spent; by subscriber. */
export const customerCredit = 'customer-credit';
/** Money that came and is counted for nobody yet, or goes back out of what was counted. */
export const unallocated = 'unallocated';
/** What discounts took off list prices. */
export const discounts = 'discounts';
/** Credit that was given as goodwill. */
export const goodwill = 'goodwill';
/** What was owed and is not expected any more, less what of it came after all. */
export const badDebts = 'bad-debts';
/** What the lines of a document do not explain of its total. Always empty, unless something is broken. */
export const differences = 'differences';

/** Of a provider, or of a method of those who pay by hand. */
export type Till = string;

/** What came in. */
export const cash = (till: Till) => `cash:${till}`;
/** What went back; with `cash` of the same till it is what is there. */
export const refunds = (till: Till) => `refunds:${till}`;

export const taxPayable = ({ name, rate }: { readonly name: string; readonly rate: string }) =>
  `tax:${name} ${rate}`;

/** By what was sold, as it was named when it was sold; what staff wrote on an invoice themselves has an account of its own. */
export const revenue = ({ item, itemId }: Pick<InvoiceLine, 'item' | 'itemId'>) =>
  itemId === undefined ? 'revenue:by-hand' : `revenue:${item}`;

const classes: Readonly<Record<string, AccountClass>> = {
  [receivable]: 'asset',
  cash: 'asset',
  refunds: 'asset',
  [customerCredit]: 'liability',
  [unallocated]: 'liability',
  tax: 'liability',
  revenue: 'income',
  [discounts]: 'income',
  [goodwill]: 'expense',
  [badDebts]: 'expense',
  [differences]: 'expense',
};

export function classOf(account: string): AccountClass {
  const colon = account.indexOf(':');
  const found = classes[colon < 0 ? account : account.slice(0, colon)];
  if (found === undefined) throw new Error(`the ledger knows no account ${account}`);
  return found;
}
