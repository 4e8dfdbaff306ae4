import type { SurveyedPrice, SurveyedService } from '../contracts/bulk-action.ts';
import type { BulkActionSurveyed } from '../contracts/events/bulk-action-surveyed.ts';
import { serviceActionOf } from '../domain/bulk-action/actions/index.ts';
import { type BulkAction, merged } from '../domain/bulk-action/bulk-action.ts';
import { afterwards, leftOutFor } from '../domain/bulk-action/meant.ts';
import { priceFor } from '../domain/bulk-action/price.ts';
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

/** Looks at the next services: with which it is done, what they pay, and what becomes of their sessions. */
export async function surveyServices(
  { store, sessions }: Reading,
  bulk: BulkAction,
): Promise<BulkActionSurveyed['data']> {
  const plan = await targetPlan(store, bulk);
  const goesOn = foresight(store);
  const found: SurveyedService[] = [];
  const prices: SurveyedPrice[] = [];
  const leftOut: string[] = [];
  let cursor: string | null = bulk.cursor;
  for (let looked = 0; cursor !== null && looked < perStep; looked += perPage) {
    const page = await nextCandidates(store, bulk.wish, cursor, perPage);
    leftOut.push(...Array<string>(page.unknown).fill('service.unknown'));
    const payers = await payersOf(store, bulk, page.services);
    const looks = await sideBySide(page.services, (service) =>
      look({ store, sessions, goesOn, payers }, bulk, plan, service),
    );
    for (const one of looks) {
      if (one === undefined) continue;
      if ('leftOut' in one) leftOut.push(one.leftOut);
      else {
        found.push(one.found);
        prices.push(one.price);
      }
    }
    cursor = page.cursor;
  }
  return { found, prices: merged([], prices), leftOut: countedBy(leftOut), cursor };
}

type Look = { readonly leftOut: string } | { readonly found: SurveyedService; readonly price: SurveyedPrice };

interface Looking extends Reading {
  readonly goesOn: Foresight;
  readonly payers: ReadonlyMap<string, Subscriber>;
}

/** Who pays for the services, where the price may hang on how they are billed. */
async function payersOf(
  store: Store,
  { wish }: BulkAction,
  services: readonly Stored<Service>[],
): Promise<ReadonlyMap<string, Subscriber>> {
  if (serviceActionOf(wish).priceFor === undefined) return new Map();
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
  bulk: BulkAction,
  plan: Plan | undefined,
  service: Stored<Service>,
): Promise<Look | undefined> {
  if (!(await isCandidate({ store, sessions }, service, bulk.wish))) return undefined;
  const { id: serviceId, state } = service;
  const after = leftOutFor(state, bulk, plan) ?? afterwards(state, bulk);
  if (typeof after === 'string') return { leftOut: after };
  const taken = await takenBySomebody(store, service, after.delivered);
  if (taken !== undefined) return { leftOut: taken };
  const session = await sessions.current(serviceId);
  const wanted = deliveredContent(after.delivered, after.suspension, defaultAccessPolicy);
  return {
    found: {
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

/** Of another binding: whether somebody else has what the service must have alone there, such as its VLANs. */
async function takenBySomebody(
  store: Store,
  { id, state }: Stored<Service>,
  { access }: Pick<Service, 'access'>,
): Promise<string | undefined> {
  if (access === state.access) return undefined;
  const taken = await refuseTaken(store, id, state, { access });
  return taken === undefined || taken.ok ? undefined : taken.refusal.code;
}
