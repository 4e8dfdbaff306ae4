import { bucketDigests, bucketOf } from '../contracts/edge/buckets.ts';
import type { DigestMessage } from '../contracts/edge/messages.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { accessSecrets } from './access-secrets.ts';
import { sendSiteConfiguration } from './send-site-configuration.ts';

const servicesPerPage = 200;
const messagesAtOnce = 16;
/** What one invocation can send well within its time; a site that needs more is asked to compare again. */
const sentPerRound = 2000;
/** A comparison's message is waited for by nobody; it is worth delivering for as long as a site may be away. */
const worthMs = 24 * 60 * 60 * 1000;

export interface Mended {
  /** How many desired states were sent again. */
  readonly sent: number;
  readonly configurationSent: boolean;
}

/**
 * Compares what a site says it holds with what it should hold, and sends again what may differ: every desired state of
 * each bucket whose digest is another, also those by which a service must be gone. So is every state that was never
 * proven: the site may hold it and its devices not.
 */
export async function mendSite(
  ports: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  siteId: string,
  digests: DigestMessage,
  context: Context,
): Promise<Mended> {
  const { store } = ports;
  const [site, known] = await Promise.all([store.load(siteAggregate, siteId), issuedAt(store, siteId)]);
  const differing = differingBuckets(bucketDigests(known.filter(({ present }) => present)), digests.buckets);
  const differs = ({ serviceId }: Issued) => differing.has(String(bucketOf(serviceId)));
  const different = known.filter(differs);
  const round = wholeBuckets(different);
  const unproven = known.filter((issued) => !issued.proven && !differs(issued));
  const suspects = [...round, ...unproven.slice(0, Math.max(0, sentPerRound - round.length))];
  for (let i = 0; i < suspects.length; i += messagesAtOnce) {
    const some = suspects.slice(i, i + messagesAtOnce);
    await Promise.all(some.map(({ serviceId }) => resend(ports, siteId, serviceId, context)));
  }
  if (round.length < different.length) {
    await ports.edgeLink.sendCompare(siteId, { messageId: ports.ids.next('msg'), issuedAt: context.now });
  }
  const configurationSent =
    site !== undefined && site.state.configurationRevision !== digests.configurationRevision;
  if (configurationSent) await sendSiteConfiguration(ports, siteId, context.now);
  await ports.edgeLink.sendAck(siteId, { messageIds: [digests.messageId] });
  return { sent: suspects.length, configurationSent };
}

interface Issued {
  readonly serviceId: string;
  readonly revision: number;
  readonly present: boolean;
  readonly proven: boolean;
}

/** Of every service of the site that has a desired state, no more than the comparison needs. */
async function issuedAt(store: Store, siteId: string): Promise<readonly Issued[]> {
  const issued: Issued[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(
      serviceAggregate,
      { by: 'place', place: siteId },
      { limit: servicesPerPage, cursor },
    );
    for (const { id, state } of page.items) {
      const { desired, network } = state;
      if (desired === undefined) continue;
      const { revision, present } = desired;
      issued.push({ serviceId: id, revision, present, proven: network.status === 'in-sync' });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return issued;
}

function differingBuckets(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const all = [...Object.keys(ours), ...Object.keys(theirs)];
  return new Set(all.filter((bucket) => ours[bucket] !== theirs[bucket]));
}

/** Enough for one round, but no bucket in part: a site that lost everything agrees on more buckets with each round. */
function wholeBuckets(different: readonly Issued[]): readonly Issued[] {
  const ordered = different.toSorted((a, b) => bucketOf(a.serviceId) - bucketOf(b.serviceId));
  const last = ordered[sentPerRound - 1];
  if (last === undefined) return ordered;
  return ordered.filter(({ serviceId }) => bucketOf(serviceId) <= bucketOf(last.serviceId));
}

/** Read again: what is sent must be the latest, and the listing may be older. */
async function resend(
  { store, ids, edgeLink }: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  siteId: string,
  serviceId: string,
  context: Context,
): Promise<void> {
  const service = await store.load(serviceAggregate, serviceId);
  const desired = service?.state.desired;
  if (service === undefined || desired === undefined) return;
  const secrets = await accessSecrets(store, serviceId, service.state);
  await edgeLink.sendDesired(siteId, {
    messageId: ids.next('msg'),
    siteId,
    issuedAt: context.now,
    expiresAt: new Date(Date.parse(context.now) + worthMs).toISOString(),
    desired,
    ...secrets,
  });
}
