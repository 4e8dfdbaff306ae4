import type { EventEnvelope } from '../contracts/event.ts';
import type { Day } from '../contracts/scalars.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { ServiceEvent } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Stored } from '../ports/store.ts';
import { type BillingPorts, previewBilling } from './billing-plan.ts';

/** What services are supposed to have lived besides, by their ids. */
export type Lived = ReadonlyMap<string, readonly EventEnvelope[]>;

/** By how much, and by which lines, the bill of a day is another one when services have lived one thing and not the other. */
export async function billsApart(
  ports: BillingPorts,
  bill: { readonly subscriberId: string; readonly on: Day; readonly currency: string },
  lived: { readonly before?: Lived | undefined; readonly after: Lived },
  context: Context,
) {
  const { subscriberId, on, currency } = bill;
  const [after, before] = await Promise.all([
    previewBilling(ports, { subscriberId, on, lived: lived.after }, context),
    previewBilling(
      ports,
      { subscriberId, on, ...(lived.before === undefined ? {} : { lived: lived.before }) },
      context,
    ),
  ]);
  if (!after.ok) return after;
  if (!before.ok) return before;
  const linesOf = ({ value }: typeof after) => value.flatMap(({ data }) => data.lines);
  const total = ({ value }: typeof after) => value.reduce((sum, { data }) => sum + data.total, 0);
  const known = linesOf(before).map(sameness);
  const lines = linesOf(after).filter((line) => {
    const same = known.indexOf(sameness(line));
    if (same !== -1) known.splice(same, 1);
    return same === -1;
  });
  return done({
    due: formatMoney({ minor: total(after) - total(before), currency }),
    lines: lines.map(({ item, from, to, minor }) => ({
      item,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      amount: formatMoney({ minor, currency }),
    })),
  });
}

/** An event as if it had been the next one of a service. */
export function supposedly(
  { id, version }: Stored<unknown>,
  { type, data }: ServiceEvent,
  by: Pick<EventEnvelope, 'eventId' | 'at' | 'actor'>,
): EventEnvelope {
  return { ...by, type, data, aggregateType: 'service', aggregateId: id, version: version + 1 };
}

type Line = {
  readonly item: string;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly minor: number;
  readonly serviceId?: string | undefined;
};

const sameness = ({ serviceId, item, from, to, minor }: Line) =>
  JSON.stringify([serviceId, item, from, to, minor]);

export type BillsApart = Awaited<ReturnType<typeof billsApart>> extends Result<infer T> ? T : never;
