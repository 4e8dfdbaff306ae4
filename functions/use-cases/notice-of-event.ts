import type { EventEnvelope } from '../contracts/event.ts';
import type { CollectionDeclined } from '../contracts/events/collection-declined.ts';
import type { DunningBalanceLow } from '../contracts/events/dunning-balance-low.ts';
import type { DunningServicesRestored } from '../contracts/events/dunning-services-restored.ts';
import type { DunningStepTaken } from '../contracts/events/dunning-step-taken.ts';
import type { InvoiceIssued } from '../contracts/events/invoice-issued.ts';
import type { PaymentLinkMade } from '../contracts/events/payment-link-made.ts';
import type { PaymentMatched } from '../contracts/events/payment-matched.ts';
import type { PaymentMethodsExpiring } from '../contracts/events/payment-methods-expiring.ts';
import type { PaymentReceived } from '../contracts/events/payment-received.ts';
import type { ServiceActionScheduled } from '../contracts/events/service-action-scheduled.ts';
import type { ServiceActivated } from '../contracts/events/service-activated.ts';
import type { ServiceOutageRecorded } from '../contracts/events/service-outage-recorded.ts';
import type { ServiceQuotaReached } from '../contracts/events/service-quota-reached.ts';
import type { ServiceResumed } from '../contracts/events/service-resumed.ts';
import type { ServiceSuspended } from '../contracts/events/service-suspended.ts';
import type { ServiceTerminated } from '../contracts/events/service-terminated.ts';
import type { SubscriberPersonInvited } from '../contracts/events/subscriber-person-invited.ts';
import type { NoticeKind } from '../contracts/notification.ts';
import type { Instant } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay, localTime } from '../domain/billing/local-day.ts';
import { balanceOn } from '../domain/billing/statement.ts';
import type { Figures } from '../domain/document/figures.ts';
import { operatorAggregate, operatorId } from '../domain/document/operator.ts';
import { isCutting } from '../domain/dunning/severity.ts';
import type { NoticeLink } from '../domain/notification/compose.ts';
import type { NoticeWords } from '../domain/notification/notice-words.ts';
import { linkAddress } from '../domain/payment/link.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Store } from '../ports/store.ts';
import { linkSecret } from './payment-link.ts';

/** What is to be told, and to whom; its values are written in the subscriber's language. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly subscriberId: string;
  readonly currency?: string;
  /** The invoice that is to be paid. */
  readonly toPay?: string;
  /** What is wanted is credit, not the payment of an invoice. */
  readonly wantsCredit?: true;
  /** What is due is paid on a link of its own, since it is of no invoice. */
  readonly wantsLink?: true;
  /** The invoice or credit note that it tells of. */
  readonly document?: string;
  /** Where it leads, if neither to an invoice nor to the sign-in. */
  readonly link?: NoticeLink;
  /** The mailbox of the person whom it is told to, where that is not the account. */
  readonly person?: string;
  values(figures: Figures, words: NoticeWords): Readonly<Record<string, string>>;
}

/** What is told of an event; nothing where something else has told it, or where nobody is known whom to tell. */
export async function noticeOf(store: Store, event: EventEnvelope): Promise<Notice | undefined> {
  switch (event.type) {
    case 'invoice.issued':
      return invoiceNotice(event.aggregateId, event.data as InvoiceIssued['data']);
    case 'payment.received':
      return receiptNotice(store, event.data as PaymentReceived['data'], event.at);
    case 'payment.matched':
      return laterReceiptNotice(store, event);
    case 'dunning.step-taken':
      return stepNotice(event.data as DunningStepTaken['data']);
    case 'dunning.balance-low':
      return lowNotice(event.data as DunningBalanceLow['data']);
    case 'dunning.services-restored':
      return restoredNotice(store, event.data as DunningServicesRestored['data']);
    case 'collection.declined':
      return declinedNotice(event.data as CollectionDeclined['data']);
    case 'payment-methods.expiring': {
      const { subscriberId, label, lastOn } = event.data as PaymentMethodsExpiring['data'];
      const values = ({ day }: Figures) => ({ method: label, lastOn: day(lastOn) });
      return { kind: 'method-expiring', subscriberId, values };
    }
    case 'payment-link.made':
      return linkNotice(store, event.aggregateId, event.data as PaymentLinkMade['data'], event.at);
    case 'subscriber.person-invited':
      return invitationNotice(store, event.aggregateId, event.data as SubscriberPersonInvited['data']);
    case 'service.activated':
    case 'service.quota-reached':
    case 'service.suspended':
    case 'service.resumed':
    case 'service.terminated':
    case 'service.outage-recorded':
    case 'service.action-scheduled':
      return serviceNotice(store, event);
    default:
      throw new Error(`${event.type} is nothing that subscribers are told of`);
  }
}

function invoiceNotice(invoiceId: string, invoice: InvoiceIssued['data']): Notice {
  const { subscriberId, currency, total, due, number, issuedOn, dueOn } = invoice;
  const kind =
    invoice.document === 'credit-note' || total < 0
      ? 'credit-note-issued'
      : due === 0
        ? 'invoice-settled'
        : 'invoice-issued';
  return {
    kind,
    subscriberId,
    currency,
    document: invoiceId,
    ...(due > 0 ? { toPay: invoiceId } : {}),
    values: ({ amount, day, span }) => ({
      number,
      issuedOn: day(issuedOn),
      dueOn: day(dueOn),
      total: amount(Math.abs(total)),
      due: amount(due),
      lines: invoice.lines
        .map(({ item, tax, from, to, minor }) => {
          const what = tax === undefined ? item : `${tax.name} ${tax.rate} %: ${item}`;
          const days = from === undefined || to === undefined ? '' : `, ${span(from, to)}`;
          return `${what}${days}: ${amount(minor)}`;
        })
        .join('\n'),
    }),
  };
}

/** What was received longer ago is history that is entered later, such as of another system. */
const receiptForMs = 30 * 86_400_000;

/** Of money that was there before it was known whose it is. */
async function laterReceiptNotice(
  store: Store,
  { aggregateId, data, at }: EventEnvelope,
): Promise<Notice | undefined> {
  const { subscriberId } = data as PaymentMatched['data'];
  const { money, receivedAt, receivedOn } = (await store.load(paymentAggregate, aggregateId))?.state ?? {};
  if (money === undefined || receivedAt === undefined) throw new Error(`there is no payment ${aggregateId}`);
  return receiptNotice(store, { subscriberId, money, receivedAt, receivedOn }, at);
}

async function receiptNotice(
  store: Store,
  {
    subscriberId,
    money,
    receivedAt,
    receivedOn,
  }: Pick<PaymentReceived['data'], 'subscriberId' | 'money' | 'receivedAt' | 'receivedOn'>,
  at: Instant,
): Promise<Notice | undefined> {
  // Money that nobody was found for yet is nobody's receipt.
  if (subscriberId === undefined) return undefined;
  const age = Date.parse(at) - Date.parse(receivedOn ?? receivedAt);
  if (age > receiptForMs) return undefined;
  const account = await store.load(billingAccountAggregate, accountIdOf(subscriberId));
  const due = account === undefined ? 0 : balanceOn(account.state, at.slice(0, 10)).due;
  return {
    kind: 'payment-received',
    subscriberId,
    currency: money.currency,
    values: ({ amount }) => ({ amount: amount(money.minor), due: amount(due) }),
  };
}

function stepNotice(step: DunningStepTaken['data']): Notice {
  const { subscriberId, invoiceId, number, dueOn, owed, serviceIds } = step;
  if (invoiceId === undefined || number === undefined) {
    const values = ({ amount }: Figures) => ({ owed: amount(owed.minor) });
    return isCutting(step)
      ? { kind: 'balance-short', subscriberId, currency: owed.currency, wantsCredit: true, values }
      : { kind: 'balance-owed', subscriberId, currency: owed.currency, wantsLink: true, values };
  }
  // Whoever has no service any more loses none: it is a reminder.
  const kind = isCutting(step) && serviceIds.length === 0 ? 'reminder' : step.kind;
  return {
    kind,
    subscriberId,
    toPay: invoiceId,
    currency: owed.currency,
    values: ({ amount, day }) => ({ number, dueOn: day(dueOn), owed: amount(owed.minor) }),
  };
}

function lowNotice({ subscriberId, balance, next }: DunningBalanceLow['data']): Notice {
  return {
    kind: 'balance-low',
    subscriberId,
    wantsCredit: true,
    currency: balance.currency,
    values: ({ amount, day }) => ({
      balance: amount(balance.minor),
      charge: amount(next.money.minor),
      chargeOn: day(next.on),
    }),
  };
}

function declinedNotice(declined: CollectionDeclined['data']): Notice {
  const { subscriberId, invoiceId, number, label, reason, nextOn } = declined;
  return {
    kind: 'charge-declined',
    subscriberId,
    toPay: invoiceId,
    values: ({ day }) => ({
      number,
      method: label,
      reason,
      nextOn: nextOn === undefined ? '–' : day(nextOn),
    }),
  };
}

async function serviceNotice(store: Store, event: EventEnvelope): Promise<Notice | undefined> {
  const service = await store.load(serviceAggregate, event.aggregateId);
  if (service === undefined) throw new Error(`there is no service ${event.aggregateId}`);
  const { subscriberId, plan } = service.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const timeZone = subscriber?.state.details.timeZone ?? 'UTC';
  const of = (kind: NoticeKind, values: Notice['values']): Notice => ({
    kind,
    subscriberId,
    values: (figures, words) => ({ service: plan.name, ...values(figures, words) }),
  });
  const since = (kind: NoticeKind, at: Instant) =>
    of(kind, ({ day }) => ({ at: day(localDay(at, timeZone)) }));
  switch (event.type) {
    case 'service.activated':
      return since('service-active', (event.data as ServiceActivated['data']).provenAt);
    case 'service.suspended': {
      const { reason, provenAt } = event.data as ServiceSuspended['data'];
      // The step of dunning has told what is overdue, and how the service comes back.
      return reason === 'overdue' ? undefined : since('service-suspended', provenAt);
    }
    case 'service.resumed': {
      const { reason, provenAt } = event.data as ServiceResumed['data'];
      // What dunning gives back it tells of itself.
      return reason === 'overdue' ? undefined : since('service-resumed', provenAt);
    }
    case 'service.terminated':
      return since('service-terminated', (event.data as ServiceTerminated['data']).provenAt);
    case 'service.outage-recorded': {
      const { startedAt, endedAt } = event.data as ServiceOutageRecorded['data'];
      const time = (at: Instant, { day, time: clock }: Figures) =>
        `${day(localDay(at, timeZone))} ${clock(localTime(at, timeZone))}`;
      return of('outage', (figures) => ({ from: time(startedAt, figures), to: time(endedAt, figures) }));
    }
    case 'service.action-scheduled':
      return planChangeNotice(event.data as ServiceActionScheduled['data'], subscriberId, plan.name);
    default: {
      const { marks, use, toldWith } = event.data as ServiceQuotaReached['data'];
      if (toldWith !== undefined) return undefined;
      const last = marks.at(-1);
      return of('quota-reached', ({ day }) => ({
        percent: String(last?.percent ?? 100),
        volume: `${last?.gigabytes ?? 0} GB`,
        renewsOn: day(use.renewsOn),
      }));
    }
  }
}

async function linkNotice(
  store: Store,
  linkId: string,
  { subscriberId, purpose, invoiceId, expiresAt, isSent }: PaymentLinkMade['data'],
  at: Instant,
): Promise<Notice | undefined> {
  if (!isSent) return undefined;
  const [subscriber, account, invoice, operator, token] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    store.load(billingAccountAggregate, accountIdOf(subscriberId)),
    invoiceId === undefined ? undefined : store.load(invoiceAggregate, invoiceId),
    store.load(operatorAggregate, operatorId),
    store.secret('payment-link', linkId, linkSecret),
  ]);
  const portal = operator?.state.portal?.address;
  if (token === undefined || portal === undefined) throw new Error(`nobody knows where ${linkId} leads`);
  const zone = subscriber?.state.details.timeZone ?? 'UTC';
  const due = invoice?.state.due ?? (account && balanceOn(account.state, at.slice(0, 10)).due) ?? 0;
  const currency = account?.state.currency ?? subscriber?.state.details.currency;
  const to = linkAddress(portal, token);
  return {
    kind: purpose === 'pay' ? 'payment-link' : 'saving-link',
    subscriberId,
    ...(currency === undefined ? {} : { currency }),
    link: { to, words: purpose === 'pay' ? 'payOnline' : 'saveMethod' },
    values: ({ amount, day, time }) => ({
      due: amount(due),
      until: `${day(localDay(expiresAt, zone))} ${time(localTime(expiresAt, zone))}`,
      link: to,
    }),
  };
}

async function invitationNotice(
  store: Store,
  subscriberId: string,
  { email, role }: SubscriberPersonInvited['data'],
): Promise<Notice> {
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const holder = subscriber.state.details.name;
  return {
    kind: 'person-invited',
    subscriberId,
    person: email,
    values: (_, { roles }) => ({ name: email, holder, role: roles[role] }),
  };
}

/** Thanks are for a payment, and nothing is back while the only service is paused. */
async function restoredNotice(
  store: Store,
  { subscriberId, serviceIds, because }: DunningServicesRestored['data'],
): Promise<Notice | undefined> {
  const services = await store.loadAll(serviceAggregate, serviceIds);
  return because === 'paid' && services.some(({ state }) => state.state === 'active')
    ? { kind: 'services-restored', subscriberId, values: () => ({}) }
    : undefined;
}

/** Only what the provider announces: whoever asked for a change knows of it. */
function planChangeNotice(
  { action: { origin, on, command } }: ServiceActionScheduled['data'],
  subscriberId: string,
  service: string,
): Notice | undefined {
  if (origin !== 'price-change' || command.kind !== 'change') return undefined;
  const next = command.change.plan;
  if (next === undefined) return undefined;
  const { price, network } = next.terms;
  return {
    kind: 'plan-change',
    subscriberId,
    currency: price.currency,
    values: ({ amount, day }) => ({
      service,
      on: day(on),
      terms: `${next.name}: ${amount(price.minor)}, ↓ ${network.downKbps / 1000} ↑ ${network.upKbps / 1000} Mbit/s`,
    }),
  };
}
