import { lowBalance, type NextDebit } from '../domain/dunning/balance.ts';
import { type CutFacts, type CutMove, isEnding, isLetGo, movesOf } from '../domain/dunning/cut-service.ts';
import { endedDisputes } from '../domain/dunning/disputed-invoice.ts';
import { type DunningEvent, dunningAggregate, dunningIdOf, foresee } from '../domain/dunning/dunning.ts';
import { isSettled, isShort, nothingBefore, overdueBeyondCredit } from '../domain/dunning/next-step.ts';
import { endPlan } from '../domain/dunning/payment-plan.ts';
import { endPromise, isTrusted } from '../domain/dunning/promise.ts';
import { amountsOwed, mayHavePaid } from '../domain/dunning/waiting-money.ts';
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
import { linesDue } from './billing-plan.ts';
import {
  type DunningGround,
  type DunningStanding,
  loadDunningRules,
  loadStanding,
} from './dunning-standing.ts';
import { orderService } from './order-service.ts';
import { withRetry } from './retry.ts';
import { servicesTaken } from './services-taken.ts';

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
    const [cut, next, lacks] = await Promise.all([
      cutServices(store, standing, resumedByStaff),
      nextDebit(ports, standing),
      lacksBalance(store, standing),
    ]);
    return { standing, cut, balance: { next, lacks } };
  };
  const found = await look();
  const moves = found.cut.flatMap(({ id, facts }) => movesOf(facts).map((move) => ({ id, move })));
  for (const { id, move } of moves) await make(ports, id, move, context);
  let known = moves.length === 0 ? found : undefined;
  const attended = await withRetry(context, async (): Promise<Result<DunningStanding | undefined>> => {
    const { standing, cut, balance } = known ?? (await look());
    known = undefined;
    const events = eventsOf(subscriberId, standing, cut, balance);
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
  standing: DunningStanding,
  cut: readonly CutService[],
  { next, lacks }: PrepaidBalance,
): readonly DunningEvent[] {
  const { dunning, facts, rule, rules, open, waiting } = standing;
  const { on } = facts;
  const events: DunningEvent[] = [];
  const low = lowBalance({ on, account: { ...facts.account, openInvoices: open } }, rule, next);
  const isTold = dunning?.state.lowSince !== undefined;
  if (low !== undefined && next !== undefined && !isTold) {
    const money = { minor: next.minor, currency: low.currency };
    const data = { subscriberId, on, balance: low, next: { on: next.on, money } };
    events.push({ type: 'dunning.balance-low', data });
  }
  // While nothing is charged next, it is not known whether it is enough.
  const isKnown = next !== undefined || rule?.lowBalance === undefined;
  if (low === undefined && isTold && isKnown) {
    events.push({ type: 'dunning.balance-recovered', data: { subscriberId, on } });
  }
  const isOpen = open.length > 0 || facts.account.credit < 0 || lacks;
  const first = nothingBefore({ ...facts.account, openInvoices: open }, rules);
  if (isOpen && dunning?.state.openSince === undefined) {
    events.push({
      type: 'dunning.opened',
      data: { subscriberId, on, ...(first === undefined ? {} : { nothingBefore: first }) },
    });
  } else if (isOpen && dunning !== undefined) {
    events.push(...foresee(dunning.state, on, first));
  }
  if (dunning !== undefined) {
    events.push(
      ...endPromise(dunning.state, { on, isSettled: isSettled(facts, rule), mayBePaid: mayBePaid(standing) }),
    );
    events.push(...endPlan(dunning.state, { on, open, waiting }));
    events.push(...endedDisputes(dunning.state, open));
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

/** Whether money waits that may be for what is owed. */
function mayBePaid({ facts, rule, open, waiting }: DunningStanding): boolean {
  const owed = overdueBeyondCredit(facts, rule);
  return mayHavePaid(waiting, facts.account.currency, amountsOwed(owed, open));
}

/** What the balance of who pays before is for. */
interface PrepaidBalance {
  readonly next: NextDebit | undefined;
  readonly lacks: boolean;
}

/** Whether what must stay on the balance is not there, of who is served for it, or was until it was taken. */
async function lacksBalance(
  store: Store,
  { subscriber, dunning, facts, rule }: DunningStanding,
): Promise<boolean> {
  if (!isShort(facts, rule)) return false;
  const { cut = [] } = dunning?.state ?? {};
  return cut.length > 0 || (await servicesTaken(store, subscriber, rule)).length > 0;
}

/** What is charged next of who is to be told when the balance does not cover it. What cannot be charged the run tells. */
async function nextDebit(
  ports: DunningPorts,
  { subscriber: { id: subscriberId }, nextBillingOn: on, rule }: DunningStanding,
): Promise<NextDebit | undefined> {
  if (rule?.prepaid !== true || rule.lowBalance === undefined || on === undefined) return undefined;
  const lines = await linesDue(ports, { subscriberId, on });
  const minor = lines.ok ? lines.value.reduce((sum, line) => sum + line.minor, 0) : 0;
  return minor > 0 ? { on, minor } : undefined;
}

interface CutService {
  readonly id: string;
  readonly facts: CutFacts;
}

async function cutServices(
  store: Store,
  standing: DunningStanding,
  resumedByStaff: string | undefined,
): Promise<readonly CutService[]> {
  const { subscriber, dunning, facts, rule } = standing;
  const { cut = [], level } = dunning?.state ?? {};
  const isPaid = isSettled(facts, rule);
  const lent = isTrusted(dunning?.state, rule, { on: facts.on, mayBePaid: mayBePaid(standing) });
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
