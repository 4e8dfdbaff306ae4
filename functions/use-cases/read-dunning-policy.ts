import { type DunningPolicy, dunningPolicyAggregate, dunningPolicyId } from '../domain/dunning/policy.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** The dunning policy; none before the first was set, and then nobody is reminded or suspended. */
export async function readDunningPolicy({
  store,
}: Pick<Ports, 'store'>): Promise<Result<Stored<DunningPolicy> | undefined>> {
  return done(await store.load(dunningPolicyAggregate, dunningPolicyId));
}
