import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Refusal } from '../shared/api.ts';
import { useApi } from '../shared/reading.tsx';
import type { ChargeForesight, Money, SupposedCharge } from '../shared/routes.ts';
import { format } from './parts.tsx';
import { PreviewLines } from './preview-lines.tsx';

/** What a discount, coupon, outage or pay-off would change, as the very calculation of the bill has it. Nothing is done. */
export function ChargeConsequence({
  serviceId,
  charge,
}: {
  readonly serviceId: string;
  /** Left out while too little is said to ask. */
  readonly charge: SupposedCharge | undefined;
}) {
  const api = useApi();
  const asked = useDeferredValue(charge === undefined ? undefined : JSON.stringify(charge));
  const { data, error, isFetching } = useQuery({
    queryKey: ['charge-consequence', serviceId, asked],
    queryFn: ({ signal }) =>
      api.call(
        'POST /services/{id}/charges/preview',
        { params: { id: serviceId }, body: JSON.parse(asked ?? '') as SupposedCharge },
        { signal },
      ),
    enabled: asked !== undefined,
    retry: false,
    placeholderData: (before) => before,
  });
  if (asked === undefined) return undefined;
  if (error !== null) {
    return (
      <p className="note">
        {error instanceof Refusal
          ? (error.problem.detail ?? error.message)
          : 'What it would do cannot be told now.'}
      </p>
    );
  }
  if (data === undefined) return <p className="note">Reckoning what it would do …</p>;
  return (
    <section className="consequence" aria-label="What it will do" aria-live="polite" aria-busy={isFetching}>
      <p>
        <strong>{sentenceOf(data)}</strong>
      </p>
      {data.recurring.length > 0 && (
        <ul>
          {data.recurring.map((change) => (
            <li key={`${change.period}${change.from}`}>{recurringOf(change, data.on)}</li>
          ))}
        </ul>
      )}
      <PreviewLines lines={data.lines} />
    </section>
  );
}

function sentenceOf({ due, recurring, withActivation }: ChargeForesight): string {
  const amount = Number(due.amount);
  const money = format.money(positive(due));
  if (withActivation === true && amount !== 0) {
    return `Activated today, ${money} ${amount < 0 ? 'less' : 'more'} is charged`;
  }
  if (amount !== 0) return `Will ${amount < 0 ? 'credit' : 'charge'} ${money}`;
  return recurring.length === 0 ? 'Changes nothing that is charged' : 'Changes nothing that is charged today';
}

/** `$4.90 less each month, until 1 March 2027: $9.80 in place of $14.70`. */
function recurringOf(
  { period, from, to, before, after, difference }: ChargeForesight['recurring'][number],
  today: string,
): string {
  const since = from > today ? `From ${format.day(from)} on ` : '';
  const until = to === undefined ? '' : `, until ${format.day(to)}`;
  const way = difference.amount.startsWith('-') ? 'less' : 'more';
  const prices = `${format.money(after)} in place of ${format.money(before)}`;
  return `${since}${format.money(positive(difference))} ${way} each ${period}${until}: ${prices}`;
}

const positive = (money: Money): Money => ({ ...money, amount: money.amount.replace('-', '') });
