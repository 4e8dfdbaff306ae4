import { localDay } from '../domain/billing/local-day.ts';
import type { Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import { together } from '../ports/together.ts';
import { billAlone } from './bill-subscriber.ts';
import { billTogether, prepareTogether } from './bill-together.ts';
import type { BilledInvoice, BillingPorts } from './billing-plan.ts';
import { readAhead } from './read-ahead.ts';

interface Asked {
  readonly subscriberId: string;
  readonly context: Context;
}

export type BillNow = (asked: Asked) => Promise<void>;

type Billed = Result<readonly BilledInvoice[]>;

/**
 * Bills whoever is asked for, each for its own calendar day of now. Those who are asked for while others are billed are
 * then read and written together: they would be rivals for the next invoice number.
 */
export function billingNow(ports: BillingPorts): BillNow {
  const bill = together(1, (asked: readonly Asked[]) => billAll(ports, asked));
  return async (asked) => {
    const outcome = await bill(asked);
    if (outcome.status === 'rejected') throw outcome.reason;
    const billed = outcome.value;
    // It waits for its tax, and is due: the next run bills it, or names it with the reason.
    if (billed.ok || billed.refusal.code.startsWith('tax-service.')) return;
    const { code, message } = billed.refusal;
    throw new Error(`${asked.subscriberId} cannot be billed: ${code}: ${message}`);
  };
}

type Outcome = PromiseSettledResult<Billed>;

/** A fault with one is not one with the others. */
async function billAll(ports: BillingPorts, asked: readonly Asked[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  // They were asked for at one moment: the latest of their instants is that of all.
  const context = asked.map((one) => one.context).reduce((a, b) => (a.now < b.now ? b : a));
  const ids = [...new Set(asked.map(({ subscriberId }) => subscriberId))];
  const reading = { ...ports, store: await readAhead(ports.store, ids) };
  const wishes = (await reading.store.loadAll(subscriberAggregate, ids)).map(({ id, state }) => ({
    subscriberId: id,
    on: localDay(context.now, state.details.timeZone),
  }));
  const prepared = await prepareTogether(reading, wishes, context);
  const billed = await billTogether(reading, prepared, new Map(), context);
  for (const wish of wishes) {
    const [outcome] = await Promise.allSettled([billed.get(wish) ?? billAlone(ports, wish, context)]);
    outcomes.set(wish.subscriberId, outcome);
  }
  return asked.map(
    ({ subscriberId }) =>
      outcomes.get(subscriberId) ?? {
        status: 'rejected',
        reason: new Error(`the payer ${subscriberId} is gone`),
      },
  );
}
