import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { AddressPool, ListedAddressHolder } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { NodeLink, SiteLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, Facts, format, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { ofWhat, Used } from './address-pools.tsx';

/** One pool: how much of it is left, and who holds what of it. */
export default function Pool() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string };
  const pool = useRead('GET /address-pools/{id}', { params: { id } });
  return (
    <Reading of={pool} words={words.reading}>
      {(known) => <PoolView pool={known} />}
    </Reading>
  );
}

const isOfAddresses = ({ kind }: AddressPool) => kind === 'ipv4' || kind === 'ipv6-prefix';

/** What a pool of each kind may be given more or less of. */
const changeable: Readonly<Record<AddressPool['kind'], readonly string[]>> = {
  ipv4: ['cidr', 'exclude'],
  'ipv6-prefix': ['cidr', 'prefixLength', 'exclude'],
  vlan: ['serviceVlans', 'userVlans', 'exclude'],
  'onu-id': ['ports', 'ids', 'exclude'],
  'service-port': ['indexes', 'exclude'],
};

const given = (pool: AddressPool) =>
  Object.fromEntries(
    Object.entries(pool).filter(([member]) => member === 'name' || changeable[pool.kind].includes(member)),
  );

function PoolView({ pool }: { readonly pool: AddressPool }) {
  const { id, name, kind, siteId, utilisation } = pool;
  const may = useMay();
  const navigate = useNavigate();
  const pages = usePages('GET /address-pools/{id}/addresses', { params: { id }, query: { limit: 200 } });
  const rows = { ...pages, items: pages.items.map((held) => ({ ...held, id: held.address })) };
  return (
    <Page
      title={name}
      trail={[{ to: '/network/pools', label: 'Address pools' }]}
      actions={
        may('network:write') && (
          <>
            <Act
              route="PATCH /address-pools/{id}"
              params={{ id }}
              label="Change"
              title={`Change ${name}`}
              submit={words.save}
              only={['name', ...changeable[kind]]}
              of={edited('GET /address-pools/{id}', { params: { id } }, given)}
              intro={<p className="hint">What services hold already stays in it.</p>}
            />
            {utilisation.allocated === 0 && (
              <Command
                route="DELETE /address-pools/{id}"
                params={{ id }}
                label="Remove"
                look="danger"
                question={<p>Nothing of it is given out; nothing can be any more.</p>}
                onDone={() => void navigate({ to: '/network/pools' })}
              />
            )}
          </>
        )
      }
    >
      <Section title="What it gives out">
        <Facts
          facts={[
            ['Of', wordsOf(kind)],
            [
              'Range',
              <span key="range" className="code">
                {ofWhat(pool)}
              </span>,
            ],
            ['Site', <SiteLink key="site" id={siteId} />],
            'nodeId' in pool && ['OLT', <NodeLink key="node" id={pool.nodeId} />],
            ['Given out', <Used key="used" of={utilisation} />],
            ['Free', format.number(utilisation.free)],
          ]}
        />
        {isOfAddresses(pool) && (
          <p className="hint">
            Who had one of them at a past instant:{' '}
            <Link to="/network/addresses">ask by address and time</Link>.
          </p>
        )}
      </Section>
      <Listing
        label="Who holds what"
        columns={columnsFor(pool)}
        rows={rows}
        to={({ serviceId }) => `/services/${serviceId}`}
        empty="Nothing of it is given out."
        fileName={`pool-${id}`}
      />
    </Page>
  );
}

const columnsFor = (pool: AddressPool): readonly Column<ListedAddressHolder & { readonly id: string }>[] => [
  {
    id: 'address',
    label: isOfAddresses(pool) ? 'Address' : 'Number',
    cell: ({ address }) => <span className="code">{address}</span>,
    text: ({ address }) => address,
  },
  ...whose<ListedAddressHolder & { readonly id: string }>(),
  {
    id: 'since',
    label: 'Since',
    width: '8rem',
    isWide: true,
    cell: ({ since }) => since !== undefined && <Ago at={since} />,
    text: ({ since = '' }) => since,
  },
  {
    id: 'history',
    label: '',
    width: '8rem',
    isWide: true,
    cell: ({ address }) =>
      pool.kind === 'ipv4' && <Link to={`/network/addresses?address=${address}`}>Who had it</Link>,
  },
];
