import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Refusal } from '../shared/api.ts';
import { useApi } from '../shared/reading.tsx';
import type { CommandPreview, SupposedCommand } from '../shared/routes.ts';
import { Facts, format } from './parts.tsx';
import { PreviewLines } from './preview-lines.tsx';
import { entitlements, serviceStates } from './screens/service-words.ts';

/** What an order would do, as the very calculation of the bill and the sessions of the network have it. Nothing is done. */
export function Consequence({
  serviceId,
  command,
}: {
  readonly serviceId: string;
  readonly command: SupposedCommand;
}) {
  const api = useApi();
  const asked = useDeferredValue(JSON.stringify(command));
  const preview = useQuery({
    queryKey: ['consequence', serviceId, asked],
    queryFn: ({ signal }) =>
      api.call(
        'POST /services/{id}/preview',
        { params: { id: serviceId }, body: JSON.parse(asked) as SupposedCommand },
        { signal },
      ),
    retry: false,
    placeholderData: (before) => before,
  });
  if (preview.isError) {
    return (
      <p className="note">
        {preview.error instanceof Refusal ? preview.error.message : 'What it would do cannot be told now.'}
      </p>
    );
  }
  const { data } = preview;
  if (data === undefined) return <p className="note">Reckoning what it would do …</p>;
  return (
    <section
      className="consequence"
      aria-label="What it will do"
      aria-live="polite"
      aria-busy={preview.isFetching}
    >
      <p>
        <strong>{sentenceOf(data)}</strong>
      </p>
      <Facts
        facts={[
          [
            'Then it is',
            `${serviceStates[data.becomes.state].label}, ${entitlements[data.becomes.entitlement].label.toLowerCase()}`,
          ],
          ['From', format.day(data.on)],
          data.recurring !== undefined && [
            'And costs',
            `${format.money(data.recurring.after)} a ${data.recurring.period}, after ${format.money(data.recurring.before)}`,
          ],
          data.sessions > 0 && ['Online now', sessionsOf(data)],
        ]}
      />
      <PreviewLines lines={data.lines} />
    </section>
  );
}

/** Which sessions are open, and which of them end. */
function sessionsOf({ sessions, cut }: CommandPreview): string {
  const kept = sessions - cut.length;
  const named = cut.map(({ username, framedIp }) =>
    framedIp === undefined ? username : `${username} (${framedIp})`,
  );
  if (cut.length === 0)
    return sessions === 1 ? '1 session, which goes on' : `${sessions} sessions, which go on`;
  return `${named.join(', ')} ${cut.length === 1 ? 'is' : 'are'} cut${kept === 0 ? '' : `; ${kept} more go on`}`;
}

/** `Will credit $12.50 and cut 1 session`; of a later day, by how much that day's charge differs. */
function sentenceOf({ on, due, cut: ended }: CommandPreview): string {
  const amount = Number(due.amount);
  const money = format.money({ ...due, amount: due.amount.replace('-', '') });
  const isLater = on > new Date().toISOString().slice(0, 10);
  if (isLater) {
    return amount === 0
      ? `Changes nothing that is charged on ${format.day(on)}`
      : `On ${format.day(on)}, ${money} ${amount < 0 ? 'less' : 'more'} is charged`;
  }
  const cut =
    ended.length === 0 ? '' : ` and cut ${ended.length} ${ended.length === 1 ? 'session' : 'sessions'}`;
  if (amount === 0) return cut === '' ? 'Costs nothing now' : `Will${cut.slice(4)}; costs nothing now`;
  return `Will ${amount < 0 ? 'credit' : 'charge'} ${money}${cut}`;
}
