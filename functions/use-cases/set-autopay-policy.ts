import type { AutopayRule } from '../contracts/collection.ts';
import {
  type AutopayPolicy,
  autopayPolicyAggregate,
  autopayPolicyId,
} from '../domain/payment/autopay-policy.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Sets when invoices are charged to saved methods; charges that are scheduled keep their days. */
export function setAutopayPolicy(
  { store }: Pick<Ports, 'store'>,
  { rules }: { readonly rules: AutopayRule[] },
  context: Context,
): Promise<Result<Stored<AutopayPolicy>>> {
  return withRetry(context, async () => {
    const stored = await store.load(autopayPolicyAggregate, autopayPolicyId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const set = {
      type: 'autopay-policy.set' as const,
      data: { rules, setOn: context.now.slice(0, 10) },
    };
    const made = change(autopayPolicyAggregate, autopayPolicyId, stored, [set], context.now);
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
