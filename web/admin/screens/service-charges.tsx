import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { TextField } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Service } from '../../shared/routes.ts';
import { Table } from '../listing.tsx';
import { format, Mark, Section } from '../parts.tsx';
import { words } from '../words.ts';

/** Why a day was charged as it was, or why it was not. */
export function Charges({ service }: { readonly service: Service }) {
  const [on, setOn] = useState(() => new Date().toISOString().slice(0, 10));
  const explained = useRead(
    'GET /services/{id}/charge-explanation',
    { params: { id: service.id }, query: { on } },
    { enabled: on !== '' },
  );
  return (
    <Section
      title="A day explained"
      actions={<TextField label="Day" isLabelHidden type="date" value={on} onChange={setOn} />}
    >
      <Reading of={explained} words={words.reading}>
        {({ state, items }) => (
          <>
            <p>
              On {format.day(on === '' ? new Date().toISOString().slice(0, 10) : on)} the service was{' '}
              <Mark>{state}</Mark>, as the network proved it.
            </p>
            <Table
              label="What was charged"
              rows={items}
              keyOf={({ itemId }) => itemId}
              empty="There was nothing that could be charged."
              columns={[
                { id: 'item', label: 'Item', cell: ({ item }) => item },
                {
                  id: 'charged',
                  label: 'Charged',
                  cell: ({ charged }) => (charged ? <Mark tone="good">yes</Mark> : <Mark>no</Mark>),
                },
                { id: 'why', label: 'Why', cell: ({ words: why }) => why },
                {
                  id: 'lines',
                  label: 'On',
                  cell: ({ lines }) =>
                    lines.map(({ invoiceId, lineId, number, amount }) => (
                      <span key={lineId} className="line">
                        <Link to={`/billing/invoices/${invoiceId}`}>{number}</Link> {format.money(amount)}
                      </span>
                    )),
                },
                {
                  id: 'events',
                  label: 'Rests on',
                  isWide: true,
                  cell: ({ events }) =>
                    events.map(({ eventId, type, at, proof }) => (
                      <span key={eventId} className="line hint">
                        {type}, {format.exact(at)}{' '}
                        {proof !== undefined && <Link to={`/orders/${proof.orderId}`}>proof</Link>}
                      </span>
                    )),
                },
              ]}
            />
          </>
        )}
      </Reading>
    </Section>
  );
}
