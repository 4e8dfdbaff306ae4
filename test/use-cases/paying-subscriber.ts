import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { BegunRun } from '../../functions/contracts/billing-run.ts';
import type { Result } from '../../functions/domain/result.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { contextAt } from '../ports.ts';
import { prove } from '../stories/network.ts';

/** The value, or the refusal as an error. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
}

/** The run that was begun, which there was something to do for. */
export function begun(run: BegunRun | null): BegunRun {
  if (run === null) throw new Error('nothing is due');
  return run;
}

export interface Shop {
  readonly ports: Ports;
  readonly siteId: string;
  readonly planId: string;
}

/** A site and a plan of 31.00 USD a month. */
export async function openShop(ports: Ports): Promise<Shop> {
  const context = contextAt('2025-12-01T12:00:00.000Z');
  const site = must(await createSite(ports, { name: 'Site', timeZone: 'UTC' }, context));
  const plan = must(
    await createPlan(
      ports,
      {
        name: 'A',
        technologies: ['pppoe'],
        price: { amount: '31.00', currency: 'USD' },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
      },
      context,
    ),
  );
  return { ports, siteId: site.id, planId: plan.id };
}

export interface SubscriberWish {
  readonly name?: string;
  readonly billing?: object;
  readonly email?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly phone?: string;
}

export async function subscribe(shop: Shop, wish: SubscriberWish = {}): Promise<string> {
  const { billing = { model: 'pro-rata', cycleDay: 1 }, email = 'ada@example.com', timeZone = 'UTC' } = wish;
  const { name = 'Ada Lovelace', currency = 'USD', phone } = wish;
  const subscriber = await createSubscriber(
    shop.ports,
    {
      kind: 'contact',
      name,
      emails: email === '' ? [] : [email],
      phones: phone === undefined ? [] : [phone],
      addresses: { service: { line1: 'Main Street 1', city: 'Springfield', country: 'US' } },
      language: 'en',
      timeZone,
      currency,
      tags: [],
      billingProfile: billingProfile.parse(billing),
      notes: [],
    },
    contextAt('2025-12-01T12:00:00.000Z'),
  );
  return must(subscriber).id;
}

let usernames = 0;

/** Sells a service and activates it on a network that proves everything. Bills nothing. */
export async function activate(
  shop: Shop,
  subscriberId: string,
  context: Context,
  equipment: readonly { readonly equipmentModelId: string }[] = [],
): Promise<string> {
  usernames += 1;
  const { ports, siteId, planId } = shop;
  const selected = must(
    await selectService(
      ports,
      subscriberId,
      {
        planId,
        addOns: [],
        equipment,
        access: { technology: 'pppoe', siteId, username: `user-${usernames}`, password: 'a-password' },
      },
      context,
    ),
  );
  const { id } = selected.service;
  must(await prove(ports, id, await orderService(ports, id, { kind: 'activate' }, context), context));
  return id;
}

export async function terminate(shop: Shop, serviceId: string, context: Context): Promise<void> {
  const { ports } = shop;
  const ordered = await orderService(ports, serviceId, { kind: 'terminate' }, context);
  must(await prove(ports, serviceId, ordered, context));
}
