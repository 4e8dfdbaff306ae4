import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '../shared/reading.tsx';
import { useMay } from './who.ts';

const lookEvery = 2_000;
/** For who may not read the feed. */
const renewEvery = 20_000;

/**
 * Keeps the screen true: follows the event feed from where it stands now, and reads again what is on the screen as soon
 * as anything has happened. While nobody looks at the page it asks nothing.
 */
export function useLive(): void {
  const api = useApi();
  const client = useQueryClient();
  const may = useMay();
  const canFollow = may('events:read');
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const renew = () =>
      client.invalidateQueries({ predicate: ({ queryKey: [route] }) => String(route).startsWith('GET ') });
    let position: number | undefined;
    const look = async () => {
      if (document.hidden) return;
      if (!canFollow) return void renew();
      if (position === undefined) {
        const query = { limit: 1, by: 'staff,machine,subscriber,system,agent,provider' };
        const { items } = await api.call('GET /audit-log', { query }, { signal });
        position = items[0]?.position ?? 0;
        return;
      }
      const { items, nextAfter } = await api.call(
        'GET /events',
        { query: { after: position, limit: 200 } },
        { signal },
      );
      position = nextAfter;
      if (items.length > 0) await renew();
    };
    let timer = 0;
    const go = () => {
      // A look that fails is made up for by the next one.
      look()
        .catch((error: unknown) => {
          if (!signal.aborted) console.warn('live updates:', error);
        })
        .finally(() => {
          if (!signal.aborted) timer = window.setTimeout(go, canFollow ? lookEvery : renewEvery);
        });
    };
    go();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [api, client, canFollow]);
}
