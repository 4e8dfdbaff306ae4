import { useParams } from '@tanstack/react-router';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { AddressPool, Comparisons, Site } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Ago, Facts, format, Mark, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { Used } from './address-pools.tsx';
import { NewNode } from './new-node.tsx';
import { NodeMark } from './node-words.tsx';
import { ServedPlaces } from './served-places.tsx';
import { addressLine } from './service-words.ts';
import { SiteCertificates } from './site-certificates.tsx';
import { SiteMark } from './sites.tsx';

/** One site: its agent, what hangs there, who is online, and whether all of it is as it should be. */
export default function SitePage() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string };
  const site = useRead('GET /sites/{id}', { params: { id } });
  return (
    <Reading of={site} words={words.reading}>
      {(known) => <SiteView site={known} />}
    </Reading>
  );
}

/** Of what is known, what a change may name. */
const given = ({ name, timeZone, code, address, driftPolicy, comparisonHours, payRedirect }: Site) => ({
  name,
  timeZone,
  ...(code === undefined ? {} : { code }),
  ...(address === undefined ? {} : { address }),
  ...(driftPolicy === undefined ? {} : { driftPolicy }),
  ...(comparisonHours === undefined ? {} : { comparisonHours }),
  ...(payRedirect === undefined ? {} : { payRedirect }),
});

function SiteView({ site }: { readonly site: Site }) {
  const { id, name, comparisons, payRedirect } = site;
  const may = useMay();
  const online = useRead('GET /sites/{id}/online', { params: { id } }, { every: 10_000 });
  const nodes = usePages('GET /access-nodes', { query: { siteId: id, limit: 200 } });
  const pools = usePages('GET /address-pools', { query: { siteId: id, limit: 200 } });
  const counts = new Map(online.data?.nodes.map(({ nodeId, online: count }) => [nodeId, count]));
  return (
    <Page
      title={name}
      mark={<SiteMark status={site.status} />}
      trail={[{ to: '/network/sites', label: 'Sites' }]}
      actions={
        may('network:write') && (
          <>
            <Act
              route="PATCH /sites/{id}"
              params={{ id }}
              label="Change"
              submit={words.save}
              labels={{ payRedirect: 'Lead the walled garden to where one pays' }}
              of={edited('GET /sites/{id}', { params: { id } }, given)}
            />
            <NewNode siteId={id} />
          </>
        )
      }
    >
      <div className="grid">
        <Section title="Agent">
          <Facts
            facts={[
              ['State', <SiteMark key="state" status={site.status} />],
              site.lastSeenAt !== undefined && ['Since', <Ago key="seen" at={site.lastSeenAt} />],
              ['Version', site.agentVersion ?? 'never enrolled'],
              ['Configuration', `revision ${site.configurationRevision}`],
              ['Time zone', site.timeZone],
              site.address !== undefined && ['Address', addressLine(site.address)],
              [
                'In the walled garden',
                payRedirect === undefined
                  ? 'Leads nobody to the page where they pay'
                  : `Leads to the page where they pay, from ${payRedirect.address ?? '127.0.0.1'}:${payRedirect.port}`,
              ],
            ]}
          />
        </Section>
        <Section title="Online now">
          <p className="big figure">{online.data === undefined ? '…' : format.number(online.data.online)}</p>
          <p className="hint">Sessions that the site knows as open.</p>
        </Section>
        <Compared site={site} depth="replica" of={comparisons.replica} />
        <Compared site={site} depth="devices" of={comparisons.devices} />
      </div>
      <Section title="Nodes">
        <Table
          label="Nodes"
          rows={nodes.items}
          keyOf={(node) => node.id}
          to={(node) => `/network/nodes/${node.id}`}
          empty="Nothing hangs here yet: add the NAS, the OLT or the LTE core of the site."
          columns={[
            { id: 'name', label: 'Node', cell: (node) => node.name },
            { id: 'driver', label: 'Driver', cell: ({ driver }) => driver, isWide: true },
            {
              id: 'address',
              label: 'Address',
              cell: ({ address }) => <span className="code">{address}</span>,
              isWide: true,
            },
            { id: 'state', label: 'State', cell: ({ state }) => <NodeMark state={state} /> },
            {
              id: 'pace',
              label: 'Requests a minute',
              isNumber: true,
              isWide: true,
              cell: ({ health }) => (health === undefined ? '' : format.number(health.requestsPerMinute)),
            },
            {
              id: 'errors',
              label: 'Errors',
              isNumber: true,
              cell: ({ health }) => (health === undefined ? '' : format.number(health.errors)),
            },
            { id: 'online', label: 'Online', isNumber: true, cell: (node) => counts.get(node.id) ?? 0 },
          ]}
        />
      </Section>
      <SiteCertificates site={site} />
      <ServedPlaces site={site} />
      <Section title="Pools">
        <Table<AddressPool>
          label="Pools"
          rows={pools.items}
          keyOf={(pool) => pool.id}
          to={(pool) => `/network/pools/${pool.id}`}
          empty="No addresses, prefixes or numbers to give out here."
          columns={[
            { id: 'name', label: 'Pool', cell: (pool) => pool.name },
            { id: 'kind', label: 'Of', cell: ({ kind }) => kind },
            { id: 'used', label: 'Given out', cell: ({ utilisation }) => <Used of={utilisation} /> },
          ]}
        />
      </Section>
    </Page>
  );
}

function Compared({
  site,
  depth,
  of,
}: {
  readonly site: Site;
  readonly depth: 'replica' | 'devices';
  readonly of: Comparisons | undefined;
}) {
  const may = useMay();
  return (
    <Section
      title={depth === 'replica' ? 'What the agent holds' : 'What the devices hold'}
      note={
        depth === 'replica'
          ? 'Digests of what it should hold against what it does; only services that differ are told in full.'
          : 'Each device is read back, at its own pace.'
      }
      actions={
        may('operations:write') && (
          <Command
            route="POST /sites/{id}/compare"
            params={{ id: site.id }}
            body={{ depth }}
            label="Compare now"
          />
        )
      }
    >
      <Facts
        facts={[
          of?.running !== undefined && [
            'Running',
            <Mark key="running" tone="info">
              {`${of.running.looked ?? 0} of ${of.running.services}`}
            </Mark>,
          ],
          ['Last', of?.last === undefined ? 'never' : <Ago key="last" at={of.last.finishedAt} />],
          of?.last !== undefined && ['Services', format.number(of.last.services)],
          of?.last !== undefined && [
            'Not as they should be',
            <Mark key="differences" tone={of.last.differences === 0 ? 'good' : 'bad'}>
              {of.last.differences}
            </Mark>,
          ],
          of?.last !== undefined &&
            of.last.unreachable > 0 && ['On nodes that did not answer', of.last.unreachable],
          of?.last !== undefined && ['Took', `${format.number(of.last.durationMs)} ms`],
        ]}
      />
    </Section>
  );
}
