import { usePages, useRead } from '../../shared/reading.tsx';
import type { AccessNode, AccessNodeKind, NodeState } from '../../shared/routes.ts';
import { Filter, SiteFilter } from '../filters.tsx';
import { SiteLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, format, Page, usePlaceChoice } from '../parts.tsx';
import { SitesAway } from '../replica-age.tsx';
import { useMay } from '../who.ts';
import { NewNode } from './new-node.tsx';
import { NodeMark, nodeKinds, nodeStates } from './node-words.tsx';

const columns: readonly Column<AccessNode>[] = [
  { id: 'name', label: 'Node', width: '2.5fr', cell: ({ name }) => name, text: ({ name }) => name },
  {
    id: 'state',
    label: 'State',
    width: '8rem',
    cell: ({ state }) => <NodeMark state={state} />,
    text: ({ state }) => state,
  },
  {
    id: 'site',
    label: 'Site',
    cell: ({ siteId }) => <SiteLink id={siteId} />,
    text: ({ siteId }) => siteId,
    isWide: true,
  },
  {
    id: 'driver',
    label: 'Driver',
    width: '1.5fr',
    cell: ({ driver }) => driver,
    text: ({ driver }) => driver,
    isWide: true,
  },
  {
    id: 'address',
    label: 'Address',
    cell: ({ address }) => <span className="code">{address}</span>,
    text: ({ address }) => address,
    isWide: true,
  },
  {
    id: 'pace',
    label: 'A minute',
    width: '5rem',
    isNumber: true,
    isWide: true,
    cell: ({ health }) => (health === undefined ? '' : format.number(health.requestsPerMinute)),
    text: ({ health }) => String(health?.requestsPerMinute ?? ''),
  },
  {
    id: 'errors',
    label: 'Errors',
    width: '5rem',
    isNumber: true,
    cell: ({ health }) =>
      health !== undefined && <span title={health.lastError?.words}>{format.number(health.errors)}</span>,
    text: ({ health }) => String(health?.errors ?? ''),
  },
  {
    id: 'heard',
    label: 'Last contact',
    width: '7.5rem',
    isWide: true,
    cell: ({ health }) => health?.heardAt !== undefined && <Ago at={health.heardAt} />,
    text: ({ health }) => health?.heardAt ?? '',
  },
  {
    id: 'told',
    label: 'Told',
    width: '7.5rem',
    isWide: true,
    cell: ({ health }) => health !== undefined && <Ago at={health.at} />,
    text: ({ health }) => health?.at ?? '',
  },
];

/** Every NAS, OLT and LTE core of every site, and how its agent last said that it does. */
export default function Nodes() {
  const [siteId] = usePlaceChoice('site');
  const [kind] = usePlaceChoice('kind');
  const [driver] = usePlaceChoice('driver');
  const [state] = usePlaceChoice('state');
  const [errors] = usePlaceChoice('errors');
  const drivers = useRead('GET /drivers');
  const may = useMay();
  const rows = usePages('GET /access-nodes', {
    query: {
      limit: 100,
      siteId,
      kind: kind as AccessNodeKind | undefined,
      driver,
      state: state as NodeState | undefined,
      errors: errors === 'true' ? 'true' : undefined,
    },
  });
  return (
    <Page title="Nodes" actions={may('network:write') && <NewNode />}>
      <div className="filters">
        <SiteFilter />
        <Filter name="kind" label="Kind" all="All kinds" choices={choicesOf(nodeKinds)} />
        <Filter
          name="driver"
          label="Driver"
          all="All drivers"
          choices={(drivers.data?.items ?? []).map(({ name }) => ({ id: name, label: name }))}
        />
        <Filter
          name="state"
          label="State"
          all="Any state"
          choices={Object.entries(nodeStates).map(([id, { label }]) => ({ id, label }))}
        />
        <Filter
          name="errors"
          label="Errors"
          all="With or without"
          choices={[{ id: 'true', label: 'With errors' }]}
        />
      </div>
      <SitesAway siteId={siteId} />
      <Listing
        label="Nodes"
        columns={columns}
        rows={rows}
        to={({ id }) => `/network/nodes/${id}`}
        empty="No node is like this."
        fileName="nodes"
      />
    </Page>
  );
}

const choicesOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([id, label]) => ({ id, label }));
