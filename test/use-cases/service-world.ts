import type { AccessRequest } from '../../functions/contracts/access.ts';
import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { Technology } from '../../functions/contracts/catalog.ts';
import type { DesiredMessage } from '../../functions/contracts/edge/messages.ts';
import type { ObservedState, Outcome } from '../../functions/contracts/network-state.ts';
import type { Result } from '../../functions/domain/result.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import type { Service, ServiceCommand } from '../../functions/domain/service/service.ts';
import {
  type ServiceOrder,
  serviceOrderAggregate,
} from '../../functions/domain/service-order/service-order.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createAddOn } from '../../functions/use-cases/create-add-on.ts';
import { createEquipmentModel } from '../../functions/use-cases/create-equipment-model.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import {
  type SelectedService,
  type ServiceWish,
  selectService,
} from '../../functions/use-cases/select-service.ts';
import { sendOrder } from '../../functions/use-cases/send-order.ts';
import { contextAt, makePorts, type Recorded, type TestPorts } from '../ports.ts';

export const today = '2026-03-01T09:30:00.000Z';

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}

export const code = (result: Result<unknown>) => (result.ok ? 'done' : result.refusal.code);

/** A provider with one site, two plans, an add-on, a model of router and one subscriber. */
export interface World {
  readonly ports: Ports;
  readonly recorded: Recorded;
  readonly table: TestPorts['table'];
  readonly at: (now: string, more?: Partial<Context>) => Context;
  readonly siteId: string;
  readonly subscriberId: string;
  readonly planId: string;
  readonly fastPlanId: string;
  readonly addOnId: string;
  readonly routerId: string;
  readonly access: (
    username: string,
    more?: Partial<Extract<AccessRequest, { technology: 'pppoe' }>>,
  ) => AccessRequest;
  readonly select: (
    wish: Partial<ServiceWish> & Pick<ServiceWish, 'access'>,
  ) => Promise<Result<SelectedService>>;
  readonly selected: (username: string) => Promise<string>;
  readonly active: (username: string) => Promise<string>;
  readonly service: (id: string) => Promise<Stored<Service>>;
  readonly order: (id: string) => Promise<ServiceOrder>;
  readonly ordered: (serviceId: string, command: ServiceCommand) => Promise<string>;
  /** Prepares, sends and lets the site answer; what the state machine would be told stands in `recorded.workflow`. */
  readonly execute: (
    serviceId: string,
    orderId: string,
    answer?: Partial<ObservedState>,
  ) => Promise<ObservedState>;
  readonly fulfil: (serviceId: string, command: ServiceCommand) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const { ports, recorded, table, stop } = await makePorts();
  const at = contextAt;
  const context = at(today);
  const monthly = {
    period: 'month' as const,
    charge: 'in-advance' as const,
    trialDays: 0,
  };
  const plan = (name: string, downKbps: number) =>
    createPlan(
      ports,
      {
        name,
        technologies: ['pppoe', 'ipoe'],
        price: { amount: '49.90', currency: 'USD' },
        ...monthly,
        network: { downKbps, upKbps: 10_000, interimSeconds: 300 },
      },
      context,
    );
  const extra = { price: { amount: '5', currency: 'USD' }, ...monthly, accounting: 'recurring' as const };
  const site = value(await createSite(ports, { name: 'Hill', timeZone: 'UTC' }, context));
  const home = value(await plan('Home 50', 50_000));
  const fast = value(await plan('Fast 100', 100_000));
  const addOn = value(
    await createAddOn(ports, { name: 'Static IP', ...extra, onTermination: 'forgive' }, context),
  );
  const router = value(
    await createEquipmentModel(
      ports,
      { name: 'Router', vendor: 'Acme', model: 'R1', ...extra, onTermination: 'bill-rest' },
      context,
    ),
  );
  const subscriber = value(
    await createSubscriber(
      ports,
      {
        kind: 'contact',
        name: 'Ada Upland',
        emails: [],
        phones: [],
        addresses: { service: { line1: '1 Mast Road', city: 'Uplands', country: 'US' } },
        language: 'en',
        timeZone: 'America/Denver',
        currency: 'USD',
        tags: [],
        billingProfile: billingProfile.parse({}),
        notes: [],
      },
      context,
    ),
  );
  const siteId = site.id;
  const access: World['access'] = (username, more = {}) => ({
    technology: 'pppoe',
    siteId,
    username,
    ...more,
  });
  const select: World['select'] = (wish) =>
    selectService(ports, subscriber.id, { planId: home.id, addOns: [], equipment: [], ...wish }, context);
  const selected = async (username: string) =>
    value(await select({ access: access(username, { password: 'secret' }) })).service.id;
  const service = async (id: string) => {
    const stored = await ports.store.load(serviceAggregate, id);
    if (stored === undefined) throw new Error(`no service ${id}`);
    return stored;
  };
  const ordered: World['ordered'] = async (serviceId, command) =>
    value(await orderService(ports, serviceId, command, context)).orderId;
  const execute: World['execute'] = async (serviceId, orderId, answer) => {
    const prepared = await prepareOrder(ports, { orderId, serviceId }, context);
    return deliver(ports, recorded, { ...prepared }, answer);
  };
  const fulfil: World['fulfil'] = async (serviceId, command) => {
    const orderId = await ordered(serviceId, command);
    const observed = await execute(serviceId, orderId);
    await completeOrder(ports, { orderId, serviceId }, observed, context);
    return orderId;
  };
  return {
    ports,
    recorded,
    table,
    at,
    siteId,
    subscriberId: subscriber.id,
    planId: home.id,
    fastPlanId: fast.id,
    addOnId: addOn.id,
    routerId: router.id,
    access,
    select,
    selected,
    active: async (username) => {
      const serviceId = await selected(username);
      await fulfil(serviceId, { kind: 'activate' });
      return serviceId;
    },
    service,
    order: async (id) => {
      const stored = await ports.store.load(serviceOrderAggregate, id);
      if (stored === undefined) throw new Error(`no order ${id}`);
      return stored.state;
    },
    ordered,
    execute,
    fulfil,
    stop,
  };
}

/** The id of a plan for fibre, or for what else is named. */
export async function createFibrePlan(
  { ports, at }: World,
  technologies: readonly Technology[] = ['gpon'],
): Promise<string> {
  const plan = {
    name: 'Fibre',
    technologies: [...technologies],
    price: { amount: '10', currency: 'USD' },
    period: 'month' as const,
    charge: 'in-advance' as const,
    trialDays: 0,
    network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
  };
  return value(await createPlan(ports, plan, at(today))).id;
}

/** Sends a revision and has the site answer it. */
export async function deliver(
  ports: Ports,
  recorded: Recorded,
  prepared: { orderId: string; serviceId: string; siteId: string; revision: number },
  answer: Partial<ObservedState> = {},
): Promise<ObservedState> {
  const taskToken = `token of ${prepared.orderId} ${prepared.revision} ${recorded.edge.length}`;
  await sendOrder(ports, { step: 'send', ...prepared, taskToken, timeoutSeconds: 30 }, contextAt(today));
  const message = lastDesired(recorded);
  const observed = answerTo(message, answer);
  await report(ports, message, observed);
  return observed;
}

export function answerTo(message: DesiredMessage, answer: Partial<ObservedState> = {}): ObservedState {
  const { serviceId, revision } = message.desired;
  const outcome: Outcome = answer.outcome ?? 'applied';
  const ok = outcome === 'applied' || outcome === 'already-applied';
  const step = { check: 'log-in', at: today, ok, answer: ok ? 'Access-Accept' : 'Access-Reject' };
  return { serviceId, revision, outcome, observedAt: today, steps: [step], ...answer };
}

export async function report(
  ports: Ports,
  message: DesiredMessage,
  observed: ObservedState,
): Promise<string> {
  const messageId = ports.ids.next('msg');
  const context = contextAt(today, { actor: { kind: 'agent', id: message.siteId } });
  await recordReport(
    ports,
    message.siteId,
    { messageId, inReplyTo: message.messageId, siteId: message.siteId, observed },
    context,
  );
  return messageId;
}

export function lastDesired({ edge }: Recorded): DesiredMessage {
  const sent = edge.findLast(({ call }) => call === 'sendDesired');
  if (sent?.call !== 'sendDesired') throw new Error('nothing was sent');
  return sent.args[1];
}
