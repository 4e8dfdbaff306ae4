import { usePages } from '../../shared/reading.tsx';
import { Listing } from '../listing.tsx';
import { Ago, format, Mark, Page } from '../parts.tsx';
import { roundName, roundStates } from './round-words.ts';

/** Messages to many and tags for many, the youngest first. */
export default function Rounds() {
  const rows = usePages('GET /rounds', { query: { limit: 100, order: 'newest' } });
  return (
    <Page title="Rounds">
      <Listing
        label="Rounds"
        rows={rows}
        to={({ id }) => `/rounds/${id}`}
        empty="Nobody was written to, or tagged, in one go yet. Choose subscribers or services in their lists."
        columns={[
          {
            id: 'what',
            label: 'What is done',
            width: '2fr',
            cell: (round) => <bdi>{roundName(round)}</bdi>,
            text: roundName,
          },
          {
            id: 'state',
            label: 'State',
            width: '8rem',
            cell: ({ state }) => <Mark tone={roundStates[state][1]}>{roundStates[state][0]}</Mark>,
            text: ({ state }) => state,
          },
          {
            id: 'requested',
            label: 'Requested',
            width: '1fr',
            isWide: true,
            cell: ({ requestedAt }) => <Ago at={requestedAt} />,
            text: ({ requestedAt }) => requestedAt,
          },
          {
            id: 'subscribers',
            label: 'Subscribers',
            width: '6rem',
            isNumber: true,
            isWide: true,
            cell: ({ survey }) => format.number(survey.subscribers),
            text: ({ survey }) => String(survey.subscribers),
          },
          {
            id: 'done',
            label: 'Done',
            width: '5rem',
            isNumber: true,
            cell: ({ counts }) => format.number(counts.done),
            text: ({ counts }) => String(counts.done),
          },
          {
            id: 'failed',
            label: 'Failed',
            width: '5rem',
            isNumber: true,
            isWide: true,
            cell: ({ counts }) => format.number(counts.failed),
            text: ({ counts }) => String(counts.failed),
          },
        ]}
      />
    </Page>
  );
}
