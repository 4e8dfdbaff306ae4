import { type BillingProfile, billingProfile } from '../../../functions/contracts/billing-profile.ts';
import type {
  Accounting,
  BillingPeriod,
  ChargeTiming,
  ServiceExtra,
  ServicePlan,
} from '../../../functions/contracts/catalog.ts';
import type { EventEnvelope } from '../../../functions/contracts/event.ts';
import type { ServiceDiscountEnded } from '../../../functions/contracts/events/service-discount-ended.ts';
import type { ServiceDiscountGranted } from '../../../functions/contracts/events/service-discount-granted.ts';
import type { ServiceItemPaidOff } from '../../../functions/contracts/events/service-item-paid-off.ts';
import type { ServiceOutageRecorded } from '../../../functions/contracts/events/service-outage-recorded.ts';
import type { InvoiceLine } from '../../../functions/contracts/invoice.ts';
import { steadyProfile } from '../../../functions/domain/billing/billing-terms.ts';
import { calculate } from '../../../functions/domain/billing/calculate.ts';
import { type DayNumber, dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { assertSound, type Ledger, pruned, withEntries } from '../../../functions/domain/billing/ledger.ts';
import type { PayingSpan } from '../../../functions/domain/billing/payer.ts';
import { readTimeline, type ServiceTimeline } from '../../../functions/domain/billing/timeline.ts';

let count = 0;

/** An id that nobody else has in this process. */
export function freshId(prefix: string): string {
  count += 1;
  return `${prefix}_${String(count).padStart(26, '0')}`;
}

export interface Terms {
  readonly minor: number;
  readonly currency?: string;
  readonly period?: BillingPeriod;
  readonly charge?: ChargeTiming;
  readonly trialDays?: number;
}

export function plan(name: string, terms: Terms): ServicePlan {
  const { minor, currency = 'USD', period = 'month', charge = 'in-advance', trialDays = 0 } = terms;
  return {
    planId: `pln_${name.padStart(26, '0')}`,
    name,
    terms: {
      version: 1,
      price: { minor, currency },
      period,
      charge,
      trialDays,
      network: { downKbps: 1, upKbps: 1, interimSeconds: 300 },
      availableOn: '2000-01-01',
    },
  };
}

export function extra(
  name: string,
  terms: Terms & { readonly accounting?: Accounting; readonly onTermination?: 'bill-rest' | 'forgive' },
): ServiceExtra {
  const { minor, currency = 'USD', period = 'month', charge = 'in-advance', trialDays = 0 } = terms;
  return {
    itemId: `itm_${name.padStart(26, '0')}`,
    kind: 'equipment',
    modelId: `eqm_${name.padStart(26, '0')}`,
    name,
    price: {
      price: { minor, currency },
      period,
      charge,
      trialDays,
      accounting: terms.accounting ?? 'recurring',
      onTermination: terms.onTermination ?? 'bill-rest',
    },
  };
}

export type Fact =
  | { readonly on: string; readonly type: 'activated' | 'resumed' | 'terminated' }
  | {
      readonly on: string;
      readonly type: 'suspended';
      readonly reason?: 'requested' | 'overdue' | 'abuse';
      readonly until?: string;
    }
  | ({ readonly on: string; readonly type: 'discount-granted' } & ServiceDiscountGranted['data'])
  | ({ readonly on: string; readonly type: 'discount-ended' } & ServiceDiscountEnded['data'])
  | ({ readonly on: string; readonly type: 'item-paid-off' } & ServiceItemPaidOff['data'])
  | ({ readonly on: string; readonly type: 'outage-recorded' } & ServiceOutageRecorded['data'])
  | {
      readonly on: string;
      readonly type: 'changed';
      readonly plan?: ServicePlan;
      readonly addExtras?: readonly ServiceExtra[];
      readonly removeExtras?: readonly string[];
    };

/** A service's history as the table would give it, at noon of each day. */
export function history(
  sold: { readonly plan: ServicePlan; readonly extras?: readonly ServiceExtra[] },
  facts: readonly Fact[],
  serviceId = freshId('svc'),
): EventEnvelope[] {
  const envelope = (
    type: string,
    at: string,
    data: Record<string, unknown>,
    version: number,
  ): EventEnvelope => ({
    eventId: freshId('evt'),
    type,
    aggregateType: 'service',
    aggregateId: serviceId,
    version,
    at,
    actor: { kind: 'system', id: 'test' },
    data,
  });
  const first = `${facts[0]?.on ?? '2026-01-01'}T11:00:00.000Z`;
  return [
    envelope(
      'service.selected',
      first,
      { plan: sold.plan, extras: sold.extras ?? [], address: {}, access: { siteId: 'sit' } },
      1,
    ),
    ...facts.map(({ on, type, ...data }, i) => {
      const provenAt = `${on}T12:00:00.000Z`;
      if (type === 'changed') return envelope('service.changed', provenAt, { provenAt, change: data }, i + 2);
      if (type === 'suspended') {
        return envelope('service.suspended', provenAt, { provenAt, reason: 'requested', ...data }, i + 2);
      }
      const proof = type === 'activated' || type === 'resumed' || type === 'terminated' ? { provenAt } : {};
      return envelope(`service.${type}`, provenAt, { ...proof, ...data }, i + 2);
    }),
  ];
}

export function timelineOf(events: readonly EventEnvelope[]): ServiceTimeline {
  const timeline = readTimeline(events, (at) => dayNumber(at.slice(0, 10)));
  if (timeline === undefined) throw new Error('a history without an activation');
  return timeline;
}

export function profile(
  wish: Partial<Parameters<typeof billingProfile.parse>[0] & object> = {},
): BillingProfile {
  return billingProfile.parse(wish);
}

export interface Billed {
  readonly on: string;
  readonly line: InvoiceLine;
}

/** Bills day by day as the daily run does, with the account's memory between the days, and answers all lines. */
export class Biller {
  ledger: Ledger = {};
  /** All that was ever charged, which the account forgets in time. */
  everything: Ledger = {};
  /** The next day on which something will be due. */
  nextOn: DayNumber | undefined;
  readonly billed: Billed[] = [];
  readonly #timelines: readonly ServiceTimeline[];
  readonly #spans: readonly PayingSpan[] | undefined;
  profile: BillingProfile;

  constructor(timelines: readonly ServiceTimeline[], by: BillingProfile, spans?: readonly PayingSpan[]) {
    this.#timelines = timelines;
    this.#spans = spans;
    this.profile = by;
  }

  /** Bills one day and answers its lines. */
  bill(on: string): readonly InvoiceLine[] {
    const bills = calculate({
      services: this.#timelines
        .filter(({ activatedOn }) => activatedOn <= dayNumber(on))
        .map((timeline) => ({
          timeline,
          profiles: steadyProfile(this.profile),
          ...(this.#spans === undefined ? {} : { spans: this.#spans }),
        })),
      ledger: this.ledger,
      on: dayNumber(on),
      nextLineId: () => freshId('lin'),
    });
    const entries = bills.flatMap((bill) => bill.entries);
    this.ledger = withEntries(pruned(this.ledger, on, new Set()), entries);
    this.everything = withEntries(this.everything, entries);
    this.nextOn = bills.flatMap((bill) => bill.nextOn ?? []).toSorted((a, b) => a - b)[0];
    assertSound(this.ledger);
    const lines = bills.flatMap((bill) => bill.lines);
    this.billed.push(...lines.map((line) => ({ on, line })));
    return lines;
  }

  /** Bills every day of `[from, to]`. */
  through(from: string, to: string): this {
    for (let day: DayNumber = dayNumber(from); day <= dayNumber(to); day++) this.bill(dayOf(day));
    return this;
  }

  get net(): number {
    return this.billed.reduce((sum, { line }) => sum + line.minor, 0);
  }

  /** Lines as short words. */
  get words(): readonly string[] {
    return this.billed.map(({ on, line: { kind, item, from, to, minor } }) =>
      [on, kind, item, ...(from === undefined ? [] : [`${from}..${to}`]), minor].join(' '),
    );
  }
}
