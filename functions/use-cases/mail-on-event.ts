import type { EventEnvelope } from '../contracts/event.ts';
import type { DunningStepTaken } from '../contracts/events/dunning-step-taken.ts';
import type { InvoiceIssued } from '../contracts/events/invoice-issued.ts';
import type { PaymentReceived } from '../contracts/events/payment-received.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { balanceOn } from '../domain/billing/statement.ts';
import { formatMoney } from '../domain/money.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';

type Mailing = Pick<Ports, 'store' | 'mail'>;

/** Mails what happened, once per event: the event's id is the key by which a carrier drops a repeat. */
export async function mailOnEvent(ports: Mailing, event: EventEnvelope): Promise<void> {
  if (event.type === 'invoice.issued') {
    const invoice = event.data as unknown as InvoiceIssued['data'];
    await send(ports, invoice.subscriberId, event.eventId, (subscriber) => invoiceMail(invoice, subscriber));
    return;
  }
  if (event.type === 'dunning.step-taken') {
    const step = event.data as unknown as DunningStepTaken['data'];
    await send(ports, step.subscriberId, event.eventId, (subscriber) => dunningMail(step, subscriber));
    return;
  }
  const payment = event.data as unknown as PaymentReceived['data'];
  // Money that nobody was found for yet is nobody's receipt.
  if (payment.subscriberId === undefined) return;
  const account = await ports.store.load(billingAccountAggregate, accountIdOf(payment.subscriberId));
  const due = account === undefined ? 0 : balanceOn(account.state, event.at.slice(0, 10)).due;
  await send(ports, payment.subscriberId, event.eventId, (subscriber) =>
    receiptMail(payment, due, subscriber),
  );
}

/** A subscriber without an e-mail address is told by nobody; staff sees the invoice all the same. */
async function send(
  { store, mail }: Mailing,
  subscriberId: string,
  key: string,
  write: (subscriber: Subscriber) => { subject: string; text: string },
): Promise<void> {
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const to = subscriber?.state.details.emails[0];
  if (subscriber === undefined || to === undefined) return;
  await mail.send({ to, key, ...write(subscriber.state) });
}

function words(minor: number, currency: string): string {
  const { amount } = formatMoney({ minor, currency });
  return `${amount} ${currency}`;
}

function invoiceMail(invoice: InvoiceIssued['data'], { details, number }: Subscriber) {
  const { currency, total, creditApplied, due, dueOn } = invoice;
  const kind = invoice.document === 'credit-note' || total < 0 ? 'Credit note' : 'Invoice';
  const lines = invoice.lines.map(({ item, kind: lineKind, tax, from, to, minor }) => {
    const what =
      tax === undefined
        ? `${item}${lineKind === 'credit' ? ' (credit)' : ''}`
        : `${tax.name} ${tax.rate} % on ${item}`;
    const span = from === undefined || to === undefined ? '' : `, ${from} up to ${to}`;
    return `  ${what}${span}: ${words(minor, currency)}`;
  });
  return {
    subject: `${kind} ${invoice.number}: ${words(total, currency)}`,
    text: [
      `Dear ${details.contactName ?? details.name},`,
      '',
      `${kind} ${invoice.number} of ${invoice.issuedOn} for your account ${number}:`,
      '',
      ...lines,
      '',
      `Total: ${words(total, currency)}`,
      ...(creditApplied > 0 ? [`Paid from your credit: ${words(creditApplied, currency)}`] : []),
      total < 0
        ? 'The amount is credited to your account.'
        : due === 0
          ? 'Nothing is left to pay.'
          : `Please pay ${words(due, currency)} by ${dueOn}.`,
      '',
    ].join('\n'),
  };
}

function receiptMail({ money }: PaymentReceived['data'], due: number, { details, number }: Subscriber) {
  return {
    subject: `Payment of ${words(money.minor, money.currency)} received`,
    text: [
      `Dear ${details.contactName ?? details.name},`,
      '',
      `Thank you: we received ${words(money.minor, money.currency)} for your account ${number}.`,
      due === 0 ? 'Nothing is left to pay.' : `${words(due, money.currency)} is still to be paid.`,
      '',
    ].join('\n'),
  };
}

function dunningMail(
  { kind, number, dueOn, on, owed }: DunningStepTaken['data'],
  { details, number: account }: Subscriber,
) {
  const amount = words(owed.minor, owed.currency);
  const isDue = dueOn < on ? 'was due' : 'is due';
  const [subject, ask] =
    kind === 'reminder'
      ? [`Reminder: invoice ${number}`, `Please pay ${amount}.`]
      : [
          `Your service is suspended: invoice ${number}`,
          `${amount} is overdue, so your service is suspended. It comes back by itself as soon as you have paid.`,
        ];
  return {
    subject,
    text: [
      `Dear ${details.contactName ?? details.name},`,
      '',
      `Invoice ${number} for your account ${account} ${isDue} on ${dueOn}.`,
      ask,
      'If you have paid in the meantime, there is nothing that you need to do.',
      '',
    ].join('\n'),
  };
}
