import type { Figures } from '../contracts/figures.ts';
import type { SweptPage } from '../contracts/service-sweep.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { figuresOf, noFigures, plusFigures } from '../domain/figures/figures.ts';
import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { readHistories } from './billing-histories.ts';

const perPage = 100;
const atOnce = 10;

/** Has the figures of the base reckoned anew, as of now. */
export async function startFigures(
  { workflow, ids }: Pick<Ports, 'workflow' | 'ids'>,
  { now }: Context,
): Promise<Result<{ readonly asOf: string }>> {
  await workflow.start('sweep-services', ids.next('fig'), { sweep: 'figures', asOf: now });
  return done({ asOf: now });
}

/** Reckons the figures of one page of subscribers; with the last page those of the whole base stand. */
export async function countFigures(
  ports: Pick<Ports, 'store' | 'figures'>,
  { asOf, cursor }: { readonly asOf: string; readonly cursor: string | null },
): Promise<SweptPage> {
  const { store, figures } = ports;
  const page = await store.list(
    subscriberAggregate,
    { by: 'type' },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  const failures: SweptPage['failures'] = [];
  let part = noFigures;
  for (let i = 0; i < page.items.length; i += atOnce) {
    const counted = await Promise.all(
      page.items.slice(i, i + atOnce).map(async (subscriber): Promise<Figures> => {
        try {
          return await figuresOfOne(ports, subscriber, asOf);
        } catch (error) {
          // The others count all the same, and the figures say that one is not in them.
          failures.push({
            id: subscriber.id,
            reason: error instanceof Error ? error.message : String(error),
          });
          return { ...noFigures, unreckoned: 1 };
        }
      }),
    );
    part = counted.reduce(plusFigures, part);
  }
  await figures.keep(asOf, cursor ?? '', part);
  if (page.nextCursor === undefined) {
    const whole = (await figures.parts(asOf)).reduce(plusFigures, noFigures);
    await figures.publish({ asOf, figures: whole });
  }
  return { nextCursor: page.nextCursor ?? null, failures };
}

async function figuresOfOne(
  { store }: Pick<Ports, 'store'>,
  { id, state }: Stored<Subscriber>,
  asOf: string,
): Promise<Figures> {
  const { account } = await loadAccount(store, id, state);
  const [{ billed }, dunning] = await Promise.all([
    readHistories(store, id, account.ledger),
    store.load(dunningAggregate, dunningIdOf(id)),
  ]);
  const today = localDay(asOf, state.details.timeZone);
  const { hold } = dunning?.state ?? {};
  return figuresOf({
    today,
    services: billed,
    open: account.openInvoices,
    currency: state.details.currency,
    isHeld: hold !== undefined && hold.until > today,
  });
}
