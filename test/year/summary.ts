import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { billingAccountCreditGranted } from '../../functions/contracts/events/billing-account-credit-granted.ts';
import { collectionStopped } from '../../functions/contracts/events/collection-stopped.ts';
import { dunningPlanEnded } from '../../functions/contracts/events/dunning-plan-ended.ts';
import { dunningPromiseEnded } from '../../functions/contracts/events/dunning-promise-ended.ts';
import { dunningStepTaken } from '../../functions/contracts/events/dunning-step-taken.ts';
import { invoiceIssued } from '../../functions/contracts/events/invoice-issued.ts';
import { invoiceWrittenOff } from '../../functions/contracts/events/invoice-written-off.ts';
import { notificationSent } from '../../functions/contracts/events/notification-sent.ts';
import { paymentDisputeClosed } from '../../functions/contracts/events/payment-dispute-closed.ts';
import { paymentReceived } from '../../functions/contracts/events/payment-received.ts';
import { paymentRefunded } from '../../functions/contracts/events/payment-refunded.ts';
import { serviceSuspended } from '../../functions/contracts/events/service-suspended.ts';

/** A count, and where money is counted the sum in minor units. */
type Measure = readonly [count: number, minor?: number];
type Measures = ReadonlyMap<string, Measure>;

/** What is counted of an event: under which name, and which amount. */
type Counted = readonly [name: string, minor?: number];

const plain: Readonly<Record<string, string>> = {
  'service.selected': 'sold',
  'service.activated': 'activated',
  'service.changed': 'plan changed',
  'service.resumed': 'resumed',
  'service.terminated': 'terminated',
  'service.topped-up': 'topped up',
  'service.quota-reached': 'quota mark reached',
  'service.outage-recorded': 'outage of a service',
  'service.access-restricted': 'restricted by dunning',
  'service.access-restriction-lifted': 'restriction lifted',
  'service-order.failed': 'order failed',
  'payment.failed': 'payment failed',
  'payment.unmatched': 'payment unmatched',
  'payment.disputed': 'dispute opened',
  'payment-methods.saved': 'payment method saved',
  'payment-methods.removed': 'payment method removed',
  'collection.attempted': 'collection attempted',
  'collection.declined': 'collection declined',
  'collection.accepted': 'collection accepted',
  'collection.succeeded': 'collection succeeded',
  'invoice.voided': 'invoice voided',
  'invoice.paid': 'invoice paid',
  'dunning.opened': 'dunning opened',
  'dunning.closed': 'dunning closed',
  'dunning.services-restored': 'services restored',
  'dunning.balance-low': 'balance runs low',
  'dunning.payment-promised': 'promise made',
  'dunning.plan-agreed': 'payment plan agreed',
  'dunning.held': 'dunning held',
  'alarm.raised': 'alarm raised',
};

/** The year in counts and sums by month, as its events tell them. */
export class Summary {
  readonly #months = new Map<string, Map<string, [number, number?]>>();
  readonly #refunded = new Map<string, number>();

  hear(event: EventEnvelope): void {
    const month = event.at.slice(0, 7);
    const measures = this.#months.get(month) ?? new Map<string, [number, number?]>();
    this.#months.set(month, measures);
    for (const [name, minor] of this.#countedOf(event)) {
      const [count, sum] = measures.get(name) ?? [0];
      measures.set(name, minor === undefined ? [count + 1] : [count + 1, (sum ?? 0) + minor]);
    }
  }

  #countedOf({ type, aggregateId, data }: EventEnvelope): readonly Counted[] {
    const name = plain[type];
    if (name !== undefined) return [[name]];
    switch (type) {
      case 'invoice.issued': {
        const { document, total, creditApplied } = invoiceIssued.data.parse(data);
        const issued: Counted = [document === 'invoice' ? 'invoice' : 'credit note', total];
        return creditApplied > 0 ? [issued, ['credit applied at issue', creditApplied]] : [issued];
      }
      case 'invoice.written-off':
        return [['written off', invoiceWrittenOff.data.parse(data).minor]];
      case 'payment.received': {
        const { provider, method, money } = paymentReceived.data.parse(data);
        return [[`payment by ${method === 'provider' ? provider : method}`, money.minor]];
      }
      case 'payment.refunded': {
        const { minor } = paymentRefunded.data.parse(data).total;
        const before = this.#refunded.get(aggregateId) ?? 0;
        this.#refunded.set(aggregateId, minor);
        return [['refund', minor - before]];
      }
      case 'payment.dispute-closed':
        return [[`dispute ${paymentDisputeClosed.data.parse(data).outcome}`]];
      case 'billing-account.credit-granted':
        return [['goodwill', billingAccountCreditGranted.data.parse(data).minor]];
      case 'collection.stopped':
        return [[`collection stopped: ${collectionStopped.data.parse(data).reason}`]];
      case 'dunning.step-taken': {
        const { kind, owed } = dunningStepTaken.data.parse(data);
        return [[`dunning step: ${kind}`, owed.minor]];
      }
      case 'dunning.promise-ended':
        return [[`promise ${dunningPromiseEnded.data.parse(data).outcome}`]];
      case 'dunning.plan-ended':
        return [[`payment plan ${dunningPlanEnded.data.parse(data).outcome}`]];
      case 'service.suspended':
        return [[`suspended: ${serviceSuspended.data.parse(data).reason}`]];
      case 'notification.sent': {
        const { kind, channel } = notificationSent.data.parse(data);
        return [[`notice by ${channel}: ${kind}`]];
      }
      default:
        return [];
    }
  }

  /** As it is kept: a line for each measure, so that a difference is one of lines. */
  text(about: Readonly<Record<string, number | string>>): string {
    const months = [...this.#months].toSorted(byName).map(([month, measures]) => [month, shown(measures)]);
    const year = new Map<string, [number, number?]>();
    for (const measures of this.#months.values()) {
      for (const [name, [count, minor]] of measures) {
        const [all, sum] = year.get(name) ?? [0];
        year.set(name, minor === undefined ? [all + count] : [all + count, (sum ?? 0) + minor]);
      }
    }
    return `${JSON.stringify({ about, year: shown(year), months: Object.fromEntries(months) }, null, 2)}\n`;
  }
}

function shown(measures: Measures): Readonly<Record<string, string | number>> {
  const lines = [...measures].toSorted(byName).map(([name, [count, minor]]) => {
    return [name, minor === undefined ? count : `${count}, ${(minor / 100).toFixed(2)} EUR`] as const;
  });
  return Object.fromEntries(lines);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
  a < b ? -1 : a > b ? 1 : 0;

/** Where two summaries differ, measure by measure. */
export function differencesOf(kept: string, found: string): readonly string[] {
  const [was, is] = [kept, found].map((text) => flat(JSON.parse(text)));
  if (was === undefined || is === undefined) throw new Error('two summaries are compared');
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const differing = names.filter((name) => was.get(name) !== is.get(name));
  return differing.map(
    (name) => `${name}: kept ${was.get(name) ?? 'nothing'}, found ${is.get(name) ?? 'nothing'}`,
  );
}

function flat(value: unknown, name = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[name, String(value)]]);
  const parts = Object.entries(value).map(([key, held]) =>
    flat(held, name === '' ? key : `${name} › ${key}`),
  );
  return new Map(parts.flatMap((part) => [...part]));
}
