import type { DunningPage } from '../contracts/dunning-run.ts';
import { askAgain, heldEntries, paymentAggregate } from '../domain/payment/payment.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { each } from './sweep-collections.ts';
import { changeOne } from './write-one.ts';

const perPage = 50;

/** Has providers asked once more whether what they announced was made: those who ask hear of it. */
export async function sweepAnnounced(
  { store }: Pick<Ports, 'store'>,
  cursor: string | null,
  context: Context,
): Promise<DunningPage> {
  const page = await store.list(
    paymentAggregate,
    { by: 'place', place: heldEntries },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  return each(page, ({ id, state: { reference } }) => ({
    subscriberId: reference.subscriberId ?? id,
    done: changeOne(store, paymentAggregate, id, context, ({ state }) =>
      done({ events: askAgain(state, context.now) }),
    ),
  }));
}
