import { Link } from '@tanstack/react-router';
import { Failure, Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Payment } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { InvoiceLink, SubscriberLink } from '../links.tsx';
import { Empty, format, Page, Section, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { paymentTabs } from './payments.tsx';

/** Money that came in and that nobody was found for: who it may be from, and one press that says so. */
export default function Inbox() {
  const rows = usePages('GET /payments', { query: { limit: 20, state: 'unmatched' } });
  return (
    <Page title="Unmatched payments">
      <Tabs label="Payments" tabs={paymentTabs} />
      {rows.error !== null && (
        <Failure error={rows.error} words={words.reading} retry={() => void rows.refetch()} />
      )}
      {rows.data !== undefined && rows.items.length === 0 && (
        <Empty>Every payment has its subscriber. New ones that name nobody appear here.</Empty>
      )}
      {rows.items.map((payment) => (
        <Section
          key={payment.id}
          title={`${titleOf(payment)} on ${format.day(payment.receivedOn ?? payment.updatedAt.slice(0, 10))}`}
          actions={<Link to={`/billing/payments/${payment.id}`}>Open</Link>}
        >
          <Matching payment={payment} />
        </Section>
      ))}
      {rows.hasNextPage && (
        <button type="button" className="plain" onClick={() => void rows.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </Page>
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
