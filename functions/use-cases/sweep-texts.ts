import type { DunningPage } from '../contracts/dunning-run.ts';
import { dueTexts, notificationAggregate } from '../domain/notification/notification.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { each } from './sweep-collections.ts';
import { changeOne } from './write-one.ts';

const perPage = 50;

/** Has the text messages sent for which quiet hours are over: those who send hear of it. */
export async function sweepTexts(
  { store }: Pick<Ports, 'store'>,
  cursor: string | null,
  context: Context,
): Promise<DunningPage> {
  const page = await store.list(
    notificationAggregate,
    { by: 'due', dueOnOrBefore: context.now },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  return each(page, ({ id, state: { subscriberId } }) => ({
    subscriberId,
    done: changeOne(store, notificationAggregate, id, context, ({ state }) =>
      done({ events: dueTexts(state, context.now) }),
    ),
  }));
}
