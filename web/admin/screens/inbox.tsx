import { Link } from '@tanstack/react-router';
import { Failure, Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Payment } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { InvoiceLink, SubscriberLink } from '../links.tsx';
import { Empty, Facts, format, Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { paymentTabs } from './payments.tsx';

/**
 * Money that came in and counts for nobody yet: what looks like other payments or is not confirmed, and what nobody was found
 * for, with who it may be from, and one press that says so.
 */
export default function Inbox() {
  const held = usePages('GET /payments', { query: { limit: 20, state: 'held' } });
  const unmatched = usePages('GET /payments', { query: { limit: 20, state: 'unmatched' } });
  const lists = [held, unmatched];
  const failed = lists.find(({ error }) => error !== null);
  const more = lists.find(({ hasNextPage }) => hasNextPage);
  return (
    <Page title="Unmatched payments">
      <Tabs label="Payments" tabs={paymentTabs} />
      {failed !== undefined && failed.error !== null && (
        <Failure error={failed.error} words={words.reading} retry={() => void failed.refetch()} />
      )}
      {failed === undefined && lists.some(({ isPending }) => isPending) && (
        <p role="status" className="note">
          {words.reading.loading}
        </p>
      )}
      {lists.every(({ data, items }) => data !== undefined && items.length === 0) && (
        <Empty>Every payment has its subscriber. New ones that name nobody appear here.</Empty>
      )}
      {lists
        .flatMap(({ items }) => items)
        .map((payment) => (
          <Section
            key={payment.id}
            title={`${titleOf(payment)} on ${format.day(payment.receivedOn ?? payment.updatedAt.slice(0, 10))}`}
            actions={<Link to={`/billing/payments/${payment.id}`}>Open</Link>}
          >
            {payment.state === 'held' ? <Held payment={payment} /> : <Matching payment={payment} />}
          </Section>
        ))}
      {more !== undefined && (
        <button type="button" className="plain" onClick={() => void more.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </Page>
  );
}

/** What is not certain to count, and one press that says whether it does. */
export function Held({ payment }: { readonly payment: Payment }) {
  const twinId = payment.held?.twinId;
  return twinId === undefined ? (
    <Announced payment={payment} />
  ) : (
    <Likeness payment={payment} heldFor={twinId} />
  );
}

/** What its provider told of and has not confirmed. */
function Announced({
  payment: { id, note, held, state, provider, providerPaymentId },
}: {
  readonly payment: Payment;
}) {
  const may = useMay();
  return (
    <div className="stack">
      <p>
        {wordsOf(provider)} told of it as {providerPaymentId}
        {held?.reason === undefined
          ? ' and is asked whether it came. It counts by itself when that is confirmed.'
          : ' and did not confirm it. Look it up there before you say that it counts.'}
      </p>
      <Facts
        facts={[
          ['The payer said', note],
          ['Not confirmed', held?.reason],
        ]}
      />
      {may('billing:write') && held?.reason !== undefined && (
        <div className="actions">
          <Command
            route="POST /payments/{id}/count"
            params={{ id }}
            label="It is there: count it"
            look="main"
          />
          {state === 'held' && (
            <Command route="POST /payments/{id}/drop" params={{ id }} label="It never came: drop it" />
          )}
        </div>
      )}
    </div>
  );
}

/** An entry of a statement beside the payment that it looks like. */
function Likeness({
  payment: { id, note, state },
  heldFor,
}: {
  readonly payment: Payment;
  readonly heldFor: string;
}) {
  const may = useMay();
  const twin = useRead('GET /payments/{id}', { params: { id: heldFor } });
  return (
    <div className="stack">
      <Reading of={twin} words={words.reading}>
        {({ id: twinId, amount, receivedOn, updatedAt, subscriberId, note: said }) => (
          <>
            <p>
              Looks like the{' '}
              <Link to={`/billing/payments/${twinId}`}>payment of {amount && format.money(amount)}</Link> on{' '}
              {format.day(receivedOn ?? updatedAt.slice(0, 10))}
              {subscriberId === undefined ? (
                ', which nobody was found for yet'
              ) : (
                <>
                  , counted for <SubscriberLink id={subscriberId} />
                </>
              )}
              .
            </p>
            <Facts
              facts={[
                ['There it says', said],
                ['Here it says', note],
              ]}
            />
          </>
        )}
      </Reading>
      {may('billing:write') && (
        <div className="actions">
          {state === 'held' && (
            <Command route="POST /payments/{id}/drop" params={{ id }} label="The same: drop it" look="main" />
          )}
          <Command route="POST /payments/{id}/count" params={{ id }} label="Another payment: count it" />
        </div>
      )}
    </div>
  );
}

function titleOf({ amount, refunded }: Payment): string {
  if (amount !== undefined) return format.money(amount);
  return refunded === undefined ? 'Payment' : `${format.money(refunded)} went back`;
}

export function Matching({ payment: { id, unmatched, note, reference } }: { readonly payment: Payment }) {
  const may = useMay();
  const suggestions = useRead('GET /payments/{id}/suggestions', { params: { id } });
  const said = [note, reference.invoiceId, reference.subscriberId].filter((one) => one !== undefined);
  return (
    <div className="stack">
      {said.length > 0 && (
        <p>
          The payer said: “<bdi>{said.join(' · ')}</bdi>”
        </p>
      )}
      {unmatched !== undefined && <p className="hint">{unmatched.detail}</p>}
      <Reading of={suggestions} words={words.reading}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="hint">Nobody fits. Choose the subscriber yourself once you know.</p>
          ) : (
            <ul className="concerns offers">
              {items.map(({ subscriberId, invoiceId, why }) => (
                <li key={`${subscriberId} ${invoiceId ?? ''}`}>
                  <div>
                    <SubscriberLink id={subscriberId} />
                    {invoiceId !== undefined && (
                      <>
                        {' '}
                        for <InvoiceLink id={invoiceId} />
                      </>
                    )}
                    <p className="hint">{why}</p>
                  </div>
                  {may('billing:write') && (
                    <Command
                      route="POST /payments/{id}/match"
                      params={{ id }}
                      body={{ subscriberId, ...(invoiceId === undefined ? {} : { invoiceId }) }}
                      label="Match"
                      look="main"
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Reading>
      {may('billing:write') && (
        <div className="actions">
          <Act
            route="POST /payments/{id}/match"
            params={{ id }}
            label="Somebody else …"
            title="Whose payment is it?"
            submit="Match"
            labels={{ invoiceId: 'Invoice, if it is for that one' }}
          />
        </div>
      )}
    </div>
  );
}
