import type { ObservedLine, ObservedState } from '../contracts/network-state.ts';
import { isSame } from '../domain/details.ts';
import { addressesBeyond, lineAddresses, serviceAddresses } from '../domain/network/binding-addresses.ts';
import { withChange } from '../domain/service/change.ts';
import { lineAfter } from '../domain/service/observe-service.ts';
import { runningOrder, type Service, type ServiceEvent } from '../domain/service/service.ts';
import type { ChangeExtras } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { moveAddresses } from './pool-addresses.ts';
import { addressClaim, claimsBeyond, claimsOf } from './service-claims.ts';

/** What the line of a service that was seen brings with it. */
export interface LineRecord {
  readonly events: readonly ServiceEvent[];
  readonly extras: ChangeExtras;
  readonly others: readonly Change[];
}

/**
 * Where an OLT has the ONU, with the numbers that it chose itself: they are the service's alone from now on, so that no
 * pool gives them to another.
 */
export async function recordLine(
  store: Store,
  { id, state }: Stored<Service>,
  observed: ObservedState,
  context: Context,
): Promise<LineRecord> {
  const seen = lineAfter(state, observed).line;
  if (isSame(seen, state.line)) return { events: [], extras: {}, others: [] };
  const line = seen === undefined ? undefined : await itsOwn(store, id, seen);
  if (isSame(line, state.line)) return { events: [], extras: {}, others: [] };
  const { line: _, ...rest } = state;
  const after = { ...rest, ...(line === undefined ? {} : { line }) } as Service;
  const [had, has] = [allOf(state), allOf(after)];
  const claims = (services: readonly Service[]) => services.flatMap(claimsOf);
  const addresses = (services: readonly Service[]) => services.flatMap(serviceAddresses);
  const goes = addressesBeyond(addresses(had), addresses(has));
  const comes = addressesBeyond(addresses(has), addresses(had));
  return {
    events: [{ type: 'service.line-observed', data: line === undefined ? {} : { line } }],
    extras: {
      claims: claimsBeyond(claims(has), claims(had)),
      releases: claimsBeyond(claims(had), claims(has)),
    },
    others: await moveAddresses(store, state.access.siteId, id, { goes, comes }, context),
  };
}

/** While a change runs, a service has what it had and what it is to have. */
function allOf(service: Service): readonly Service[] {
  const command = runningOrder(service)?.command;
  return command?.kind === 'change' ? [service, withChange(service, command.change)] : [service];
}

/** Without the numbers that are another service's: that they are on the device twice is for people to see there. */
async function itsOwn(store: Store, serviceId: string, line: ObservedLine): Promise<ObservedLine> {
  const numbers = lineAddresses(line);
  const holders = await store.holders(
    numbers.map(({ kind, scope, value }) => addressClaim(kind, scope, value)),
  );
  const foreign = new Set(
    numbers.filter((_, i) => (holders[i]?.holder ?? serviceId) !== serviceId).map(({ kind }) => kind),
  );
  const { onuId, servicePort, ...place } = line;
  return {
    ...place,
    ...(onuId === undefined || foreign.has('onu-id') ? {} : { onuId }),
    ...(servicePort === undefined || foreign.has('service-port') ? {} : { servicePort }),
  };
}
