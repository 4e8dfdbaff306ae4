import type { Taxation, TaxedBuyer } from '../domain/billing/tax-rules.ts';
import { taxRulesAggregate, taxRulesId } from '../domain/billing/tax-rules.ts';
import type { Store } from '../ports/store.ts';
import { readOperator } from './change-operator.ts';

/** What the taxes of one payer are found by; nothing where its profile alone decides. */
export async function loadTaxation(store: Store, buyer: TaxedBuyer): Promise<Taxation | undefined> {
  const rules = (await store.load(taxRulesAggregate, taxRulesId))?.state.rules;
  if (rules === undefined) return buyer.exemptions.length === 0 ? undefined : { buyer };
  return { rules, seller: (await readOperator({ store })).state.address, buyer };
}
