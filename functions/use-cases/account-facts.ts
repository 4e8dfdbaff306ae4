import { fold } from '../domain/aggregate.ts';
import {
  accountIdOf,
  type BillingAccount,
  type BillingAccountEvent,
  billingAccountAggregate,
} from '../domain/billing/account.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import type { AccountFacts } from '../domain/proof/prove-account.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { entitlementOf } from '../domain/service/observe-service.ts';
import { isTurning } from '../domain/service/schedule.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { JournalLine } from '../ports/ledger-book.ts';
import type { Ports } from '../ports/ports.ts';
import { loadAccount } from './billing-account.ts';
import { linesDue } from './billing-plan.ts';
import { everyOne } from './every-one.ts';

type Reading = Pick<Ports, 'store' | 'ids' | 'ledgerBook' | 'sessions'>;

/** Reads each side of a subscriber's money for itself: account, events, documents, payments, ledger, services. */
export async function readAccountFacts(
  ports: Reading,
  subscriberId: string,
  context: Context,
): Promise<AccountFacts> {
  const { store } = ports;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const owned = { by: 'owner', owner: subscriberId } as const;
  const [loaded, history, invoices, payments, services, postings] = await Promise.all([
    loadAccount(store, subscriberId, subscriber.state),
    store.history('billing-account', accountIdOf(subscriberId)),
    everyOne(store, invoiceAggregate, owned),
    everyOne(store, paymentAggregate, owned),
    everyOne(store, serviceAggregate, owned),
    postingsOf(ports, subscriberId),
  ]);
  const today = localDay(context.now, subscriber.state.details.timeZone);
  const folded = history.reduce<BillingAccount | undefined>(
    (state, event) =>
      fold(billingAccountAggregate, state, [event as unknown as BillingAccountEvent], event.at),
    undefined,
  );
  const isWaiting =
    services.some(({ state }) => isTurning(state, today)) ||
    (loaded.account.nextBillingOn ?? '9999') <= today;
  return {
    subscriberId,
    today,
    account: loaded.account,
    folded: loaded.stored === undefined && history.length === 0 ? loaded.account : folded,
    invoices,
    payments,
    postings,
    leftOver: isWaiting ? [] : await leftOver(ports, subscriberId, today),
    strays: await straysOf(ports, services),
  };
}

/** What the histories say is still to be charged or given back, although nothing is due. */
async function leftOver(
  ports: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  on: string,
): Promise<AccountFacts['leftOver']> {
  const due = await linesDue(ports, { subscriberId, on });
  if (!due.ok) throw new Error(due.refusal.message);
  return due.value;
}

async function postingsOf(
  { ledgerBook }: Pick<Ports, 'ledgerBook'>,
  subscriberId: string,
): Promise<readonly JournalLine[]> {
  const lines: JournalLine[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledgerBook.lines(
      { from: '0001-01-01', to: '9999-12-31', subscriberId },
      { limit: 500, ...(cursor === undefined ? {} : { cursor }) },
    );
    lines.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return lines;
}

/** Open sessions of services that may have none. */
async function straysOf(
  { sessions }: Pick<Ports, 'sessions'>,
  services: readonly { readonly id: string; readonly state: Parameters<typeof entitlementOf>[0] }[],
): Promise<AccountFacts['strays']> {
  const barred = services.filter(
    ({ state }) => state.state !== 'provisioning' && entitlementOf(state) === 'blocked',
  );
  const open = await Promise.all(
    barred.map(async ({ id, state }) => ({ id, state, session: await sessions.current(id) })),
  );
  return open.flatMap(({ id, state, session }) =>
    session === undefined || session.endedAt !== undefined
      ? []
      : [{ serviceId: id, state: state.state, startedAt: session.startedAt }],
  );
}
