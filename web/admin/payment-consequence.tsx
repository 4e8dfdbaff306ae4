import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Refusal } from '../shared/api.ts';
import { useApi } from '../shared/reading.tsx';
import type { Balance, SupposedPayment } from '../shared/routes.ts';
import { Facts, format } from './parts.tsx';

/** What money that is recorded or given would settle, as the very calculation of the account has it. Nothing is done. */
export function PaymentConsequence({
  subscriberId,
  body,
  as = 'payment',
}: {
  readonly subscriberId: string;
  readonly body: unknown;
  readonly as?: SupposedPayment['as'];
}) {
  const api = useApi();
  const {
    amount,
    invoiceId,
    allocations = [],
  } = body as Partial<SupposedPayment> & {
    readonly allocations?: readonly unknown[];
  };
  const asked = useDeferredValue(JSON.stringify({ amount, invoiceId, as }));
  // What the payer said in parts is said already.
  const isAsked = amount !== undefined && Number(amount.amount) > 0 && allocations.length === 0;
  const { data, error } = useQuery({
    queryKey: ['payment-consequence', subscriberId, asked],
    queryFn: ({ signal }) =>
      api.call(
        'POST /subscribers/{id}/payments/preview',
        { params: { id: subscriberId }, body: JSON.parse(asked) as SupposedPayment },
        { signal },
      ),
    enabled: isAsked,
    retry: false,
    placeholderData: (before) => before,
  });
  if (!isAsked) return undefined;
  if (error !== null) {
    return (
      <p className="note">
        {error instanceof Refusal ? error.message : 'What it would do cannot be told now.'}
      </p>
    );
  }
  if (data === undefined) return <p className="note">Reckoning what it would do …</p>;
  const { settles, after } = data;
  return (
    <section className="consequence" aria-label="What it will do" aria-live="polite">
      <p>
        <strong>{sentenceOf(after)}</strong>
      </p>
      <ul className="lines">
        {settles.map(({ invoiceId: id, number, amount: part, isPaid }) => (
          <li key={id}>
            <span>
              {number} <span className="soft">{isPaid ? 'is paid' : 'is paid in part'}</span>
            </span>
            <span className="figure">{format.money(part)}</span>
          </li>
        ))}
      </ul>
      <Facts facts={[Number(after.credit.amount) > 0 && ['Open credit', format.money(after.credit)]]} />
    </section>
  );
}

function sentenceOf({ due, overdue }: Balance): string {
  if (Number(due.amount) <= 0) return 'Then nothing is owed, and what dunning took is given back';
  return Number(overdue.amount) <= 0
    ? `Then ${format.money(due)} is open, none of it overdue; what dunning took is given back`
    : `Then ${format.money(due)} is open, ${format.money(overdue)} of it overdue`;
}
