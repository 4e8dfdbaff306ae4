import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import { Act } from '../form.tsx';
import { Listing, ofOne } from '../listing.tsx';
import { useMay } from '../who.ts';
import { columns } from './tickets.tsx';

/** What a subscriber asked or reported, and a new one for who calls. */
export function Tickets({ id }: { readonly id: string }) {
  const rows = usePages('GET /tickets', { query: { limit: 100, subscriberId: id, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <>
      {may('subscribers:write') && (
        <p className="actions">
          <Act
            route="POST /subscribers/{id}/tickets"
            params={{ id }}
            label="New ticket"
            labels={{ text: 'What they say', serviceId: 'About which service' }}
            submit="Open the ticket"
            isKept
            onDone={(ticket) => void navigate({ to: `/tickets/${ticket.id}` })}
          />
        </p>
      )}
      <Listing
        label="Tickets"
        columns={ofOne(columns)}
        rows={rows}
        to={(ticket) => `/tickets/${ticket.id}`}
        empty="Nothing was asked or reported yet."
        fileName={`tickets-${id}`}
      />
    </>
  );
}
