import {
  disputeInvoice as decide,
  endInvoiceDispute as decideEnd,
} from '../domain/dunning/disputed-invoice.ts';
import { type Dunning, type DunningEvent, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { attendDunning } from './attend-dunning.ts';
import { type DunningStanding, loadDunningRules, loadStanding } from './dunning-standing.ts';
import { loadKnown } from './load.ts';
import { readDunning } from './read-dunning.ts';
import { withRetry } from './retry.ts';

type DisputePorts = Pick<Ports, 'store' | 'ids'>;

/** Notes that a subscriber says an invoice is wrong: what was taken of services for it is given back at once. */
export function disputeInvoice(
  ports: DisputePorts,
  subscriberId: string,
  wish: { readonly invoiceId: string; readonly reason: string },
  context: Context,
): Promise<Result<Dunning>> {
  return note(ports, subscriberId, context, (dunning, { open, facts }) =>
    decide(dunning, open, { ...wish, since: facts.on }),
  );
}

/** Staff have looked: the invoice is dunned like any other. */
export function endInvoiceDispute(
  ports: DisputePorts,
  subscriberId: string,
  invoiceId: string,
  context: Context,
): Promise<Result<Dunning>> {
  return note(ports, subscriberId, context, (dunning) => decideEnd(dunning, invoiceId));
}

async function note(
  ports: DisputePorts,
  subscriberId: string,
  context: Context,
  decideOn: (dunning: Dunning, standing: DunningStanding) => Result<readonly DunningEvent[]>,
): Promise<Result<Dunning>> {
  const { store } = ports;
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const noted = await withRetry(context, async (): Promise<Result<void>> => {
    const standing = await loadStanding(store, subscriberId, loadDunningRules(store), context);
    const { dunning } = standing;
    const decided = decideOn(dunning?.state ?? { subscriberId, taken: [], cut: [] }, standing);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return done(undefined);
    const made = change(dunningAggregate, dunningIdOf(subscriberId), dunning, decided.value, context.now);
    const committed = await store.commit([made], context, made.state);
    return committed.ok ? done(undefined) : committed;
  });
  if (!noted.ok) return noted;
  const { idempotency: _, expectedVersion: __, ...onward } = context;
  await attendDunning(ports, subscriberId, onward);
  return readDunning(ports, subscriberId);
}
