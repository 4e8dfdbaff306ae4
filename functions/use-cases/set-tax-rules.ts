import type { TaxRules } from '../contracts/tax-rules.ts';
import { type StoredTaxRules, taxRulesAggregate, taxRulesId } from '../domain/billing/tax-rules.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { readOperator } from './change-operator.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Sets the rules by which everything is taxed that is charged from now on; what was charged keeps its taxes. */
export function setTaxRules(
  { store }: Pick<Ports, 'store'>,
  rules: TaxRules,
  context: Context,
): Promise<Result<Stored<StoredTaxRules>>> {
  return withRetry(context, async () => {
    const sellerDecides = rules.supply === 'origin' || rules.reverseCharge !== undefined;
    if (sellerDecides && (await readOperator({ store })).state.address === undefined) {
      return refuse(
        'tax-rules.seller-place-unknown',
        'By these rules taxes depend on the seller’s place: give the operator an address first (PUT /operator).',
        rules.supply === 'origin' ? '/supply' : '/reverseCharge',
      );
    }
    const stored = await store.load(taxRulesAggregate, taxRulesId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const made = change(
      taxRulesAggregate,
      taxRulesId,
      stored,
      [{ type: 'tax-rules.set', data: rules }],
      context.now,
    );
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
