import type { EventEnvelope } from '../contracts/event.ts';
import type { NotificationFailed } from '../contracts/events/notification-failed.ts';
import type { NotificationTextsDue } from '../contracts/events/notification-texts-due.ts';
import type { NoticeChannel } from '../contracts/notification.ts';
import type { OperatorSettings } from '../contracts/operator.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { figuresIn } from '../domain/document/figures.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import { paymentLink } from '../domain/document/payment-code.ts';
import { type ComposedNotice, composeNotice, type NoticeLink } from '../domain/notification/compose.ts';
import { noticeRules } from '../domain/notification/notice-kinds.ts';
import {
  noticeTemplatesAggregate,
  noticeTemplatesId,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { noticeLanguageOf, noticeWords } from '../domain/notification/notice-words.ts';
import {
  isFailing,
  isTold,
  isWanted,
  type Notification,
  type NotificationEvent,
  notificationAggregate,
  notificationIdOf,
} from '../domain/notification/notification.ts';
import { quietUntil } from '../domain/notification/quiet-hours.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { MailPart } from '../ports/mail.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { type Notice, noticeOf } from './notice-of-event.ts';
import { printInvoice } from './print-invoice.ts';
import { withRetry } from './retry.ts';

type NoticePorts = Pick<Ports, 'store' | 'mail' | 'sms' | 'printing' | 'archive'>;

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
  const { name: operatorName, language: usual, accent, logo, quietHours } = settings;
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
  const composed = composeNotice(templateOf(templates?.state, kind, language), language, values, {
    accent,
    logo: logo && 'cid:logo',
    link: linkOf(notice, settings, account),
  });
  const ways = waysTo(subscriber.state, notification?.state, notice);
  if (ways.length === 0 && noticeRules[kind].isLegal) {
    await keepUntold(store, id, { subscriberId, eventId: event.eventId, kind }, context);
  }
  for (const { channel, to } of ways) {
    if (isTold(notification?.state, event.eventId, channel)) continue;
    const until = channel === 'sms' ? quietUntil(context.now, details.timeZone, quietHours) : undefined;
    if (until !== undefined) {
      const waiting = { eventId: event.eventId, kind, language, to, text: composed.sms, until };
      await keep(store, id, { type: 'notification.postponed', data: { ...waiting, subscriberId } }, context);
      continue;
    }
    const about = { subscriberId, eventId: event.eventId, kind, channel };
    const told = await send(
      ports,
      channel,
      { to, subscriberId, key: event.eventId, settings, document: notice.document },
      composed,
    );
    const happened: NotificationEvent = told.ok
      ? { type: 'notification.sent', data: { ...about, to, language, subject: subjectOf(channel, composed) } }
      : { type: 'notification.failed', data: { ...about, to, reason: told.refusal.message } };
    await keep(store, id, happened, context);
  }
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
    ...(subscriberId === undefined || type !== 'payment.received'
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
    if (isTold(notification?.state, eventId, 'sms')) continue;
    const about = { subscriberId, eventId, kind, channel: 'sms' as const, to };
    const told = await sms.send({ to, text });
    const happened: NotificationEvent = told.ok
      ? { type: 'notification.sent', data: { ...about, language, subject: text } }
      : { type: 'notification.failed', data: { ...about, reason: told.refusal.message } };
    await keep(store, id, happened, context);
  }
}

function linkOf(
  { link, toPay, person }: Notice,
  { paymentLink: address, portal }: OperatorSettings,
  account: string,
): NoticeLink | undefined {
  if (link !== undefined) return link;
  if (person !== undefined) {
    return portal?.address === undefined ? undefined : { to: portal.address, words: 'signIn' };
  }
  return address === undefined || toPay === undefined
    ? undefined
    : { to: paymentLink(address, { invoice: toPay, account }), words: 'payOnline' };
}

function waysTo(
  { details }: Subscriber,
  notification: Notification | undefined,
  { kind, person }: Notice,
): readonly { readonly channel: NoticeChannel; readonly to: string }[] {
  if (person !== undefined) {
    return isFailing(notification, person) ? [] : [{ channel: 'email', to: person }];
  }
  const ways = [
    { channel: 'email' as const, to: details.emails.find((to) => !isFailing(notification, to)) },
    { channel: 'sms' as const, to: details.phones[0] },
  ];
  return ways.flatMap(({ channel, to }) =>
    to !== undefined && isWanted(notification?.preferences, kind, channel) ? [{ channel, to }] : [],
  );
}

interface Addressed {
  readonly to: string;
  readonly subscriberId: string;
  readonly key: string;
  readonly settings: OperatorSettings;
  /** The invoice or credit note that it tells of. */
  readonly document: string | undefined;
}

async function send(
  ports: NoticePorts,
  channel: NoticeChannel,
  { settings, document, ...addressed }: Addressed,
  { subject, text, html, sms: short }: ComposedNotice,
): Promise<Result<void>> {
  if (channel === 'sms') return ports.sms.send({ to: addressed.to, text: short });
  const parts = [...logoPart(settings), ...(await documentPart(ports, settings, document))];
  return ports.mail.send({ ...addressed, subject, text, html, parts });
}

function logoPart({ logo }: OperatorSettings): MailPart[] {
  if (logo === undefined) return [];
  const bytes = Buffer.from(logo.base64, 'base64');
  return [{ name: 'logo', contentType: logo.mediaType, bytes, contentId: 'logo' }];
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

function subjectOf(channel: NoticeChannel, { subject, sms }: ComposedNotice): string {
  return channel === 'email' ? subject : sms;
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
  if (isTold(stored?.state, about.eventId, channel)) return;
  const reason = 'there is no address that takes mail; tell the subscriber by letter';
  await keep(store, id, { type: 'notification.failed', data: { ...about, channel, reason } }, context);
}

async function keep(store: Store, id: string, event: NotificationEvent, context: Context): Promise<void> {
  const kept = await withRetry(context, async (): Promise<Result<void>> => {
    const stored = await store.load(notificationAggregate, id);
    const committed = await store.commit(
      [change(notificationAggregate, id, stored, [event], context.now)],
      context,
    );
    return committed.ok ? done(undefined) : committed;
  });
  if (!kept.ok) throw new Error(`a notice cannot be kept: ${kept.refusal.message}`);
}
