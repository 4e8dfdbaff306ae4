import type { ChargeExplanation } from '../contracts/http/service-billing.ts';
import type { Day } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { readBillingTerms } from '../domain/billing/billing-terms.ts';
import { dayNumber } from '../domain/billing/days.ts';
import { type DayOfItem, explainDay } from '../domain/billing/explain-day.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { payerOn } from '../domain/billing/payer.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { readHistories } from './billing-histories.ts';
import { everyOne } from './every-one.ts';
import { explainEvents } from './explain-events.ts';
import { loadKnown } from './load.ts';

/** Says what was charged for a service on a day, or why nothing was, by the account of whoever pays on that day. */
export async function explainCharge(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  on: Day,
  context: Context,
): Promise<Result<ChargeExplanation>> {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { subscriberId, plan } = service.value.state;
  const history = await store.history('subscriber', subscriberId);
  const payerId = payerOn(history, subscriberId, dayNumber(on));
  const [account, invoices] = await Promise.all([
    store.load(billingAccountAggregate, accountIdOf(payerId)),
    everyOne(store, invoiceAggregate, { by: 'owner', owner: payerId }),
  ]);
  const ledger = account?.state.ledger ?? {};
  const { billed } = await readHistories(store, payerId, ledger);
  const found = billed.find(({ timeline }) => timeline.serviceId === serviceId);
  if (found === undefined) return done({ serviceId, on, state: 'not-active', payerId, items: [] });
  const { standing, items } = explainDay({
    service: found,
    ledger: ledger[serviceId] ?? {},
    invoices,
    on: dayNumber(on),
    today: readBillingTerms(history).dayOf(context.now),
  });
  const events = await explainEvents(store, [serviceId], new Set(items.flatMap((item) => item.events)));
  const { currency } = plan.terms.price;
  return done({
    serviceId,
    on,
    state: standing?.state ?? 'not-active',
    payerId,
    items: items.map((item) => ({
      itemId: item.itemId,
      item: item.item,
      charged: item.silence === undefined,
      ...(item.silence === undefined ? {} : { reason: item.silence }),
      words: wordsOf(item),
      ...(item.dueOn === undefined ? {} : { dueOn: item.dueOn }),
      lines: item.lines.map(({ minor, ...line }) => ({ ...line, amount: formatMoney({ minor, currency }) })),
      events: item.events.flatMap((eventId) => events.get(eventId) ?? []),
    })),
  });
}

function wordsOf({ silence, dueOn, lines }: DayOfItem): string {
  const due = dueOn === undefined ? '' : ` on ${dueOn}`;
  if (silence === undefined) return `Charged on ${lines.map(({ number }) => number).join(', ')}.`;
  switch (silence) {
    case 'trial':
      return 'Nothing: this day is in the trial.';
    case 'free':
      return 'Nothing: its price is zero.';
    case 'discounted':
      return 'Nothing: discounts take off the whole price.';
    case 'suspended':
      return 'Nothing: the service was suspended, and the policy for that reason stops charging.';
    case 'forgiven':
      return 'Nothing in the end: all of the line was given back by credit notes or for outages.';
    case 'other-payer':
      return 'Nothing here: another account pays on this day.';
    case 'no-part-price':
      return 'Nothing: without proration a part of a period has no price.';
    case 'rounded-to-zero':
      return 'Nothing: the part of the price is less than half of the smallest unit.';
    case 'in-arrear':
      return `Not yet: it is charged in arrear${due}.`;
    case 'in-future':
      return `Not yet: it falls due${due}.`;
    case 'voided':
      return 'Not now: its invoice was voided, and the next run charges it again.';
    case 'not-run':
      return `Not yet: it was due${due}, and the run that charges it has not been.`;
  }
}
