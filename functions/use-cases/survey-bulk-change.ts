import type { SurveyedPrice, SurveyedService } from '../contracts/bulk-change.ts';
import type { BulkChangeSurveyed } from '../contracts/events/bulk-change-surveyed.ts';
import { type BulkChange, merged } from '../domain/bulk-change/bulk-change.ts';
import { priceFor } from '../domain/bulk-change/price.ts';
import { accessFor, leftOutFor, planFor, suspensionAfter } from '../domain/bulk-change/target.ts';
import type { Plan } from '../domain/catalog/plan.ts';
import { countedBy } from '../domain/counts.ts';
import { deliveredContent } from '../domain/network/desired-state.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import type { Service } from '../domain/service/service.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { isCandidate, nextCandidates } from './bulk-candidates.ts';
import { type Foresight, foresight } from './foresee-sessions.ts';
import { targetPlan } from './order-bulk-part.ts';
import { refuseTaken } from './order-service.ts';
import { sideBySide } from './side-by-side.ts';

type Reading = Pick<Ports, 'store' | 'sessions'>;

const perStep = 500;
const perPage = 100;

/** Looks at the next services of the list: who is touched, what they pay, and what becomes of their sessions. */
export async function surveyServices(
  { store, sessions }: Reading,
  stored: Stored<BulkChange>,
): Promise<BulkChangeSurveyed['data']> {
  const { state: bulk } = stored;
  const plan = await targetPlan(store, bulk);
  const goesOn = foresight(store);
  const services: SurveyedService[] = [];
  const prices: SurveyedPrice[] = [];
  const leftOut: string[] = [];
  let cursor: string | null = bulk.cursor;
  for (let looked = 0; cursor !== null && looked < perStep; looked += perPage) {
    const page = await nextCandidates(store, bulk.wish, cursor, perPage);
    leftOut.push(...Array<string>(page.unknown).fill('service.unknown'));
    const payers = await payersOf(store, bulk, page.services);
    const found = await sideBySide(page.services, (service) =>
      look({ store, sessions, goesOn, payers }, bulk, plan, service),
    );
    for (const one of found) {
      if (one === undefined) continue;
      if ('leftOut' in one) leftOut.push(one.leftOut);
      else {
        services.push(one.touched);
        prices.push(one.price);
      }
    }
    cursor = page.cursor;
  }
  return { services, prices: merged([], prices), leftOut: countedBy(leftOut), cursor };
}

type Look =
  | { readonly leftOut: string }
  | { readonly touched: SurveyedService; readonly price: SurveyedPrice };

interface Looking extends Reading {
  readonly goesOn: Foresight;
  readonly payers: ReadonlyMap<string, Subscriber>;
}

/** Who pays for the services, where what is charged hangs on how they are billed. */
async function payersOf(
  store: Store,
  { wish }: BulkChange,
  services: readonly Stored<Service>[],
): Promise<ReadonlyMap<string, Subscriber>> {
  if (wish.action !== 'suspend' && wish.action !== 'resume') return new Map();
  const load = async (ids: readonly string[]) =>
    new Map(
      (await store.loadAll(subscriberAggregate, [...new Set(ids)])).map(({ id, state }) => [id, state]),
    );
  const owners = await load(services.map(({ state }) => state.subscriberId));
  const parents = await load([...owners.values()].flatMap(({ payerId = [] }) => payerId));
  return new Map(
    [...owners].map(([id, owner]) => [
      id,
      (owner.payerId === undefined ? undefined : parents.get(owner.payerId)) ?? owner,
    ]),
  );
}

async function look(
  { store, sessions, goesOn, payers }: Looking,
  bulk: BulkChange,
  plan: Plan | undefined,
  service: Stored<Service>,
): Promise<Look | undefined> {
  if (!(await isCandidate({ store, sessions }, service, bulk.wish))) return undefined;
  const { id: serviceId, state } = service;
  const leftOut = leftOutFor(state, bulk, plan) ?? (await takenBySomebody(store, service, bulk));
  if (leftOut !== undefined) return { leftOut };
  const session = await sessions.current(serviceId);
  const wanted = deliveredContent(
    { ...state, plan: planFor(state, bulk), access: accessFor(state, bulk) },
    suspensionAfter(state, bulk.wish),
    defaultAccessPolicy,
  );
  return {
    touched: {
      serviceId,
      subscriberId: state.subscriberId,
      planId: state.plan.planId,
      fromVersion: state.plan.terms.version,
      session:
        session === undefined || session.endedAt !== undefined
          ? 'none'
          : (await goesOn(session, state, wanted))
            ? 'kept'
            : 'cut',
    },
    price: priceFor(state, bulk, payers.get(state.subscriberId)?.billingProfile),
  };
}

/** Of a move: whether somebody else has on the new node what the service must have there alone, such as its VLANs. */
async function takenBySomebody(
  store: Store,
  { id, state }: Stored<Service>,
  bulk: BulkChange,
): Promise<string | undefined> {
  if (bulk.wish.action !== 'move') return undefined;
  const taken = await refuseTaken(store, id, state, { access: accessFor(state, bulk) });
  return taken === undefined || taken.ok ? undefined : taken.refusal.code;
}
