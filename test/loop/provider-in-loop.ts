import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { DunningRuleWire } from '../../functions/contracts/dunning.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import type { Service } from '../../functions/domain/service/service.ts';
import type { Context } from '../../functions/ports/context.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { contextAt } from '../ports.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import { takeClock, type YearClock } from '../year/clock.ts';
import { openCloud, type YearCloud } from '../year/cloud.ts';
import type { YearSite } from '../year/network.ts';

/** A provider with one site and one plan, whose clock is set by hand: the product as the year runs it, with a real agent. */
export interface ProviderInLoop {
  readonly cloud: YearCloud;
  readonly clock: YearClock;
  readonly site: YearSite;
  context(kind?: Context['actor']['kind']): Context;
  /** A subscriber of a category of the policy, with so many services, all of them active. */
  subscribe(name: string, category: string, services: number): Promise<SubscriberInLoop>;
  /** The runs of a day: what waits for its day, what is billed, and dunning. */
  runDay(on: string): Promise<void>;
  service(id: string): Promise<Service>;
  dunning(subscriberId: string): Promise<Dunning | undefined>;
  /** What is open and what is left over, in minor units. */
  owed(subscriberId: string): Promise<number>;
  /** What the agent holds. */
  held(serviceId: string): DesiredState | undefined;
  close(): Promise<void>;
}

export interface SubscriberInLoop {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly accountNumber: string;
  readonly serviceIds: readonly string[];
}

export const currency = 'USD';
export const full = { downKbps: 50_000, upKbps: 10_000 } as const;
export const slow = { downKbps: 1_000, upKbps: 500 } as const;
/** Price of a service for a month. */
export const monthlyMinor = 3_100;
/** An invoice is due so many days after it was issued. */
export const termsDays = 5;

const openedAt = '2026-12-31T12:00:00.000Z';

export async function openProviderInLoop(
  rules: readonly DunningRuleWire[],
  more: Partial<Parameters<typeof setDunningPolicy>[1]> = {},
): Promise<ProviderInLoop> {
  let now = () => openedAt;
  const cloud = await openCloud(() => now());
  const { ports } = cloud;
  const siteId = must(await createSite(ports, { name: 'Hill', timeZone: 'UTC' }, contextAt(openedAt))).id;
  // Certificates of sites are made by the real clock, which TLS goes by.
  const site = await cloud.openSite(siteId);
  const clock = takeClock(openedAt);
  now = clock.now;
  const context = (kind: Context['actor']['kind'] = 'staff') =>
    contextAt(clock.now(), { actor: { kind, id: kind } });
  const plan = must(
    await createPlan(
      ports,
      {
        name: 'Home',
        technologies: ['pppoe'],
        price: { amount: '31.00', currency },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { ...full, interimSeconds: 300 },
      },
      context(),
    ),
  );
  must(await setDunningPolicy(ports, { rules: [...rules], unmatchedLimit: 100, ...more }, context()));
  await site.switchOn();
  await cloud.settle();

  return {
    cloud,
    clock,
    site,
    context,
    async subscribe(name, category, services) {
      const { id, state } = must(
        await createSubscriber(
          ports,
          {
            kind: 'contact',
            name,
            emails: [`${name}@example.net`],
            phones: [],
            addresses: { service: { line1: 'Main Street 1', city: 'Springfield', country: 'US' } },
            language: 'en',
            timeZone: 'UTC',
            currency,
            category,
            tags: [],
            billingProfile: billingProfile.parse({
              model: 'pro-rata',
              cycleDay: 1,
              paymentTermsDays: termsDays,
              suspension: { overdue: 'continue', requested: 'continue' },
            }),
            notes: [],
          },
          context(),
        ),
      );
      const serviceIds: string[] = [];
      for (let i = 0; i < services; i++) {
        const access = {
          technology: 'pppoe' as const,
          siteId,
          username: `${name}-${i}`,
          password: `of ${name} ${i}`,
        };
        const wish = { planId: plan.id, addOns: [], equipment: [], access };
        const sold = must(await selectService(ports, id, wish, context()));
        must(await orderService(ports, sold.service.id, { kind: 'activate' }, context()));
        serviceIds.push(sold.service.id);
      }
      await cloud.settle();
      return { id, name, category, accountNumber: state.number, serviceIds };
    },
    async runDay(on) {
      // The run that looks for all who are due.
      clock.set(`${on}T00:00:00.000Z`);
      await cloud.sweepDueActions();
      await cloud.runBilling();
      clock.set(`${on}T09:00:00.000Z`);
      await cloud.runDunning();
    },
    async service(id) {
      const stored = await ports.store.load(serviceAggregate, id);
      if (stored === undefined) throw new Error(`there is no ${id}`);
      return stored.state;
    },
    async dunning(subscriberId) {
      return (await ports.store.load(dunningAggregate, dunningIdOf(subscriberId)))?.state;
    },
    async owed(subscriberId) {
      const account = (await ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))?.state;
      return (account?.openInvoices ?? []).reduce((sum, { due }) => sum + due, 0) - (account?.credit ?? 0);
    },
    held: (serviceId) => site.replica([serviceId]).get(serviceId),
    close: () => cloud.close(),
  };
}
