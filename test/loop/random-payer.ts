import type { DunningRuleWire, DunningStepKind } from '../../functions/contracts/dunning.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { paymentWebhook } from '../../functions/runtime/payment-webhook.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import { holdDunning } from '../../functions/use-cases/hold-dunning.ts';
import { importStatement } from '../../functions/use-cases/import-statement.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { resumeService } from '../../functions/use-cases/resume-service.ts';
import { suspendService } from '../../functions/use-cases/suspend-service.ts';
import type { ChargingStripe } from '../lab/charging-stripe.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import type { Chance } from '../year/chance.ts';
import { currency, type ProviderInLoop, type SubscriberInLoop, slow } from './provider-in-loop.ts';

const cutting: readonly DunningStepKind[] = ['throttle', 'walled-garden', 'suspension', 'termination'];

/** A policy as somebody might write it: reminders, a fee, and some of what can be taken, on days that rise. */
export function randomRule(chance: Chance, category: string): DunningRuleWire {
  const roll = (what: string) => chance(`${category} ${what}`);
  const day = (what: string) => chance.between(`${category} ${what}`, 0, 3);
  const likely = { throttle: 0.6, 'walled-garden': 0.5, suspension: 0.6, termination: 0.15 } as const;
  const kinds = (Object.keys(likely) as (keyof typeof likely)[]).filter((kind) => roll(kind) < likely[kind]);
  let on = 1;
  const steps = kinds.map((kind) => {
    on += 1 + day(`gap ${kind}`) + (kind === 'termination' ? 12 : 0);
    return {
      stepId: kind,
      kind,
      day: on,
      ...(kind === 'throttle' ? { rate: slow } : {}),
      ...(kind === 'suspension' && roll('blocks') < 0.4 ? { blocks: true as const } : {}),
    };
  });
  const fee = { stepId: 'fee', kind: 'late-fee' as const, day: 2 + day('fee'), fee: { percent: 10 } };
  return {
    category,
    steps: [
      { stepId: 'remind', kind: 'reminder', day: 1 },
      ...(roll('fee?') < 0.4 ? [fee] : []),
      ...(steps.length === 0 ? [{ stepId: 'cut', kind: 'suspension' as const, day: 4 }] : steps),
    ],
    ...(roll('minimum') < 0.5 ? { minimum: { amount: '2.00', currency } } : {}),
    ...(roll('promises') < 0.7 ? { promises: { mostDays: 8, restores: roll('restores') < 0.5 } } : {}),
  };
}

/** What a refusal means that may well come: it was not the time for it. */
const untimely = [
  'dunning.nothing-overdue',
  'dunning.promise-broken',
  'dunning.promises-not-taken',
  'service.action-pending',
  'service.already-suspended',
  'service.not-active',
  'service.not-suspended',
  'service.order-in-progress',
  'service.terminated',
  'service.terminating',
];

/** Somebody who pays, or does not, in every way there is, and is away now and then. */
export interface RandomPayer {
  readonly subscriber: SubscriberInLoop;
  readonly rule: DunningRuleWire;
  /** All that came in and stayed, in minor units: by our own books. */
  readonly paid: number;
  /** What may happen to it on a day; answers in words what did. */
  live(day: string): Promise<readonly string[]>;
}

export function randomPayer(
  provider: ProviderInLoop,
  stripe: ChargingStripe,
  chance: Chance,
  subscriber: SubscriberInLoop,
  rule: DunningRuleWire,
): RandomPayer {
  const { ports } = provider.cloud;
  const { id, name } = subscriber;
  const roll = (what: string) => chance(`${name} ${what}`);
  const webhook = paymentWebhook(ports, provider.clock.now);
  let paid = 0;
  let payments = 0;
  const disputable: { readonly intent: string; readonly minor: number }[] = [];

  async function deliver({ body, headers }: Delivery): Promise<void> {
    const answer = await webhook({ routeKey: '', pathParameters: { provider: 'stripe' }, headers, body });
    if (answer.statusCode !== 200) throw new Error(`a webhook was answered ${answer.statusCode}`);
  }

  const ways: Readonly<Record<string, (minor: number, day: string) => Promise<void>>> = {
    async cash(minor) {
      const money = { minor, currency };
      must(await recordPayment(ports, { subscriberId: id, money, method: 'cash' }, provider.context()));
    },
    async 'bank statement'(minor, day) {
      const amount = (minor / 100).toFixed(2);
      const content = `date;reference;amount;id\n${day};Account ${subscriber.accountNumber};${amount};${name}/${payments}`;
      const columns = {
        separator: ';' as const,
        date: 'date',
        dateFormat: 'YYYY-MM-DD' as const,
        amount: 'amount',
        decimal: '.' as const,
        currency: { code: currency },
        reference: ['reference'],
        id: 'id',
      };
      must(await importStatement(ports, { format: 'csv', content, columns }, provider.context()));
    },
    async webhook(minor) {
      const intent = `pi_${name}_${payments}`;
      const object = {
        id: intent,
        amount: minor,
        amount_received: minor,
        currency: currency.toLowerCase(),
        metadata: { subscriberId: id },
      };
      const delivery = stripe.message('payment_intent.succeeded', object);
      for (const _ of [1, 2]) await deliver(delivery);
      disputable.push({ intent, minor });
    },
    async wallet(minor) {
      const wish = { amount: { minor, currency }, reason: 'A gift card.' };
      must(await grantCredit(ports, id, wish, provider.context()));
    },
  };

  async function pay(minor: number, day: string): Promise<string> {
    payments += 1;
    const way = chance.pick(`${name} pays ${payments} by`, Object.keys(ways));
    await ways[way]?.(minor, day);
    paid += minor;
    return `pays ${minor} by ${way}`;
  }

  async function losesDispute(): Promise<string | undefined> {
    const lost = disputable.pop();
    if (lost === undefined) return undefined;
    const { intent, minor } = lost;
    const object = {
      id: `dp_${intent}`,
      payment_intent: intent,
      charge: `ch_${intent}`,
      amount: minor,
      reason: 'fraudulent',
      currency: currency.toLowerCase(),
      metadata: {},
    };
    await deliver(stripe.message('charge.dispute.created', { ...object, status: 'needs_response' }));
    const closed = stripe.message('charge.dispute.closed', { ...object, status: 'lost' });
    for (const _ of [1, 2]) await deliver(closed);
    paid -= minor;
    return `takes ${minor} back by a dispute`;
  }

  function perhaps(
    made: { readonly ok: boolean; readonly refusal?: { readonly code: string } },
    words: string,
  ): string | undefined {
    if (made.ok) return words;
    if (!untimely.includes(made.refusal?.code ?? '')) throw new Error(`${words}: ${made.refusal?.code}`);
    return undefined;
  }

  async function deeds(day: string): Promise<readonly (string | undefined)[]> {
    const later = (what: string, from: number, to: number) =>
      dayOf(dayNumber(day) + chance.between(`${name} ${what} ${day}`, from, to));
    const happens = (what: string, likely: number) => roll(`${what} ${day}`) < likely;
    const owed = await provider.owed(id);
    const did: (string | undefined)[] = [];
    if (owed > 0 && happens('pays', 0.1)) {
      const part = happens('a part', 0.35) ? 0.2 + roll(`part ${day}`) * 0.7 : 1;
      did.push(await pay(Math.max(1, Math.floor(owed * part)), day));
    }
    if (happens('pays ahead', 0.01)) did.push(await pay(4_000, day));
    if (happens('disputes', 0.06)) did.push(await losesDispute());
    if (happens('promises', 0.06)) {
      const wish = { until: later('promises', 1, 8) };
      did.push(
        perhaps(await promisePayment(ports, id, wish, provider.context()), `promises until ${wish.until}`),
      );
    }
    if (happens('is held', 0.02)) {
      const until = later('is held', 1, 6);
      const hold = { subscriberId: id, until, reason: 'Says it was paid.' };
      did.push(perhaps(await holdDunning(ports, hold, provider.context()), `is held until ${until}`));
    }
    for (const serviceId of subscriber.serviceIds) {
      if (happens(`${serviceId.slice(-1)} pauses`, 0.04)) {
        const until = later(`${serviceId.slice(-1)} pauses`, 3, 12);
        const when = happens('later', 0.3) ? { on: later('pauses on', 1, 2) } : ('now' as const);
        const wish = { reason: 'requested' as const, until, when };
        did.push(
          perhaps(
            await suspendService(ports, serviceId, wish, provider.context('subscriber')),
            `pauses until ${until}`,
          ),
        );
      }
      const { state, suspension } = (await provider.service(serviceId)) as {
        readonly state: string;
        readonly suspension?: { readonly reason: string };
      };
      if (state === 'suspended' && suspension?.reason === 'requested' && happens('is back', 0.06)) {
        const resumed = await resumeService(ports, serviceId, { when: 'now' }, provider.context());
        did.push(perhaps(resumed, 'is back early'));
      }
    }
    return did;
  }

  return {
    subscriber,
    rule,
    get paid() {
      return paid;
    },
    async live(day) {
      return (await deeds(day)).filter((did) => did !== undefined);
    },
  };
}

/** How much a step takes, from nothing to all. */
export function rankOfKind(kind: DunningStepKind | undefined): number {
  return kind === undefined ? 0 : cutting.indexOf(kind) + 1;
}
