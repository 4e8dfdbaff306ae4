import { Link } from '@tanstack/react-router';
import type { LedgerProofDifference } from '../../shared/routes.ts';
import { InvoiceLink, ServiceLink, SubscriberLink } from '../links.tsx';
import type { Column } from '../listing.tsx';
import { format } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { accountNumber, type Owned } from '../whose.tsx';

const side = (value: LedgerProofDifference['expected']): string =>
  value === undefined ? '' : typeof value === 'number' ? format.number(value) : format.money(value);

/** Whose a difference is, about what, and what both sides say. */
export const differenceColumns: readonly Column<LedgerProofDifference & Owned>[] = [
  {
    id: 'what',
    label: 'Difference',
    width: '3fr',
    cell: ({ finding, words }) => (
      <>
        <strong>{wordsOf(finding)}</strong> <span title={words}>{words}</span>
      </>
    ),
    text: ({ finding, words }) => `${finding}: ${words}`,
  },
  {
    id: 'whose',
    label: 'Whose',
    width: '1.5fr',
    isWide: true,
    cell: ({ subscriberId, serviceId, invoiceId, paymentId }) => (
      <>
        {subscriberId !== undefined && <SubscriberLink id={subscriberId} />}{' '}
        {invoiceId !== undefined && <InvoiceLink id={invoiceId} />}
        {paymentId !== undefined && <Link to={`/billing/payments/${paymentId}`}>payment</Link>}
        {invoiceId === undefined && paymentId === undefined && serviceId !== undefined && (
          <ServiceLink id={serviceId} />
        )}
      </>
    ),
    text: ({ subscriberName = '' }) => subscriberName,
  },
  accountNumber(),
  {
    id: 'expected',
    label: 'Should be',
    width: '7rem',
    isNumber: true,
    isWide: true,
    cell: ({ expected }) => side(expected),
    text: ({ expected }) => side(expected),
  },
  {
    id: 'found',
    label: 'Is',
    width: '7rem',
    isNumber: true,
    isWide: true,
    cell: ({ found }) => side(found),
    text: ({ found }) => side(found),
  },
];
