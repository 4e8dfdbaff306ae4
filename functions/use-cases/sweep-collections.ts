import type { DunningPage } from '../contracts/dunning-run.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { collectionAggregate } from '../domain/payment/collection.ts';
import { announceExpiry, paymentMethodsAggregate } from '../domain/payment/methods.ts';
import { done } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { collectInvoice } from './collect-invoice.ts';
import { changeOne } from './write-one.ts';

const perPage = 100;
const dayMs = 86_400_000;

/** Where the day begins first it is tomorrow already. */
function latestDay(context: Context): string {
  return new Date(Date.parse(context.now) + dayMs).toISOString().slice(0, 10);
}

type SweepPorts = Pick<Ports, 'store'>;

/** Begins the charges whose day has begun, a page at a time. One with which it breaks is told of and stops no other. */
export async function sweepCollections(
  ports: SweepPorts,
  cursor: string | null,
  context: Context,
): Promise<DunningPage> {
  const page = await ports.store.list(
    collectionAggregate,
    { by: 'due', dueOnOrBefore: latestDay(context) },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  return each(page, ({ state }) => ({
    subscriberId: state.subscriberId,
    done: collectInvoice(ports, state.invoiceId, context),
  }));
}

/** Announces the ends of methods that are charged, a page at a time. */
export async function sweepPaymentMethods(
  { store }: SweepPorts,
  cursor: string | null,
  context: Context,
): Promise<DunningPage> {
  const page = await store.list(
    paymentMethodsAggregate,
    { by: 'due', dueOnOrBefore: latestDay(context) },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  return each(page, ({ id, state: { subscriberId } }) => ({
    subscriberId,
    done: changeOne(store, paymentMethodsAggregate, id, context, async ({ state }) => {
      const subscriber = await store.load(subscriberAggregate, subscriberId);
      if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
      const today = localDay(context.now, subscriber.state.details.timeZone);
      return done({ events: announceExpiry(state, today) });
    }),
  }));
}

/** Works on what a page holds, on all at once; one that breaks is told of and stops no other. */
export async function each<T>(
  page: { readonly items: readonly T[]; readonly nextCursor?: string },
  work: (item: T) => { readonly subscriberId: string; readonly done: Promise<unknown> },
): Promise<DunningPage> {
  const failures: DunningPage['failures'] = [];
  await Promise.all(
    page.items.map(async (item) => {
      const { subscriberId, done: worked } = work(item);
      try {
        await worked;
      } catch (error) {
        failures.push({ subscriberId, reason: error instanceof Error ? error.message : String(error) });
      }
    }),
  );
  return { nextCursor: page.nextCursor ?? null, failures };
}
