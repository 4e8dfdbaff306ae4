import type { LinkPurpose } from '../contracts/payment-link.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { balanceOn } from '../domain/billing/statement.ts';
import { missingOnBalance } from '../domain/dunning/next-step.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { loadDunningRules, loadStanding } from './dunning-standing.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';
import { paymentProviderNamed, readPaymentProviders } from './payment-providers.ts';

/** A provider on whose page subscribers can pay. */
export interface WayToPay {
  readonly provider: string;
  readonly keepsMethods: boolean;
  readonly savesAlone: boolean;
}

/** What is open on an account, the oldest first, and by which ways it can be paid. */
export async function readMyDues(
  ports: Pick<Ports, 'store' | 'paymentProviders'>,
  accountId: string,
  context: Context,
) {
  const { store } = ports;
  const subscriber = await loadKnown(store, subscriberAggregate, accountId);
  if (!subscriber.ok) return subscriber;
  const { number } = subscriber.value.state;
  const [{ account }, invoices, providers] = await Promise.all([
    loadAccount(store, accountId, subscriber.value.state),
    everyOne(store, invoiceAggregate, { by: 'owner', owner: accountId }),
    providersHere(ports),
  ]);
  const today = localDay(context.now, subscriber.value.state.details.timeZone);
  const { due, overdue } = balanceOn(account, today);
  const missing = await missingOf(store, accountId, context);
  const shown = (minor: number) => formatMoney({ minor: minor + missing, currency: account.currency });
  return done({
    due: shown(due),
    overdue: shown(overdue),
    invoices: invoices
      .filter(({ state }) => state.due > 0 && (state.state === 'issued' || state.state === 'partially-paid'))
      .map(({ id, state: { number, dueOn, due: open, currency } }) => ({
        invoiceId: id,
        number,
        dueOn,
        amountDue: formatMoney({ minor: open, currency }),
        isOverdue: dueOn < today,
      })),
    providers: waysIn(providers, 'pay'),
    transfers: transfersIn(providers, { number, currency: account.currency }),
  });
}

/** A provider that is set up, and whether it was told where to send its messages. */
export interface ProviderHere {
  readonly provider: PaymentProvider;
  readonly isRegistered: boolean;
}

export async function providersHere(
  ports: Pick<Ports, 'store' | 'paymentProviders'>,
): Promise<readonly ProviderHere[]> {
  const { providers } = (await readPaymentProviders(ports)).state;
  const found = await Promise.all(
    Object.entries(providers)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([name, { registered }]) => ({
        provider: await paymentProviderNamed(ports, name),
        isRegistered: registered !== undefined,
      })),
  );
  return found.flatMap(({ provider, isRegistered }) =>
    provider === undefined ? [] : [{ provider, isRegistered }],
  );
}

/** By whose pages one pays, or saves a method without a payment. */
export function waysIn(providers: readonly ProviderHere[], purpose: LinkPurpose): WayToPay[] {
  return providers
    .map(({ provider }) => provider)
    .filter(({ openPage, openSavingPage }) => (purpose === 'pay' ? openPage : openSavingPage) !== undefined)
    .map(({ name, charge, openSavingPage }) => ({
      provider: name,
      keepsMethods: charge !== undefined,
      savesAlone: openSavingPage !== undefined,
    }));
}

/** Where payers of an account send money by themselves; nowhere as long as nobody would hear of it. */
export function transfersIn(
  providers: readonly ProviderHere[],
  account: { readonly number: string; readonly currency: string },
) {
  return providers.flatMap(({ provider: { name, transfers }, isRegistered }) =>
    transfers === undefined || !isRegistered || transfers.currency !== account.currency
      ? []
      : [{ provider: name, to: transfers.number, account: account.number }],
  );
}

/** All that is due on an account now, for who names no amount. */
export async function dueNow(
  { store }: Pick<Ports, 'store'>,
  accountId: string,
  context: Context,
): Promise<Result<{ readonly minor: number; readonly currency: string }>> {
  const subscriber = await loadKnown(store, subscriberAggregate, accountId);
  if (!subscriber.ok) return subscriber;
  const { account } = await loadAccount(store, accountId, subscriber.value.state);
  const today = localDay(context.now, subscriber.value.state.details.timeZone);
  const missing = await missingOf(store, accountId, context);
  return done({ minor: balanceOn(account, today).due + missing, currency: account.currency });
}

/** What is missing on the balance of who pays before and is served for it: it is to be paid like an invoice. */
async function missingOf(store: Store, accountId: string, context: Context): Promise<number> {
  const { dunning, facts, rule } = await loadStanding(store, accountId, loadDunningRules(store), context);
  return dunning?.state.openSince === undefined ? 0 : missingOnBalance(facts, rule);
}
