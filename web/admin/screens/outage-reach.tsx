import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Refusal } from '../../shared/api.ts';
import { useApi } from '../../shared/reading.tsx';
import type { SupposedOutage } from '../../shared/routes.ts';
import { format } from '../parts.tsx';

/** How many an outage concerns, before it is recorded: nothing is asked until it says where and when. */
export function OutageReach({ body }: { readonly body: unknown }) {
  const api = useApi();
  const { siteId, nodeId, startedAt, endedAt } = body as Partial<SupposedOutage>;
  const isAsked = siteId !== undefined && startedAt !== undefined && endedAt !== undefined;
  const asked = useDeferredValue(JSON.stringify({ siteId, nodeId, startedAt, endedAt }));
  const { data, error, isFetching } = useQuery({
    queryKey: ['outage-reach', asked],
    queryFn: ({ signal }) =>
      api.call('POST /outages/preview', { body: JSON.parse(asked) as SupposedOutage }, { signal }),
    enabled: isAsked,
    retry: false,
    placeholderData: (before) => before,
  });
  if (!isAsked) return undefined;
  if (error !== null) {
    return (
      <p className="note">
        {error instanceof Refusal
          ? (error.problem.detail ?? error.message)
          : 'How many it concerns cannot be told now.'}
      </p>
    );
  }
  if (data === undefined) return <p className="note">Counting whom it concerns …</p>;
  const { services, subscribers, hasMore } = data;
  const many = (count: number, one: string) =>
    `${hasMore ? 'more than ' : ''}${format.number(count)} ${count === 1 ? one : `${one}s`}`;
  return (
    <section className="consequence" aria-label="What it will do" aria-live="polite" aria-busy={isFetching}>
      <p>
        <strong>
          {services === 0
            ? 'Concerns nobody: no service was active there then'
            : `Concerns ${many(services, 'service')} of ${many(subscribers, 'subscriber')}`}
        </strong>
      </p>
      {services > 0 && (
        <p>
          Each service is told of it, and gets back {durationOf(startedAt, endedAt)} of what it was charged
          where its billing terms say so. It cannot be taken back.
        </p>
      )}
    </section>
  );
}

const durationOf = (from: string, to: string) =>
  format.duration(Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000));
