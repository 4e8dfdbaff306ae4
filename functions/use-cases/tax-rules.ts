import type { TaxRules } from '../contracts/tax-rules.ts';
import type { Taxation, TaxedBuyer } from '../domain/billing/tax-rules.ts';
import { taxRulesAggregate, taxRulesId } from '../domain/billing/tax-rules.ts';
import { taxServiceAggregate, taxServiceId } from '../domain/billing/tax-service.ts';
import type { Store } from '../ports/store.ts';
import { readOperator } from './change-operator.ts';

/** What the taxes of one payer are found by; nothing where its profile alone decides. */
export async function loadTaxation(
  store: Store,
  buyer: TaxedBuyer,
  supposed?: TaxRules,
): Promise<Taxation | undefined> {
  const [stored, service] = await Promise.all([
    store.load(taxRulesAggregate, taxRulesId),
    store.load(taxServiceAggregate, taxServiceId),
  ]);
  const rules = supposed ?? stored?.state.rules;
  // Who supposes other rules wants to see what they would come to, not what a service says today.
  const isQuoted = supposed === undefined && service?.state.url !== undefined;
  if (rules === undefined && !isQuoted) return buyer.exemptions.length === 0 ? undefined : { buyer };
  return { rules, seller: (await readOperator({ store })).state.address, buyer, isQuoted };
}
