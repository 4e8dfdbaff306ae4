import { useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Payment } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { InvoiceLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { isNothing, PaymentMark } from './billing-words.tsx';
import { Held, Matching } from './inbox.tsx';

export default function PaymentPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const payment = useRead('GET /payments/{id}', { params: { id } });
  return (
    <Reading of={payment} words={words.reading}>
      {(known) => <Known payment={known} />}
    </Reading>
  );
}

const refundFailure = ({ amount, reason, failedAt }: NonNullable<Payment['refundFailed']>) =>
  `${format.money(amount)} on ${format.instant(failedAt)}: ${reason}`;

function Known({ payment }: { readonly payment: Payment }) {
  const { id, state, amount, method, provider, allocations, disputes = [] } = payment;
  const may = useMay();
  const isWaiting = payment.unmatched !== undefined && state !== 'refunded';
  const isThere = state === 'received' || state === 'partially-refunded' || state === 'unmatched';
  const canRefund = may('billing:write') && isThere && amount !== undefined;
  return (
    <Page
      title={amount === undefined ? 'Payment' : `Payment of ${format.money(amount)}`}
      mark={<PaymentMark state={state} />}
      trail={[{ to: '/billing/payments', label: 'Payments' }]}
      actions={
        <>
          {may('billing:write') && payment.refundFailed !== undefined && (
            <Act
              route="POST /payments/{id}/refund-failure/seen"
              params={{ id }}
              label="Leave the money here"
              intro={
                <p>
                  The refund did not reach the payer. Its money settles what it had settled, and the rest is
                  credit.
                </p>
              }
            />
          )}
          {canRefund && (
            <Act
              route="POST /payments/{id}/refund"
              params={{ id }}
              label="Refund"
              isDanger
              initial={{ amount }}
              intro={
                <p>
                  {provider === 'manual'
                    ? 'Record that the money went back. What it had settled is due again.'
                    : `${wordsOf(provider)} is asked to send the money back. What it had settled is due again.`}
                </p>
              }
            />
          )}
        </>
      }
    >
      <Section title="At a glance">
        <Facts
          facts={[
            payment.subscriberId !== undefined && [
              'Subscriber',
              <SubscriberLink key="who" id={payment.subscriberId} />,
            ],
            payment.receivedOn !== undefined && ['Received', format.day(payment.receivedOn)],
            ['Way', wordsOf(provider === 'manual' ? (method ?? provider) : provider)],
            // What came from a statement has a key of ours instead.
            payment.providerPaymentId?.startsWith('bank:') !== true && [
              'Number at the provider',
              payment.providerPaymentId,
            ],
            ['Receipt of the payer', payment.receipt],
            payment.credited !== undefined &&
              !isNothing(payment.credited) && ['Left over as credit', format.money(payment.credited)],
            payment.refunded !== undefined &&
              !isNothing(payment.refunded) && ['Refunded', format.money(payment.refunded)],
            payment.refunding !== undefined && ['Refund under way', format.money(payment.refunding)],
            ['Refund refused', payment.refundRefused],
            ['Refund failed', payment.refundFailed && refundFailure(payment.refundFailed)],
            ['Failure', payment.failure],
            ['Note', payment.note],
          ]}
        />
      </Section>
      {isWaiting && (
        <Section title="Whose is it?">
          <Matching payment={payment} />
        </Section>
      )}
      {payment.held !== undefined && (
        <Section title={payment.held.twinId === undefined ? 'Did it come?' : 'Is it another payment?'}>
          <Held payment={payment} />
        </Section>
      )}
      {!isWaiting && payment.held === undefined && (
        <Section title="What it settled">
          <Table
            label="Settled"
            rows={allocations}
            keyOf={({ invoiceId }) => invoiceId}
            empty="No invoice: it is credit for the next one."
            columns={[
              { id: 'invoice', label: 'Invoice', cell: ({ invoiceId }) => <InvoiceLink id={invoiceId} /> },
              {
                id: 'amount',
                label: 'Amount',
                isNumber: true,
                cell: ({ amount: settled }) => format.money(settled),
              },
            ]}
          />
        </Section>
      )}
      {disputes.length > 0 && (
        <Section title="Disputes" note="Nothing is dunned while one is open.">
          <Table
            label="Disputes"
            rows={disputes}
            keyOf={({ id: dispute }) => dispute}
            columns={[
              { id: 'opened', label: 'Opened', cell: ({ openedAt }) => format.instant(openedAt) },
              { id: 'reason', label: 'Reason', cell: ({ reason }) => reason },
              {
                id: 'state',
                label: 'State',
                cell: ({ state: at }) => (
                  <Mark tone={at === 'won' ? 'good' : at === 'lost' ? 'bad' : 'warn'}>{at}</Mark>
                ),
              },
              {
                id: 'amount',
                label: 'Amount',
                isNumber: true,
                cell: ({ amount: disputed }) => format.money(disputed),
              },
            ]}
          />
        </Section>
      )}
    </Page>
  );
}
