import { type DunningPolicy, dunningPolicyAggregate, dunningPolicyId } from '../domain/dunning/policy.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

const mostMs = 7 * 86_400_000;

/** Staff have looked at what seems suspect, and have steps taken all the same until an instant. */
export function overrideDunningStop(
  { store }: Pick<Ports, 'store'>,
  { until, reason }: { readonly until: string; readonly reason: string },
  context: Context,
): Promise<Result<Stored<DunningPolicy>>> {
  return changeOne(store, dunningPolicyAggregate, dunningPolicyId, context, () => {
    const ahead = Date.parse(until) - Date.parse(context.now);
    if (ahead <= 0 || ahead > mostMs) {
      return refuse(
        'dunning.override-span',
        'Name an instant within the next seven days; look again after that.',
        '/until',
      );
    }
    return done({ events: [{ type: 'dunning-policy.stop-overridden', data: { until, reason } }] });
  });
}
