import { Link } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { Sim } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Choices, Mark, Page, type Tone, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';

const tones: Readonly<Record<Sim['status'], Tone>> = {
  stock: 'info',
  assigned: 'warn',
  activated: 'good',
  suspended: 'warn',
  retired: 'none',
};

/** The SIM cards from the maker's delivery to their end. Keys go in and never come out. */
export default function Sims() {
  const [status, setStatus] = usePlaceChoice('status');
  const rows = usePages('GET /sims', { query: { limit: 100, status: status as Sim['status'] | undefined } });
  const may = useMay();
  const columns: readonly Column<Sim>[] = [
    {
      id: 'imsi',
      label: 'IMSI',
      cell: ({ imsi }) => <span className="figure">{imsi}</span>,
      text: ({ imsi }) => imsi,
    },
    {
      id: 'iccid',
      label: 'ICCID',
      width: '1.3fr',
      cell: ({ iccid }) => <span className="figure">{iccid}</span>,
      text: ({ iccid }) => iccid,
      isWide: true,
    },
    {
      id: 'msisdn',
      label: 'Number',
      cell: ({ msisdn = '' }) => msisdn,
      text: ({ msisdn = '' }) => msisdn,
      isWide: true,
    },
    {
      id: 'status',
      label: 'State',
      width: '7rem',
      cell: ({ status: state }) => <Mark tone={tones[state]}>{state}</Mark>,
      text: ({ status: state }) => state,
    },
    {
      id: 'batch',
      label: 'Delivery',
      cell: ({ batch = '' }) => batch,
      text: ({ batch = '' }) => batch,
      isWide: true,
    },
    {
      id: 'service',
      label: '',
      width: '5rem',
      cell: ({ serviceId }) => serviceId !== undefined && <Link to={`/services/${serviceId}`}>Service</Link>,
      isWide: true,
    },
    {
      id: 'change',
      label: '',
      width: '6rem',
      isWide: true,
      cell: ({ id, status: state }) =>
        may('network:write') &&
        state !== 'retired' && (
          <Act
            route="PATCH /sims/{id}"
            params={{ id }}
            of={edited('GET /sims/{id}', { params: { id } }, ({ msisdn }) => ({ msisdn }))}
            label="Change"
            look="plain"
          />
        ),
    },
  ];
  return (
    <Page
      title="SIM stock"
      actions={
        <>
          <Choices
            label="State"
            value={(status ?? 'all') as Sim['status'] | 'all'}
            onChange={(id) => setStatus(id === 'all' ? undefined : id)}
            choices={[
              ['all', 'All'],
              ['stock', 'In stock'],
              ['activated', 'Activated'],
              ['retired', 'Retired'],
            ]}
          />
          {may('network:write') && (
            <>
              <Act route="POST /sims/import" label="Take in a delivery" size="large" />
              <Act route="POST /sims" label="New SIM" look="main" />
            </>
          )}
        </>
      }
    >
      <Listing label="SIM stock" columns={columns} rows={rows} empty="No SIM here." fileName="sims" />
    </Page>
  );
}
