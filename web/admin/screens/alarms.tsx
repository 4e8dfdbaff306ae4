import { Link } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { Alarm } from '../../shared/routes.ts';
import { type Column, Listing } from '../listing.tsx';
import { Ago, Choices, Mark, Page, type Tone, usePlaceChoice } from '../parts.tsx';

const tones: Readonly<Record<Alarm['severity'], Tone>> = {
  critical: 'bad',
  major: 'bad',
  minor: 'warn',
  warning: 'warn',
};

const placeOf = ({ subject: { type, id } }: Alarm): string =>
  ({
    service: `/services/${id}`,
    'access-node': `/network/nodes/${id}`,
    'webhook-endpoint': `/settings/webhooks/${id}`,
    'dunning-policy': '/billing/dunning',
    ledger: '/billing/ledger',
  })[type];

const columns: readonly Column<Alarm>[] = [
  {
    id: 'words',
    label: 'What is wrong',
    width: '3fr',
    cell: ({ words }) => <span title={words}>{words}</span>,
    text: ({ words }) => words,
  },
  {
    id: 'severity',
    label: 'Severity',
    width: '7rem',
    cell: ({ severity, state }) => (
      <Mark tone={state === 'raised' ? tones[severity] : 'none'}>{severity}</Mark>
    ),
    text: ({ severity }) => severity,
  },
  {
    id: 'raised',
    label: 'Since',
    width: '8rem',
    cell: ({ raisedAt }) => <Ago at={raisedAt} />,
    text: ({ raisedAt }) => raisedAt,
    isWide: true,
  },
  {
    id: 'cleared',
    label: 'Cleared',
    width: '8rem',
    cell: ({ clearedAt }) => clearedAt !== undefined && <Ago at={clearedAt} />,
    text: ({ clearedAt = '' }) => clearedAt,
    isWide: true,
  },
  {
    id: 'site',
    label: 'Site',
    width: '6rem',
    cell: ({ siteId }) => siteId !== undefined && <Link to={`/network/sites/${siteId}`}>Site</Link>,
    isWide: true,
  },
];

/** What must be looked at, and where: an alarm clears itself when what it is over is well again. */
export default function Alarms() {
  const [state = 'raised', setState] = usePlaceChoice('state');
  const rows = usePages('GET /alarms', {
    query: { limit: 100, state: state as 'raised' | 'cleared' | 'all', order: 'newest' },
  });
  return (
    <Page
      title="Alarms"
      actions={
        <Choices
          label="State"
          value={state as 'raised' | 'cleared' | 'all'}
          onChange={setState}
          choices={[
            ['raised', 'Raised'],
            ['cleared', 'Cleared'],
            ['all', 'All'],
          ]}
        />
      }
    >
      <Listing
        label="Alarms"
        columns={columns}
        rows={rows}
        to={placeOf}
        empty={state === 'raised' ? 'Nothing is wrong.' : 'There was none.'}
        fileName="alarms"
      />
    </Page>
  );
}
