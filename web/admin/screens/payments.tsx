import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { ListedPayment, PaymentState } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Choices, format, Page, Tabs, usePlaceChoice } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { PaymentMark, paymentStates } from './billing-words.tsx';

export const paymentTabs = [
  { to: '/billing/payments', label: 'Payments' },
  { to: '/billing/inbox', label: 'Unmatched' },
  { to: '/billing/statements', label: 'Import a bank statement' },
] as const;

export const columns: readonly Column<ListedPayment>[] = [
  {
    id: 'received',
    label: 'Received',
    width: '8rem',
    cell: ({ receivedOn, updatedAt }) => format.day(receivedOn ?? updatedAt.slice(0, 10)),
    text: ({ receivedOn }) => receivedOn ?? '',
  },
  ...whose<ListedPayment>({ width: '2fr', isBelow: true }),
  {
    id: 'state',
    label: 'State',
    width: '8rem',
    cell: ({ state }) => <PaymentMark state={state} />,
    text: ({ state }) => state,
  },
  {
    id: 'method',
    label: 'Way',
    width: '1fr',
    isWide: true,
    cell: ({ method, provider }) => (provider === 'manual' ? wordsOf(method ?? provider) : wordsOf(provider)),
    text: ({ method, provider }) => (provider === 'manual' ? (method ?? provider) : provider),
  },
  {
    id: 'amount',
    label: 'Amount',
    width: '1fr',
    isNumber: true,
    cell: ({ amount }) => (amount === undefined ? words.notSet : format.money(amount)),
    text: ({ amount }) => amount?.amount ?? '',
  },
];

type Shown = PaymentState | 'refund-failed' | 'all';

const shown: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(paymentStates).map(([id, [label]]) => [id, label])),
  'refund-failed': 'Refund failed',
};

export default function Payments() {
  const [asked, ask] = usePlaceChoice('state');
  const state = asked !== undefined && asked in shown ? (asked as Exclude<Shown, 'all'>) : undefined;
  const rows = usePages('GET /payments', { query: { limit: 100, state, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Payments"
      actions={
        may('billing:write') && (
          <Act
            route="POST /payments"
            label="Record a payment"
            look="main"
            only={['subscriberId', 'amount', 'method', 'receivedOn', 'externalId', 'invoiceId', 'note']}
            onDone={({ id }) => void navigate({ to: `/billing/payments/${id}` })}
          />
        )
      }
    >
      <Tabs label="Payments" tabs={paymentTabs} />
      <Choices<Shown>
        label="State"
        value={state ?? 'all'}
        onChange={(chosen) => ask(chosen === 'all' ? undefined : chosen)}
        choices={[
          ['all', 'All'],
          ...Object.entries(shown).map(([id, label]) => [id as Shown, label] as const),
        ]}
      />
      <Listing
        label="Payments"
        columns={columns}
        rows={rows}
        to={({ id }) => `/billing/payments/${id}`}
        empty={state === undefined ? 'No payment yet.' : 'No payment in this state.'}
        fileName="payments"
      />
    </Page>
  );
}
