import { bucketDigests, bucketOf, type Holding } from '../../functions/contracts/edge/buckets.ts';
import type {
  CompareMessage,
  DesiredMessage,
  DigestMessage,
  HoldingsMessage,
} from '../../functions/contracts/edge/messages.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { compareDigests } from '../../functions/use-cases/compare-digests.ts';
import { compareHoldings } from '../../functions/use-cases/compare-holdings.ts';

/** What a comparison led to. */
export interface Comparison {
  readonly sent: readonly DesiredMessage[];
  /** Buckets that the site was asked to tell of. */
  readonly asked: readonly number[];
}

export function digestsOf(
  ports: Pick<Ports, 'ids'>,
  siteId: string,
  holding: readonly Holding[],
  startedAt: string,
  comparisonId = ports.ids.next('cmp'),
): DigestMessage {
  return {
    messageId: ports.ids.next('msg'),
    siteId,
    comparisonId,
    startedAt,
    services: holding.length,
    buckets: bucketDigests(holding),
    configurationRevision: 0,
  };
}

/** The answer to what the cloud asked, in so many parts. */
export function holdingsOf(
  ports: Pick<Ports, 'ids'>,
  siteId: string,
  { comparisonId, buckets = [] }: CompareMessage,
  holding: readonly Holding[],
  parts = 1,
): HoldingsMessage[] {
  return Array.from({ length: parts }, (_, i) => ({
    messageId: ports.ids.next('msg'),
    siteId,
    comparisonId,
    part: i + 1,
    parts,
    buckets: Object.fromEntries(
      buckets
        .filter((_, n) => n % parts === i)
        .map((bucket) => [
          bucket,
          Object.fromEntries(
            holding
              .filter(({ serviceId }) => bucketOf(serviceId) === bucket)
              .map(({ serviceId, revision }) => [serviceId, revision]),
          ),
        ]),
    ),
  }));
}

/** Has a site that holds this compare itself with the cloud, from its digests to the last answer. */
export async function compareSite(
  ports: Ports,
  siteId: string,
  holding: readonly Holding[],
  context: Context,
): Promise<Comparison> {
  const sent: DesiredMessage[] = [];
  const asked: CompareMessage[] = [];
  const edgeLink: Ports['edgeLink'] = {
    ...ports.edgeLink,
    async sendDesired(_siteId, message) {
      sent.push(message);
    },
    async sendCompare(_siteId, message) {
      asked.push(message);
    },
  };
  const cloud = { ...ports, edgeLink };
  await compareDigests(cloud, siteId, digestsOf(ports, siteId, holding, context.now), context);
  for (const message of asked) {
    for (const answer of holdingsOf(ports, siteId, message, holding)) {
      await compareHoldings(cloud, siteId, answer, context);
    }
  }
  return { sent, asked: asked.flatMap(({ buckets = [] }) => buckets) };
}
