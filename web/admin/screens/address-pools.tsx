import { usePages } from '../../shared/reading.tsx';
import type { AddressPool, Utilisation } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';

/** How much of a pool is given out, as a bar and in numbers. */
export function Used({ of: { allocated, capacity } }: { readonly of: Utilisation }) {
  const part = capacity === 0 ? 0 : allocated / capacity;
  return (
    <span className="used">
      <meter min={0} max={1} high={0.8} optimum={0} value={part} aria-label="Given out" />
      <span className="figure">
        {format.number(allocated)} of {format.number(capacity)}
      </span>
    </span>
  );
}

export function ofWhat(pool: AddressPool): string {
  switch (pool.kind) {
    case 'ipv4':
    case 'ipv6-prefix':
      return String(pool.cidr);
    case 'vlan':
      return `${rangesOf(pool.serviceVlans)} / ${rangesOf(pool.userVlans)}`;
    case 'onu-id':
      return `${pool.ports.join(', ')}: ${rangesOf(pool.ids)}`;
    case 'service-port':
      return rangesOf(pool.indexes);
  }
}

const rangesOf = (ranges: readonly { readonly first: number; readonly last: number }[]) =>
  ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(', ');

/** What the sites have to give out: addresses, prefixes, VLANs and ONU numbers. */
export default function AddressPools() {
  const rows = usePages('GET /address-pools', { query: { limit: 100 } });
  const may = useMay();
  const columns: readonly Column<AddressPool>[] = [
    { id: 'name', label: 'Pool', width: '1.5fr', cell: ({ name }) => name, text: ({ name }) => name },
    { id: 'kind', label: 'Of', width: '7rem', cell: ({ kind }) => wordsOf(kind), text: ({ kind }) => kind },
    {
      id: 'cidr',
      label: 'Range',
      cell: (pool) => <span className="code">{ofWhat(pool)}</span>,
      text: ofWhat,
      isWide: true,
    },
    {
      id: 'used',
      label: 'Given out',
      width: '1.5fr',
      cell: ({ utilisation }) => <Used of={utilisation} />,
      text: ({ utilisation }) => String(utilisation.allocated),
    },
    {
      id: 'free',
      label: 'Free',
      width: '7rem',
      isNumber: true,
      isWide: true,
      cell: ({ utilisation }) => format.number(utilisation.free),
      text: ({ utilisation }) => String(utilisation.free),
    },
  ];
  return (
    <Page
      title="Address pools"
      actions={
        may('network:write') && <Act begins route="POST /address-pools" label="New pool" look="main" />
      }
    >
      <Listing
        label="Address pools"
        columns={columns}
        rows={rows}
        to={({ id }) => `/network/pools/${id}`}
        empty="No pool yet."
        fileName="address-pools"
      />
    </Page>
  );
}
