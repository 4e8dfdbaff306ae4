import { usePages, useRead } from '../shared/reading.tsx';
import type { Site } from '../shared/routes.ts';
import { SiteLink } from './links.tsx';
import { Ago, Mark } from './parts.tsx';
import { useMay } from './who.ts';

/**
 * How old what a site's agent holds and tells may be. While it is connected it gets every change as it comes; since it
 * went, nothing newer has reached it, and nothing newer came from it.
 */
export function ReplicaAge({ siteId }: { readonly siteId: string }) {
  const may = useMay();
  const isShown = may('network:read');
  const { data: site } = useRead('GET /sites/{id}', { params: { id: siteId } }, { enabled: isShown });
  if (!isShown) return undefined;
  if (site === undefined) return <>…</>;
  return (
    <>
      <SiteLink id={siteId} /> <Standing site={site} />
    </>
  );
}

function Standing({ site: { status, lastSeenAt, comparisons } }: { readonly site: Site }) {
  if (status === 'offline') {
    return lastSeenAt === undefined ? (
      <Mark tone="bad">Never connected</Mark>
    ) : (
      <>
        <Mark tone="bad">Away</Mark> its replica is of <Ago at={lastSeenAt} />
      </>
    );
  }
  const compared = comparisons.replica?.last?.finishedAt;
  return (
    <>
      <Mark tone="good">Connected</Mark> replica{' '}
      {compared === undefined ? (
        'not compared yet'
      ) : (
        <>
          compared <Ago at={compared} />
        </>
      )}
    </>
  );
}

/** Of which sites what is shown here is old, because their agents are away; nothing where all are there. */
export function SitesAway({ siteId }: { readonly siteId?: string | undefined }) {
  const may = useMay();
  const isShown = may('network:read');
  const sites = usePages('GET /sites', { query: { limit: 200 } }, { enabled: isShown });
  const away = sites.items.filter(
    ({ id, status, lastSeenAt }) =>
      status === 'offline' && lastSeenAt !== undefined && (siteId === undefined || id === siteId),
  );
  if (away.length === 0) return undefined;
  return (
    <div role="status" className="note bad">
      {away.map(({ id, lastSeenAt = '' }) => (
        <p key={id}>
          The agent of <SiteLink id={id} /> is away. It was there last: <Ago at={lastSeenAt} />. Nothing newer
          is known of the site, and its orders wait.
        </p>
      ))}
    </div>
  );
}
