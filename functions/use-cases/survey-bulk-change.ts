import type { SurveyedPrice, SurveyedService } from '../contracts/bulk-change.ts';
import type { BulkChangeSurveyed } from '../contracts/events/bulk-change-surveyed.ts';
import { type BulkChange, countedBy } from '../domain/bulk-change/bulk-change.ts';
import { leftOutFor, planFor } from '../domain/bulk-change/target.ts';
import { type Plan, planAggregate } from '../domain/catalog/plan.ts';
import { deliveredContent } from '../domain/network/desired-state.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import type { Service } from '../domain/service/service.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { isCandidate, nextCandidates } from './bulk-candidates.ts';
import { type Foresight, foresight } from './foresee-sessions.ts';
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
  const plan = await store.load(planAggregate, bulk.target.planId);
  if (plan === undefined) throw new Error(`the plan ${bulk.target.planId} of a bulk change is gone`);
  const goesOn = foresight(store);
  const services: SurveyedService[] = [];
  const prices: SurveyedPrice[] = [];
  const leftOut: string[] = [];
  let cursor: string | null = bulk.cursor;
  for (let looked = 0; cursor !== null && looked < perStep; looked += perPage) {
    const page = await nextCandidates(store, stored, cursor, perPage);
    leftOut.push(...Array<string>(page.unknown).fill('service.unknown'));
    const found = await sideBySide(page.services, (service) =>
      look({ sessions, goesOn }, bulk, plan.state, service),
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
  return { services, prices: summed(prices), leftOut: countedBy(leftOut), cursor };
}

type Look =
  | { readonly leftOut: string }
  | { readonly touched: SurveyedService; readonly price: SurveyedPrice };

interface Looking extends Pick<Ports, 'sessions'> {
  readonly goesOn: Foresight;
}

async function look(
  { sessions, goesOn }: Looking,
  bulk: BulkChange,
  plan: Plan,
  service: Stored<Service>,
): Promise<Look | undefined> {
  if (!(await isCandidate({ sessions }, service, bulk))) return undefined;
  const { id: serviceId, state } = service;
  const leftOut = leftOutFor(state, bulk, plan);
  if (leftOut !== undefined) return { leftOut };
  const { terms } = state.plan;
  const session = await sessions.current(serviceId);
  const wanted = deliveredContent(
    { ...state, plan: planFor(state, bulk) },
    state.state === 'suspended' ? state.suspension : undefined,
    defaultAccessPolicy,
  );
  return {
    touched: {
      serviceId,
      subscriberId: state.subscriberId,
      fromVersion: terms.version,
      session:
        session === undefined || session.endedAt !== undefined
          ? 'none'
          : (await goesOn(session, state, wanted))
            ? 'kept'
            : 'cut',
    },
    price: { fromVersion: terms.version, price: terms.price, period: terms.period, services: 1 },
  };
}

function summed(prices: readonly SurveyedPrice[]): SurveyedPrice[] {
  const sums = new Map<string, SurveyedPrice>();
  for (const one of prices) {
    const key = `${one.fromVersion} ${one.price.minor} ${one.price.currency} ${one.period}`;
    sums.set(key, { ...one, services: (sums.get(key)?.services ?? 0) + one.services });
  }
  return [...sums.values()];
}
