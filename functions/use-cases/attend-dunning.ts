import { type CutFacts, type CutMove, isEnding, isLetGo, movesOf } from '../domain/dunning/cut-service.ts';
import { type DunningEvent, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { isSettled } from '../domain/dunning/next-step.ts';
import { endPlan } from '../domain/dunning/payment-plan.ts';
import { endPromise, isTrusted } from '../domain/dunning/promise.ts';
import { done, type Result } from '../domain/result.ts';
import { liftRestriction, restrictAccess } from '../domain/service/entitlement.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import {
  type DunningGround,
  type DunningStanding,
  loadDunningRules,
  loadStanding,
} from './dunning-standing.ts';
import { orderService } from './order-service.ts';
import { withRetry } from './retry.ts';

type DunningPorts = Pick<Ports, 'store' | 'ids'>;

/**
 * Brings a subscriber's dunning in line with the account, and the services with that: it is opened when something is
 * open and closed when nothing is; what a step took of services is taken, and given back as soon as nothing more than
 * the policy's minimum is overdue, whichever step had been reached. Idempotent: an order that runs already is waited for,
 * and its end is heard of here again. `resumedByStaff` is a service that somebody resumed whatever is owed: it is let go.
 * Answers where the subscriber stands on the ground that was given, unless something was done about it.
 */
export async function attendDunning(
  ports: DunningPorts,
  subscriberId: string,
  context: Context,
  { resumedByStaff, ground }: { readonly resumedByStaff?: string; readonly ground?: DunningGround } = {},
): Promise<DunningStanding | undefined> {
  const { store } = ports;
  const rules = ground ?? loadDunningRules(store);
  const look = async () => {
    const standing = await loadStanding(store, subscriberId, rules, context);
    return { standing, cut: await cutServices(store, standing, resumedByStaff) };
  };
  const found = await look();
  const moves = found.cut.flatMap(({ id, facts }) => movesOf(facts).map((move) => ({ id, move })));
  for (const { id, move } of moves) await make(ports, id, move, context);
  let known = moves.length === 0 ? found : undefined;
  const attended = await withRetry(context, async (): Promise<Result<DunningStanding | undefined>> => {
    const { standing, cut } = known ?? (await look());
    known = undefined;
    const events = eventsOf(subscriberId, standing, cut);
    if (events.length === 0) return done(moves.length === 0 ? standing : undefined);
    const committed = await store.commit(
      [change(dunningAggregate, dunningIdOf(subscriberId), standing.dunning, events, context.now)],
      context,
    );
    return committed.ok ? done(undefined) : committed;
  });
  if (!attended.ok) {
    throw new Error(`the dunning of ${subscriberId} cannot be kept: ${attended.refusal.message}`);
  }
  return attended.value;
}

function eventsOf(
  subscriberId: string,
  { dunning, facts, rule, open }: DunningStanding,
  cut: readonly CutService[],
): readonly DunningEvent[] {
  const { on } = facts;
  const events: DunningEvent[] = [];
  const isOpen = open.length > 0 || facts.account.credit < 0;
  if (isOpen && dunning?.state.openSince === undefined) {
    events.push({ type: 'dunning.opened', data: { subscriberId, on } });
  }
  if (dunning !== undefined) {
    events.push(...endPromise(dunning.state, { on, isSettled: isSettled(facts, rule) }));
    events.push(...endPlan(dunning.state, { on, open }));
  }
  if (!isOpen && dunning?.state.openSince !== undefined) {
    events.push({ type: 'dunning.closed', data: { subscriberId } });
  }
  const freed = cut.filter((one) => isLetGo(one.facts));
  for (const because of ['paid', 'let-go'] as const) {
    const serviceIds = freed
      .filter(({ facts: { service, paid } }) => (paid && !isEnding(service)) === (because === 'paid'))
      .map(({ id }) => id);
    if (serviceIds.length > 0) {
      events.push({ type: 'dunning.services-restored', data: { subscriberId, serviceIds, because } });
    }
  }
  return events;
}

interface CutService {
  readonly id: string;
  readonly facts: CutFacts;
}

async function cutServices(
  store: Store,
  { subscriber, dunning, facts, rule }: DunningStanding,
  resumedByStaff: string | undefined,
): Promise<readonly CutService[]> {
  const { cut = [], level } = dunning?.state ?? {};
  const isPaid = isSettled(facts, rule);
  const lent = isTrusted(dunning?.state, rule, facts.on);
  return Promise.all(
    cut.map(async (id) => {
      const service = (await store.load(serviceAggregate, id))?.state;
      const paid = isPaid || (service !== undefined && !(await isPayerOf(store, subscriber, service)));
      return { id, facts: { service, paid, lent, resumedByStaff: id === resumedByStaff, level } };
    }),
  );
}

async function isPayerOf(
  store: Store,
  { id, state }: Stored<Subscriber>,
  { subscriberId }: Service,
): Promise<boolean> {
  const owner = subscriberId === id ? state : (await store.load(subscriberAggregate, subscriberId))?.state;
  return (owner?.payerId ?? subscriberId) === id;
}

async function make(ports: DunningPorts, id: string, move: CutMove, context: Context): Promise<void> {
  const made = await (move.kind === 'order'
    ? orderService(ports, id, move.command, context)
    : adjustEntitlement(ports, id, context, (now) =>
        move.kind === 'lift' ? done(liftRestriction(now)) : restrictAccess(now, move.restriction),
      ));
  // Somebody else was first: the end of that is heard of, and this is asked again.
  if (!made.ok && !made.refusal.code.startsWith('service.')) {
    throw new Error(`${id} cannot be brought to what is owed for it: ${made.refusal.message}`);
  }
}
