import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { AccessNode, AccessNodeTrial, Driver } from '../../shared/routes.ts';
import { driverFields } from '../driver-schema.ts';
import { Act, Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Ago, Facts, format, Mark, Page, Section } from '../parts.tsx';
import { SitesAway } from '../replica-age.tsx';
import { type Schema, wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { ConnectionTest } from './connection-test.tsx';
import { NodeMark, nodeKinds } from './node-words.tsx';

/** One device: what its driver can do, how it does, and its settings as the driver asks for them. */
export default function NodePage() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string };
  const node = useRead('GET /access-nodes/{id}', { params: { id } });
  const drivers = useRead('GET /drivers');
  return (
    <Reading of={node} words={words.reading}>
      {(known) => (
        <NodeView node={known} driver={drivers.data?.items.find(({ name }) => name === known.driver)} />
      )}
    </Reading>
  );
}

function changeOf(driver: Driver): Schema {
  const { settings, credentials } = driverFields(driver);
  return {
    type: 'object',
    properties: { name: { type: 'string' }, address: { type: 'string' }, settings, credentials },
    required: ['settings'],
  };
}

/** What the agent is asked to try: the node as it would be, with the credentials that it has and those that are typed. */
function trialOf(node: AccessNode, body: unknown): AccessNodeTrial {
  const { siteId, kind, driver, port, id: nodeId } = node;
  const { address = '', settings, credentials } = body as Partial<AccessNodeTrial>;
  return {
    siteId,
    kind,
    driver,
    nodeId,
    address,
    ...(port === undefined ? {} : { port }),
    ...(settings === undefined ? {} : { settings }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function NodeView({ node, driver }: { readonly node: AccessNode; readonly driver: Driver | undefined }) {
  const { id, siteId, name, kind, address, port, state, health, settings, credentialsSet } = node;
  const may = useMay();
  const navigate = useNavigate();
  const site = useRead('GET /sites/{id}', { params: { id: siteId } });
  return (
    <Page
      title={name}
      mark={<NodeMark state={state} />}
      trail={[
        { to: '/network/sites', label: 'Sites' },
        { to: `/network/sites/${siteId}`, label: site.data?.name ?? 'Site' },
      ]}
      actions={
        <>
          {may('bulk-actions:move') && <MoveServices node={node} />}
          {may('network:write') && (
            <>
              {driver !== undefined && (
                <Act
                  route="PATCH /access-nodes/{id}"
                  params={{ id }}
                  label="Change"
                  size="large"
                  submit={words.save}
                  schema={changeOf(driver)}
                  of={edited('GET /access-nodes/{id}', { params: { id } }, (known) => ({
                    name: known.name,
                    address: known.address,
                    settings: known.settings,
                  }))}
                  consequence={(body) => <ConnectionTest trial={trialOf(node, body)} />}
                />
              )}
              <Command
                route="DELETE /access-nodes/{id}"
                params={{ id }}
                label="Remove"
                look="danger"
                question={
                  <p>
                    The site does not know it any more. As long as services are bound to it, it stays: move or
                    terminate them first.
                  </p>
                }
                onDone={() => void navigate({ to: `/network/sites/${siteId}` })}
              />
            </>
          )}
        </>
      }
    >
      <SitesAway siteId={siteId} />
      <div className="grid">
        <Section title="How it does">
          <Facts
            facts={[
              ['State', <NodeMark key="state" state={state} />],
              health !== undefined && ['As of', <Ago key="as-of" at={health.at} />],
              ['Problem', health?.problem],
              health?.heardAt !== undefined && ['Last heard', format.exact(health.heardAt)],
              health !== undefined && ['Requests a minute', format.number(health.requestsPerMinute)],
              health !== undefined && ['Errors', format.number(health.errors)],
              health?.limits !== undefined && [
                'At most',
                `${health.limits.parallel} at once${health.limits.perSecond === undefined ? '' : `, ${health.limits.perSecond} a second`}`,
              ],
              health?.lastError !== undefined && [
                'Last error',
                <span key="error" className="code">
                  {format.instant(health.lastError.at)}: {health.lastError.words}
                </span>,
              ],
            ]}
          />
        </Section>
        <Section title="What it is" note={driver?.summary}>
          <Facts
            facts={[
              ['Kind', nodeKinds[kind]],
              ['Driver', node.driver],
              ['Address', `${address}${port === undefined ? '' : `:${port}`}`],
              ['Can', driver?.capabilities.map(wordsOf).join(', ')],
              ['Credentials set', credentialsSet.map(wordsOf).join(', ')],
              ...Object.entries(settings).map(([key, value]) => [wordsOf(key), settingOf(value)] as const),
            ]}
          />
        </Section>
      </div>
      {kind === 'olt' && <Waiting node={node} />}
    </Page>
  );
}

function settingOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Whoever is bound to the node goes to another one, each by an order of its own; first it is only looked at. */
function MoveServices({ node: { id, siteId } }: { readonly node: AccessNode }) {
  const navigate = useNavigate();
  return (
    <Act
      route="POST /bulk-actions"
      label="Move its services"
      submit="See what it means"
      only={['move', 'pacePerMinute']}
      initial={{ action: 'move', siteId, nodeId: id, move: { toNodeId: '' } }}
      intro={
        <p className="hint">
          Another node of this site takes its place for everybody who is bound to it. First you see who can be
          moved and who cannot, and whose session is cut.
        </p>
      }
      onDone={({ id: bulkActionId }) => void navigate({ to: `/bulk-actions/${bulkActionId}` })}
    />
  );
}

/** ONUs with light that belong to nobody: each can be sold from here. */
function Waiting({ node: { id, siteId } }: { readonly node: AccessNode }) {
  const seen = useRead(
    'GET /access-nodes/{id}/onus',
    { params: { id }, query: { state: 'unconfigured' } },
    { every: 15_000 },
  );
  const may = useMay();
  return (
    <Section title="ONUs that wait" note="They have light, and no service.">
      <Reading of={seen} words={words.reading}>
        {({ items, seenAt }) => (
          <Table
            label="ONUs that wait"
            rows={items}
            keyOf={({ serial }) => serial}
            empty={`None as of ${format.time(seenAt)}.`}
            columns={[
              { id: 'serial', label: 'Serial', cell: ({ serial }) => <span className="code">{serial}</span> },
              { id: 'port', label: 'Port', cell: ({ port }) => port },
              {
                id: 'light',
                label: 'Light',
                cell: ({ receivedDbm }) =>
                  receivedDbm === undefined ? '' : <Mark>{format.number(receivedDbm)} dBm</Mark>,
              },
              {
                id: 'since',
                label: 'Seen since',
                cell: ({ waitsSince }) => waitsSince !== undefined && <Ago at={waitsSince} />,
              },
              {
                id: 'sell',
                label: '',
                cell: ({ serial }) =>
                  may('services:write') && (
                    <Link to={`/sell?onu=${encodeURIComponent(serial)}&olt=${id}&site=${siteId}`}>
                      Sell to it
                    </Link>
                  ),
              },
            ]}
          />
        )}
      </Reading>
    </Section>
  );
}
