import type { NetworkDifference } from '../../contracts/network-state.ts';
import type { Money } from '../../contracts/scalars.ts';
import type { InvoiceEvent } from '../billing/invoice.ts';
import type { DunningEvent } from '../dunning/dunning.ts';
import { never } from '../dunning/next-step.ts';
import { formatMoney } from '../money.ts';
import type { NotificationEvent } from '../notification/notification.ts';
import type { CollectionEvent } from '../payment/collection.ts';
import type { PaymentLinkEvent } from '../payment/link.ts';
import type { PaymentMethodsEvent } from '../payment/methods.ts';
import type { PaymentEvent } from '../payment/payment.ts';
import type { ServiceEvent } from '../service/service.ts';
import type { ServiceOrderEvent } from '../service-order/service-order.ts';
import type { TicketEvent } from '../ticket/ticket.ts';
import type { SubscriberEvent } from './subscriber.ts';

/** What a timeline is made of. */
type Told =
  | SubscriberEvent
  | ServiceEvent
  | ServiceOrderEvent
  | TicketEvent
  | InvoiceEvent
  | PaymentEvent
  | PaymentLinkEvent
  | PaymentMethodsEvent
  | CollectionEvent
  | DunningEvent
  | NotificationEvent;

type Words = {
  readonly [T in Told['type']]: (data: Extract<Told, { readonly type: T }>['data']) => string;
};

const money = (value: Money) => {
  const { amount, currency } = formatMoney(value);
  return `${amount} ${currency}`;
};

const differencesOf = ({
  differences = [],
}: {
  readonly differences?: readonly NetworkDifference[] | undefined;
}) =>
  differences
    .map(({ what, desired, observed }) => `${what} was ${observed} instead of ${desired}`)
    .join('; ');

const changed = (changes: object) => Object.keys(changes).map(spaced).join(', ');

const modelWords = {
  cycle: () => 'by cycle',
  'pro-rata': (cycleDay: number) => `pro rata on day ${cycleDay}`,
  hybrid: () => 'as the policy says',
} as const;

const linkWords = { pay: 'pay', 'save-method': 'save a payment method' } as const;

const stepWords = {
  reminder: 'Reminded',
  'late-fee': 'Late fee charged',
  throttle: 'Slowed down',
  'walled-garden': 'Led to the page on which to pay',
  suspension: 'Suspended',
  termination: 'Ended for good',
  'hand-over': 'Handed over for collection',
} as const;

const planWords = {
  kept: 'is paid in full',
  broken: 'is broken: an instalment was not paid',
  cancelled: 'was ended by staff',
} as const;

const counted = (services: readonly string[]) =>
  services.length === 1 ? 'the service' : `${services.length} services`;

/** Sentences for people. */
const words: Words = {
  'subscriber.created': ({ number, origin }) =>
    origin === undefined ? `Became subscriber ${number}.` : `A won lead became subscriber ${number}.`,
  'subscriber.details-changed': ({ changes }) => `Details changed: ${changed(changes)}.`,
  'subscriber.billing-profile-changed': ({ billingProfile: { model, invoicing, cycleDay } }) =>
    `Billed by another profile from now on: ${modelWords[model](cycleDay)}, invoices ${invoicing}.`,
  'subscriber.payer-changed': ({ payerId, on }) =>
    payerId === null ? `Pays for its services itself from ${on} on.` : `Its parent pays from ${on} on.`,
  'subscriber.note-added': ({ note }) => `Note: ${note.text}`,
  'subscriber.person-invited': ({ email, role }) => `${email} may use the account in the portal as ${role}.`,
  'subscriber.person-removed': ({ email }) => `${email} may use the account in the portal no more.`,
  'subscriber.closed': () => 'The relation ended.',
  'subscriber.reopened': () => 'The relation goes on.',
  'service.selected': ({ plan, access }) => `Service sold: ${plan.name} over ${access.technology}.`,
  'service.activation-requested': () => 'Activation ordered.',
  'service.activated': () => 'Service activated: the network proved it.',
  'service.activation-failed': ({ reason }) => `Activation failed: ${reason}`,
  'service.change-requested': ({ change }) => `Change ordered: ${changed(change)}.`,
  'service.changed': ({ change }) => `Change in force, proven by the network: ${changed(change)}.`,
  'service.change-failed': ({ reason }) => `Change failed, the old state is in force: ${reason}`,
  'service.suspension-requested': ({ reason, note, until }) =>
    `Suspension ordered (${reason})${until === undefined ? '' : ` until ${until}`}${note === undefined ? '.' : `: ${note}`}`,
  'service.suspended': ({ reason }) => `Service suspended (${reason}): the network proved it.`,
  'service.suspension-failed': ({ reason }) => `Suspension failed, the service is still active: ${reason}`,
  'service.resumption-requested': () => 'Resumption ordered.',
  'service.resumed': () => 'Service resumed: the network proved it.',
  'service.resumption-failed': ({ reason }) => `Resumption failed, the service is still suspended: ${reason}`,
  'service.termination-requested': () => 'Termination ordered; there is no way back.',
  'service.terminated': () => 'Service terminated: nothing is left on the network.',
  'service.termination-failed': ({ reason }) => `Termination is not finished: ${reason}`,
  'service.action-scheduled': ({ action: { command, on, origin } }) =>
    `Waits for ${on}: ${command.kind}${origin === 'suspension' ? ', as planned with the suspension' : origin === 'price-change' ? ', a new version of the plan' : ''}.`,
  'service.action-cancelled': () => 'What waited for its day was cancelled.',
  'service.action-started': () => 'What waited for its day was ordered.',
  'service.action-failed': ({ reason }) => `What waited for its day was refused: ${reason}`,
  'service.discount-granted': ({ discount }) => `Discount granted: ${discount.name}.`,
  'service.discount-ended': () => 'A discount was ended.',
  'service.item-paid-off': ({ rest }) =>
    rest === 'bill'
      ? 'Paid off: the rest of the instalments fell due.'
      : 'The rest of the instalments is forgiven.',
  'service.outage-recorded': ({ startedAt, endedAt }) => `Could not be used from ${startedAt} to ${endedAt}.`,
  'service.cost-centre-changed': ({ costCentre }) =>
    costCentre === null ? 'No cost centre any more.' : `Cost centre: ${costCentre}.`,
  'service.quota-reached': ({ marks, use }) =>
    `Used since ${use.from}: ${marks.map(({ percent, gigabytes }) => `${percent} % of ${gigabytes} GB`).join(', ')}.`,
  'service.topped-up': ({ topUp: { gigabytes, price } }) =>
    `${gigabytes} GB were bought for ${money(price)}.`,
  'service.usage-rated': ({ from, to, octets, minor, currency }) =>
    `${(octets / 1e9).toFixed(3)} GB from ${from} until ${to} come to ${money({ minor, currency })}.`,
  'service.quota-recounted': () => 'More was bought on a service that shares the quota.',
  'service.time-band-changed': ({ standing }) =>
    standing?.band === undefined
      ? 'The hours of a band are over: the plan itself holds.'
      : `The hours of “${standing.band.name}” hold until ${standing.until}.`,
  'service.quota-renewed': ({ on }) => `The quota counts anew from ${on} on.`,
  'service.access-overridden': ({ override: { entitlement, until, note } }) =>
    `Access overridden: ${entitlement}${until === undefined ? '' : ` until ${until}`}${note === undefined ? '.' : `: ${note}`}`,
  'service.access-restricted': ({ restriction }) =>
    restriction.entitlement === 'throttled'
      ? `Held to ${restriction.rate.downKbps}/${restriction.rate.upKbps} kbit/s, because something is overdue.`
      : 'Only the page on which to pay can be reached, because something is overdue.',
  'service.access-restriction-lifted': () => 'What was overdue is settled: plan and usage decide again.',
  'service.access-override-ended': ({ why }) =>
    why === 'expired'
      ? 'The override of its access came to its end.'
      : 'The override of its access was ended.',
  'service.entitlement-changed': ({ desired }) =>
    `The network shall hold revision ${desired.revision}: ${desired.entitlement} (${desired.profile.downKbps}/${desired.profile.upKbps} kbit/s).`,
  'service.desired-state-issued': ({ desired }) =>
    desired.present
      ? `The network shall hold revision ${desired.revision}: ${desired.entitlement}.`
      : `The network shall hold nothing of the service (revision ${desired.revision}).`,
  'service.mend-requested': ({ desired }) =>
    `What was found on the network is to be overwritten (revision ${desired.revision}).`,
  'service.drift-mended': ({ observed }) =>
    `Something had been changed on the network by hand and was overwritten: ${differencesOf(observed)}.`,
  'service.line-observed': ({ line }) =>
    line === undefined ? 'The OLT has its ONU no more.' : `The OLT has its ONU on port ${line.port}.`,
  'service.session-outlived': ({ words: why }) => `A session could not be taken off the network: ${why}`,
  'service.state-proven': ({ observed }) => `The network holds revision ${observed.revision}.`,
  'service.state-diverged': ({ status, observed }) =>
    `The network is ${status}${observed.reason === undefined ? '.' : `: ${observed.reason}`}`,
  'service-order.requested': ({ kind }) => `Order to ${kind} the service taken in.`,
  'service-order.prepared': ({ revision }) =>
    `The order is under way: revision ${revision} goes to the site.`,
  'service-order.observed': ({ observed: { outcome, reason } }) =>
    `The site answered that it is ${spaced(outcome)}${reason === undefined ? '.' : `: ${reason}`}`,
  'service-order.compensation-prepared': ({ revision, reason }) =>
    `The order is undone by revision ${revision}: ${reason}`,
  'service-order.succeeded': () => 'Order carried out.',
  'service-order.failed': ({ reason, compensated }) =>
    `Order failed: ${reason}${compensated ? '' : ' What it left on the network will be undone by comparison.'}`,
  'invoice.issued': ({ number, document, total, currency, dueOn }) =>
    document === 'invoice'
      ? `Invoice ${number} over ${money({ minor: total, currency })}, due on ${dueOn}.`
      : `Credit note ${number} over ${money({ minor: total, currency })}.`,
  'invoice.paid': () => 'Invoice paid in full.',
  'invoice.voided': ({ reason }) => `Invoice voided: ${reason}`,
  'invoice.written-off': ({ reason }) => `What was due on the invoice is not expected any more: ${reason}`,
  'invoice.reinstated': ({ reason }) =>
    reason === undefined
      ? 'A payment came for what had been written off.'
      : `What had been written off is due again: ${reason}`,
  'invoice.payment-applied': () => 'A payment settled a part or all of the invoice.',
  'invoice.payment-reversed': () => 'A refund opened the invoice again.',
  'invoice.payment-restored': () => 'The refund failed: what it had opened again is settled.',
  'invoice.credit-applied': () => 'Open credit settled a part or all of the invoice.',
  'invoice.adjusted': () => 'A credit note adjusted the invoice.',
  'payment.received': ({ money: paid, provider }) => `Payment of ${money(paid)} received (${provider}).`,
  'payment.allocated': ({ allocations, credited }) =>
    `Payment counted for ${allocations.length} ${allocations.length === 1 ? 'invoice' : 'invoices'}${credited > 0 ? ', the rest is credit' : ''}.`,
  'payment.returned': ({ money: gone }) => `The bank took ${money(gone)} back.`,
  'payment.return-counted': ({ paymentId }) =>
    paymentId === undefined
      ? 'Money that went back is owed.'
      : 'Money that went back was of another payment.',
  'payment.refunded': ({ total }) => `Refunded so far: ${money(total)}.`,
  'notification.sent': ({ channel, to, subject }) =>
    `Told by ${channel === 'email' ? 'e-mail' : 'text message'} to ${to}: ${subject}`,
  'notification.failed': ({ channel, to, reason }) =>
    `Could not be told by ${channel === 'email' ? 'e-mail' : 'text message'}${to === undefined ? '' : ` to ${to}`}: ${reason}`,
  'notification.address-failed': ({ address, fault, reason }) =>
    `${fault === 'bounced' ? 'Mail came back' : 'Mail was called unwanted'} at ${address}, which is written to no more: ${reason}`,
  'notification.address-restored': ({ address }) => `${address} is written to again.`,
  'notification.postponed': ({ to, until }) =>
    `A text message to ${to} waits for the end of quiet hours at ${until}.`,
  'notification.texts-due': ({ texts }) =>
    `Quiet hours are over: ${texts.length === 1 ? 'a text message is' : `${texts.length} text messages are`} sent.`,
  'notification.preferences-set': () => 'It was set by which ways the subscriber is told of what.',
  'payment.disputed': ({ money: paid, reason }) =>
    `The payer disputes ${money(paid)} at their bank: ${reason}`,
  'payment.dispute-closed': ({ outcome }) =>
    outcome === 'won'
      ? 'The dispute is won, the money stays.'
      : 'The dispute is lost, the money went back to the payer.',
  'payment.refund-failed': ({ money: back, reason }) =>
    `A refund of ${money(back)} failed, and the money is back: ${reason}`,
  'payment.refund-failure-seen': () => 'Staff left the money of the failed refund where it is.',
  'payment.refund-requested': ({ money: wanted }) => `A refund of ${money(wanted)} was asked for.`,
  'payment.refund-closed': ({ refused }) =>
    refused === undefined ? 'The provider has taken the refund on.' : `The refund was refused: ${refused}`,
  'payment-link.made': ({ purpose, isSent, expiresAt, serviceId }) =>
    serviceId !== undefined
      ? `Somebody on the line in the walled garden was led to the page on which to pay, good until ${expiresAt}.`
      : `${isSent ? 'Sent' : 'Made'} a link to ${linkWords[purpose]}, good until ${expiresAt}.`,
  'payment-link.followed': ({ provider }) => `The link was followed to ${provider}.`,
  'payment-methods.saved': ({ method: { label } }) => `Payment method saved: ${label}.`,
  'payment-methods.removed': ({ method: { label }, by }) =>
    by === 'house' ? `Payment method removed: ${label}.` : `The provider keeps ${label} no more.`,
  'payment-methods.changed': ({ method: { label } }) => `The provider knows the method as ${label} now.`,
  'payment-methods.default-set': () => 'Another saved method is charged from now on.',
  'payment-methods.autopay-set': ({ enabled }) => `Autopay was turned ${enabled ? 'on' : 'off'}.`,
  'payment-methods.expiring': ({ label, lastOn }) => `${label} can be charged until ${lastOn}.`,
  'collection.scheduled': ({ number, on }) => `Invoice ${number} is charged on ${on}.`,
  'collection.attempted': ({ money: wanted, label }) => `${money(wanted)} is charged to ${label}.`,
  'collection.accepted': () => 'The provider has taken the charge on, and says later whether the money came.',
  'collection.declined': ({ number, label, reason, nextOn }) =>
    `Charging invoice ${number} to ${label} was declined: ${reason}${nextOn === undefined ? '' : ` It is tried again on ${nextOn}.`}`,
  'collection.asked-again': () => 'The provider did not answer, and is asked for the same charge again.',
  'collection.succeeded': () => 'The money of the charge came.',
  'collection.stopped': ({ reason }) => `It is charged no more: ${spaced(reason)}.`,
  'dunning.opened': ({ nothingBefore }) =>
    nothingBefore === undefined || nothingBefore === never
      ? 'Something is open on the account.'
      : `Something is open on the account; no step of dunning comes before ${nothingBefore}.`,
  'dunning.foreseen': ({ nothingBefore }) =>
    nothingBefore === undefined || nothingBefore === never
      ? 'It was reckoned anew when a step of dunning can be due.'
      : `No step of dunning comes before ${nothingBefore}.`,
  'dunning.closed': () => 'Nothing is open on the account any more.',
  'dunning.step-taken': ({ kind, number, dueOn, owed, serviceIds, rate }) => {
    const to = rate === undefined ? '' : ` to ${rate.downKbps}/${rate.upKbps} kbit/s`;
    const many = serviceIds.length > 1 ? `, ${serviceIds.length} services` : '';
    const why = number === undefined ? `missing on the balance since` : `of invoice ${number}, due on`;
    return `${stepWords[kind]}${to}${many}, for ${money(owed)} ${why} ${dueOn}.`;
  },
  'dunning.services-restored': ({ serviceIds, because }) =>
    because === 'paid'
      ? `Paid: ${counted(serviceIds)} given back in full.`
      : `Dunning lets go of ${counted(serviceIds)}.`,
  'dunning.held': ({ until, reason }) => `No step of dunning is taken before ${until}: ${reason}`,
  'dunning.hold-lifted': () => 'The steps of dunning go on.',
  'dunning.payment-promised': ({ until, note }) =>
    `Payment promised until ${until}${note === undefined ? '.' : `: ${note}`}`,
  'dunning.promise-ended': ({ outcome }) =>
    outcome === 'kept' ? 'The promise to pay was kept.' : 'The promise to pay was broken.',
  'dunning.plan-agreed': ({ total, instalments }) =>
    `Payment plan agreed: ${money(total)} in ${instalments.length} instalments${instalments[0] === undefined ? '' : `, the first on ${instalments[0].on}`}.`,
  'dunning.plan-ended': ({ outcome }) => `The payment plan ${planWords[outcome]}.`,
  'dunning.invoice-disputed': ({ number, reason }) =>
    `Invoice ${number} is said to be wrong, and is left alone until somebody has looked: ${reason}`,
  'dunning.invoice-dispute-ended': ({ number }) => `Invoice ${number} is not disputed any more.`,
  'dunning.balance-low': ({ balance, next }) =>
    `The balance runs low: ${money(balance)} is left, and ${money(next.money)} is charged on ${next.on}.`,
  'dunning.balance-recovered': () => 'The balance is enough again.',
  'payment.failed': ({ money: wanted, reason }) => `Payment of ${money(wanted)} failed: ${reason}`,
  'ticket.opened': ({ topic, subject }) => `Ticket opened (${topic}): ${subject}`,
  'ticket.replied': ({ author, text }) =>
    `${author.kind === 'subscriber' ? 'The subscriber' : 'Staff'} wrote: ${text}`,
  'ticket.closed': () => 'Ticket closed.',
  'payment.matched': () => 'It was found whose payment it is.',
  'payment.held': ({ money: paid }) => `${money(paid)} in a bank statement looks like another payment.`,
  'payment.announced': ({ money: paid, provider }) =>
    `${provider} told of ${money(paid)}, and is asked whether it came.`,
  'payment.asked-again': () => 'The provider was asked once more whether the payment was made.',
  'payment.not-confirmed': ({ reason }) => `The payment is not confirmed: ${reason}`,
  'payment.dropped': ({ twinId }) =>
    twinId === undefined ? 'Staff said that it was never made.' : 'Staff said that it is that other payment.',
  'payment.recognised': () => 'Another bank statement tells of it, too.',
  'payment.unmatched': ({ reason }) => `Payment needs a look: ${reason}`,
};

/** What happened, in a sentence for staff. */
export function timelineWords(event: { readonly type: string; readonly data: object }): string {
  const tell = (words as Readonly<Record<string, ((data: never) => string) | undefined>>)[event.type];
  // What an earlier release wrote is told by its name.
  return tell?.(event.data as never) ?? `${capitalized(spaced(event.type))}.`;
}

/** `billingProfile` and `invoice.line-added` as words. */
function spaced(name: string): string {
  return name.replace(/[.-]/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
