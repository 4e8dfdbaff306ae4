import type { AccessRequest, AccessWish } from '../contracts/access.ts';
import type { Address, Day } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { servicePlanOf } from '../domain/catalog/sale.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { refuseNodes } from './access-nodes-of.ts';
import { refuseKeyless, withoutSecrets } from './access-request.ts';
import { type AccessSecrets, keysSecret } from './access-secrets.ts';
import type { Asking } from './ask-site.ts';
import { fillPort } from './fill-port.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { type NewSecrets, type Ordered, type OrderWish, orderService } from './order-service.ts';
import { dayWanted, type Scheduled, scheduleAction, type When } from './schedule-action.ts';
import { serviceExtras } from './service-extras.ts';
import { isSameSim, stockKeys } from './service-sims.ts';

export interface ChangeWish {
  readonly planId?: string | undefined;
  readonly addOns?: readonly string[] | undefined;
  readonly equipment?:
    | readonly { readonly equipmentModelId: string; readonly serial?: string | undefined }[]
    | undefined;
  readonly removeItems?: readonly string[] | undefined;
  readonly address?: Address | undefined;
  readonly access?: AccessRequest | undefined;
}

/** Orders a change of a service at today's prices: at once, with the next period, or for a day. */
export async function changeService(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'> & Asking,
  serviceId: string,
  wish: ChangeWish & { readonly when?: 'now' },
  context: Context,
): Promise<Result<Ordered>>;
export async function changeService(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'> & Asking,
  serviceId: string,
  wish: ChangeWish & { readonly when?: When },
  context: Context,
): Promise<Result<Ordered | Scheduled>>;
export async function changeService(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'> & Asking,
  serviceId: string,
  wish: ChangeWish & { readonly when?: When },
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const { store } = ports;
  const on = await dayWanted(store, serviceId, wish.when ?? 'now', context);
  if (!on.ok) return on;
  const late = refuseLaterAccess(wish, on.value);
  if (late !== undefined) return late;
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { state } = service.value;
  const access = await accessWished(ports, service.value, wish.access, context);
  if (!access.ok) return access;
  const made = await changeOf(ports, wish, state, access.value.change, context);
  if (!made.ok) return made;
  if (on.value === undefined) {
    const command = { kind: 'change' as const, change: made.value };
    return orderService(ports, serviceId, command, context, { secrets: access.value.secrets });
  }
  const { access: _atOnce, ...change } = made.value;
  return scheduleAction(ports, serviceId, { kind: 'change', change }, on.value, context);
}

type ChangeWished = Extract<OrderWish, { kind: 'change' }>['change'];

/** The change that is wished for, at the prices of the day: refuses what cannot be sold to the service. */
export async function changeOf(
  ports: Pick<Ports, 'store' | 'ids'>,
  wish: ChangeWish,
  service: Service,
  access: { readonly access?: AccessWish },
  context: Context,
): Promise<Result<ChangeWished>> {
  const { store } = ports;
  const { planId, addOns = [], equipment = [], removeItems = [], address } = wish;
  const [subscriber, plan] = await Promise.all([
    store.load(subscriberAggregate, service.subscriberId),
    planId === undefined ? undefined : loadReferenced(store, planAggregate, planId, '/planId'),
  ]);
  if (subscriber === undefined)
    throw new Error(`the subscriber ${service.subscriberId} of a service is gone`);
  if (plan?.ok === false) return plan;
  const { timeZone, currency } = subscriber.state.details;
  const technology = (access.access ?? service.access).technology;
  const sale = { on: localDay(context.now, timeZone), currency, technology };
  const sold = plan === undefined ? undefined : servicePlanOf(plan.value.id, plan.value.state, sale);
  if (sold?.ok === false) return sold;
  const extras = await serviceExtras(ports, { addOns, equipment }, sale);
  if (!extras.ok) return extras;
  return done({
    ...(sold === undefined ? {} : { plan: sold.value }),
    ...(extras.value.length === 0 ? {} : { addExtras: extras.value }),
    ...(removeItems.length === 0 ? {} : { removeExtras: [...removeItems] }),
    ...(address === undefined ? {} : { address }),
    ...access,
  });
}

/** Refuses a change of access for another day than today. */
export function refuseLaterAccess({ access }: ChangeWish, on: Day | undefined): Result<never> | undefined {
  if (on === undefined || access === undefined) return undefined;
  return refuse(
    'service.access-at-once',
    'A change of access takes effect at once, because others could take its username or address; order it by itself.',
    '/access',
  );
}

/** The binding that is asked for, with the port where its ONU is seen, and its secrets. Refuses what does not fit. */
export async function accessWished(
  ports: Pick<Ports, 'store' | 'passwords'> & Asking,
  { id, state }: Stored<Service>,
  request: AccessRequest | undefined,
  context: Context,
): Promise<Result<NewAccess>> {
  const wished = await newAccess(ports.store, request, state, ports.passwords);
  const unfit = await refuseAccess(ports.store, id, state, wished);
  if (unfit !== undefined) return unfit;
  const { access } = wished.change;
  return done(
    access === undefined ? wished : { ...wished, change: { access: await fillPort(ports, access, context) } },
  );
}

interface NewAccess {
  readonly change: { readonly access?: AccessWish };
  readonly secrets: NewSecrets;
}

/** A new binding keeps the service's password unless it brings one, or there is none yet to keep; likewise a SIM's keys. */
async function newAccess(
  store: Store,
  request: AccessRequest | undefined,
  service: Service,
  passwords: Passwords,
): Promise<NewAccess> {
  if (request === undefined) return { change: {}, secrets: { values: {}, made: false } };
  const { access, secrets, made } = withoutSecrets(request, passwords);
  const kept = made && 'username' in service.access;
  const isOtherSim = access.technology === 'lte' && !isSameSim(access, service.access);
  const keys = secrets.keys ?? (isOtherSim ? await stockKeys(store, access.imsi) : undefined);
  const values: AccessSecrets = kept ? {} : { ...secrets, ...(keys === undefined ? {} : { keys }) };
  return { change: { access }, secrets: { values, made: made && !kept } };
}

async function refuseAccess(
  store: Store,
  serviceId: string,
  service: Service,
  { change: { access }, secrets }: NewAccess,
): Promise<Result<never> | undefined> {
  if (access === undefined) return undefined;
  const unfit = await refuseNodes(store, access);
  if (unfit !== undefined || access.technology !== 'lte') return unfit;
  const known =
    isSameSim(access, service.access) && (await store.secret('service', serviceId, keysSecret)) !== undefined;
  return refuseKeyless(access, known || secrets.values.keys !== undefined);
}
