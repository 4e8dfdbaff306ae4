import type { EventEnvelope } from '../contracts/event.ts';
import type { NotificationFailed } from '../contracts/events/notification-failed.ts';
import type { NotificationTextsDue } from '../contracts/events/notification-texts-due.ts';
import type { OperatorSettings } from '../contracts/operator.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { figuresIn } from '../domain/document/figures.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import { creditAddress, paymentLink } from '../domain/document/payment-code.ts';
import { composeNotice, type NoticeLink } from '../domain/notification/compose.ts';
import { noticeRules } from '../domain/notification/notice-kinds.ts';
import {
  noticeTemplatesAggregate,
  noticeTemplatesId,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { noticeLanguageOf, noticeWords } from '../domain/notification/notice-words.ts';
import {
  isFailing,
  type Notification,
  type NotificationEvent,
  notificationAggregate,
  notificationIdOf,
  tellingOf,
} from '../domain/notification/notification.ts';
import { type Way, waysTo } from '../domain/notification/ways.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { MailPart } from '../ports/mail.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { linkOfNotice } from './link-of-notice.ts';
import { type Notice, noticeOf } from './notice-of-event.ts';
import { printInvoice } from './print-invoice.ts';
import { keepNotice, tell } from './tell.ts';

type NoticePorts = Pick<Ports, 'store' | 'ids' | 'passwords' | 'mail' | 'sms' | 'printing' | 'archive'>;

/** What is heard of later than this is no news any more: it was imported, or told again. */
const newsForMs = 3 * 86_400_000;

/**
 * Tells a subscriber of an event by the ways that are wanted, once per event and way, and keeps what was told for the
 * timeline. A way that the carrier refuses for good is kept as failed; any other trouble is thrown and tried again, and
 * what was told before is not told again then.
 */
export async function notifyOnEvent(
  ports: NoticePorts,
  event: EventEnvelope,
  context: Context,
): Promise<void> {
  if (Date.parse(context.now) - Date.parse(event.at) > newsForMs) return;
  if (event.type === 'notification.texts-due') {
    return sendTexts(ports, event.data as NotificationTextsDue['data'], context);
  }
  const notice = await noticeOf(ports.store, event);
  if (notice === undefined) return;
  const { store } = ports;
  const { kind, subscriberId } = notice;
  const id = notificationIdOf(subscriberId);
  const [subscriber, notification, operator, templates] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    store.load(notificationAggregate, id),
    store.load(operatorAggregate, operatorId),
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
  ]);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const { details, number: account } = subscriber.state;
  const settings = operator?.state ?? unnamedOperator;
  const { name: operatorName, language: usual, accent, logo } = settings;
  const language = noticeLanguageOf(details.language, usual);
  const values = {
    name: details.contactName ?? details.name,
    ...notice.values(
      figuresIn(language, notice.currency ?? details.currency, settings.figures),
      noticeWords[language],
    ),
    account,
    operator: operatorName,
  };
  const ways = waysOf(notice, subscriber.state, notification?.state);
  const { eventId } = event;
  const paidAt =
    needsLink(notice, settings) && ways.some(({ channel }) => channel === 'email')
      ? await linkOfNotice(ports, { subscriberId, eventId, invoiceId: notice.toPay }, context)
      : undefined;
  const composed = composeNotice(templateOf(templates?.state, kind, language), language, values, {
    accent,
    logo: logo && 'cid:logo',
    link: paidAt === undefined ? linkOf(notice, settings, account) : { to: paidAt, words: 'payOnline' },
  });
  if (ways.length === 0 && noticeRules[kind].isLegal) {
    await keepUntold(store, id, { subscriberId, eventId, kind }, context);
  }
  const attached = () => documentPart(ports, settings, notice.document);
  const about = { kind, eventId, language, composed, attached };
  await tell(ports, { ...about, subscriber, notification, settings, ways }, context);
}

/** What telling of an event will read, as far as the event says. */
export function foreseeNotice(event: EventEnvelope, store: Store): readonly Promise<unknown>[] {
  const { type, aggregateType, aggregateId, data } = event;
  const { subscriberId } = data as { readonly subscriberId?: string };
  return [
    store.load(operatorAggregate, operatorId),
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
    ...(aggregateType === 'service' ? [store.load(serviceAggregate, aggregateId)] : []),
    ...(subscriberId === undefined
      ? []
      : [
          store.load(subscriberAggregate, subscriberId),
          store.load(notificationAggregate, notificationIdOf(subscriberId)),
        ]),
    ...(subscriberId === undefined || (type !== 'payment.received' && type !== 'payment.matched')
      ? []
      : [store.load(billingAccountAggregate, accountIdOf(subscriberId))]),
  ];
}

/** Sends what waited for the end of quiet hours, each once. */
async function sendTexts(
  { store, sms }: NoticePorts,
  { subscriberId, texts }: NotificationTextsDue['data'],
  context: Context,
): Promise<void> {
  const id = notificationIdOf(subscriberId);
  const notification = await store.load(notificationAggregate, id);
  for (const { eventId, kind, language, to, text } of texts) {
    if (tellingOf(notification?.state, eventId, 'sms') !== undefined) continue;
    const about = { subscriberId, eventId, kind, channel: 'sms' as const, to };
    const told = await sms.send({ to, text });
    const happened: NotificationEvent = told.ok
      ? { type: 'notification.sent', data: { ...about, language, subject: text } }
      : { type: 'notification.failed', data: { ...about, reason: told.refusal.message } };
    await keepNotice(store, id, happened, context);
  }
}

/** Whether it is paid on a link of its own: what is of no invoice, and an invoice for which the operator names no address. */
function needsLink({ toPay, wantsLink }: Notice, { paymentLink: address }: OperatorSettings): boolean {
  return wantsLink === true || (toPay !== undefined && address === undefined);
}

function linkOf(
  { link, toPay, wantsCredit, wantsLink, person }: Notice,
  { paymentLink: address, portal }: OperatorSettings,
  account: string,
): NoticeLink | undefined {
  if (link !== undefined) return link;
  if (person !== undefined) {
    return portal?.address === undefined ? undefined : { to: portal.address, words: 'signIn' };
  }
  if (wantsCredit === true && portal?.address !== undefined) {
    return { to: creditAddress(portal.address, account), words: 'addCredit' };
  }
  if (wantsCredit === true || wantsLink === true) {
    // An address that needs the number of an invoice leads nowhere without one.
    return address === undefined || address.includes('{invoice}')
      ? undefined
      : { to: paymentLink(address, { invoice: '', account }), words: 'payOnline' };
  }
  return address === undefined || toPay === undefined
    ? undefined
    : { to: paymentLink(address, { invoice: toPay, account }), words: 'payOnline' };
}

/** A person of the account has a mailbox alone; the account itself is told by the ways that it wants. */
function waysOf(
  { kind, person }: Notice,
  subscriber: Subscriber,
  notification: Notification | undefined,
): readonly Way[] {
  if (person === undefined) return waysTo(subscriber, notification, kind);
  return isFailing(notification, person) ? [] : [{ channel: 'email', to: person }];
}

/** Of what must be told somebody has to be told by letter: the timeline says so, once. */
async function keepUntold(
  store: Store,
  id: string,
  about: Pick<NotificationFailed['data'], 'subscriberId' | 'eventId' | 'kind'>,
  context: Context,
): Promise<void> {
  const channel = 'email';
  const stored = await store.load(notificationAggregate, id);
  if (tellingOf(stored?.state, about.eventId, channel) !== undefined) return;
  const reason = 'there is no address that takes mail; tell the subscriber by letter';
  await keepNotice(store, id, { type: 'notification.failed', data: { ...about, channel, reason } }, context);
}

async function documentPart(
  ports: NoticePorts,
  { attachInvoices = false }: OperatorSettings,
  invoiceId: string | undefined,
): Promise<MailPart[]> {
  if (!attachInvoices || invoiceId === undefined) return [];
  const printed = await printInvoice(ports, invoiceId);
  if (!printed.ok) throw new Error(`${invoiceId} cannot be printed: ${printed.refusal.message}`);
  return [{ ...printed.value, contentType: 'application/pdf' }];
}
