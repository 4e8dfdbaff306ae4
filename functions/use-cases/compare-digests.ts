import { bucketDigests, byBucket, groupCount, groupOf } from '../contracts/edge/buckets.ts';
import type { CompareMessage, DigestMessage } from '../contracts/edge/messages.ts';
import { beginComparison, finishAtOnce } from '../domain/network/comparison.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { resendDesired } from './resend-desired.ts';
import { sendSiteConfiguration } from './send-site-configuration.ts';
import { changeOne } from './write-one.ts';

/** Groups of buckets read at the same time; nothing of a group is kept but what may differ. */
const groupsAtOnce = 8;
const unsettledPerPage = 500;
/** What one invocation can send well within its time; a site that needs more is asked to compare again. */
const sentPerRound = 2000;

export interface Compared {
  /** How many desired states were sent again. */
  readonly sent: number;
  /** Of how many buckets the site was asked what it holds. */
  readonly asked: number;
  readonly configurationSent: boolean;
}

/**
 * The first step of a comparison: digests by bucket against those of what was issued. What a bucket holds of which the
 * site has nothing is sent at once; of the other buckets that differ the site is asked what it holds. Every state that
 * was never proven is sent again, too: the site may hold it and its devices not. What is held by policy is not.
 */
export async function compareDigests(
  ports: Pick<Ports, 'store' | 'ids' | 'edgeLink' | 'issued'>,
  siteId: string,
  digests: DigestMessage,
  context: Context,
): Promise<Compared> {
  const { store, ids, edgeLink } = ports;
  const { comparisonId, startedAt, services } = digests;
  const [site, { asked, missing }] = await Promise.all([
    store.load(siteAggregate, siteId),
    differences(ports, siteId, digests),
  ]);
  const unsettled = await neverProven(ports, siteId, sentPerRound);
  const suspects = [...new Set([...missing, ...unsettled])];
  const round = suspects.slice(0, sentPerRound);
  if (site !== undefined) {
    const begun = { comparisonId, startedAt, services };
    // Written before the site is asked, so that its answer finds what it answers to.
    const noted = await changeOne(store, siteAggregate, siteId, context, ({ state: { comparisons = {} } }) =>
      done({
        events:
          asked.length > 0
            ? beginComparison(comparisons, 'replica', begun, missing.length)
            : finishAtOnce(comparisons, 'replica', begun, missing.length, context.now),
      }),
    );
    if (!noted.ok) throw new Error(`a comparison was not noted: ${noted.refusal.message}`);
  }
  const compare = (message: Pick<CompareMessage, 'comparisonId' | 'buckets'>) =>
    edgeLink.sendCompare(siteId, {
      messageId: ids.next('msg'),
      issuedAt: context.now,
      depth: 'replica',
      ...message,
    });
  if (asked.length > 0) await compare({ comparisonId, buckets: asked });
  await resendDesired(ports, siteId, round, context);
  if (round.length < suspects.length) await compare({ comparisonId: ids.next('cmp') });
  const configurationSent =
    site !== undefined && site.state.configurationRevision !== digests.configurationRevision;
  if (configurationSent) await sendSiteConfiguration(ports, siteId, context.now);
  await edgeLink.sendAck(siteId, { messageIds: [digests.messageId] });
  return { sent: round.length, asked: asked.length, configurationSent };
}

/** Buckets of which the site must be asked, and services of which it surely has nothing. */
async function differences(
  { issued }: Pick<Ports, 'issued'>,
  siteId: string,
  { buckets: theirs }: DigestMessage,
): Promise<{ asked: number[]; missing: string[] }> {
  const asked: number[] = [];
  const missing: string[] = [];
  const inGroups = Map.groupBy(Object.keys(theirs).map(Number), groupOf);
  const compare = async (group: number): Promise<void> => {
    const present = (await issued.inGroup(siteId, group)).filter((one) => one.present);
    const ours = bucketDigests(present);
    const held = inGroups.get(group) ?? [];
    asked.push(...held.filter((bucket) => ours[bucket] !== theirs[bucket]));
    const lost = [...byBucket(present)].filter(([bucket]) => theirs[bucket] === undefined);
    missing.push(...lost.flatMap(([, services]) => services.map(({ serviceId }) => serviceId)));
  };
  for (let group = 0; group < groupCount; group += groupsAtOnce) {
    await Promise.all(Array.from({ length: groupsAtOnce }, (_, i) => compare(group + i)));
  }
  return { asked: asked.sort((a, b) => a - b), missing: missing.sort() };
}

/** Ids of services that are not proven and not held by policy. */
async function neverProven(
  { issued }: Pick<Ports, 'issued'>,
  siteId: string,
  most: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await issued.unsettled(siteId, { limit: unsettledPerPage, cursor });
    found.push(...page.items.filter(({ standing }) => standing !== 'held').map(({ serviceId }) => serviceId));
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < most);
  return found;
}
