import { localDay } from '../domain/billing/local-day.ts';
import { done } from '../domain/result.ts';
import { countQuota } from '../domain/service/entitlement.ts';
import type { Service } from '../domain/service/service.ts';
import { beginningOf, spanBegin, spanEnd } from '../domain/usage/local-borders.ts';
import { noVolume, totalOf, volumesBetween } from '../domain/usage/session-usage.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';

/** Judges what a service has used of its quota since the day or the month began for its subscriber. */
export async function applyQuota(
  { store, usage }: Pick<Ports, 'store' | 'usage'>,
  { id, state }: Stored<Service>,
  timeZone: string,
  context: Context,
): Promise<void> {
  const { quota } = state.plan.terms;
  if (quota === undefined) return;
  const from = spanBegin(localDay(context.now, timeZone), quota.per);
  const renewsOn = spanEnd(from, quota.per);
  const borders = [beginningOf(from, timeZone), beginningOf(renewsOn, timeZone)] as const;
  const sessions = await usage.since(id, from, borders[0]);
  const octets = sessions
    .map((session) => totalOf(volumesBetween(session, borders)[0] ?? noVolume))
    .reduce((sum, volume) => sum + volume, 0);
  const applied = await adjustEntitlement({ store }, id, context, (service) =>
    done(countQuota(service, { from, renewsOn, octets })),
  );
  if (!applied.ok) throw new Error(`the quota of ${id} could not be judged: ${applied.refusal.message}`);
}
