import { type StoredTaxRules, taxRulesAggregate, taxRulesId } from '../domain/billing/tax-rules.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** The tax rules; none before the first were set. */
export async function readTaxRules({
  store,
}: Pick<Ports, 'store'>): Promise<Result<Stored<StoredTaxRules> | undefined>> {
  return done(await store.load(taxRulesAggregate, taxRulesId));
}
