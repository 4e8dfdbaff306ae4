import type { HoldingsMessage } from '../contracts/edge/messages.ts';
import { notePart } from '../domain/network/comparison.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { resendDesired } from './resend-desired.ts';
import { changeOne } from './write-one.ts';

const bucketsAtOnce = 16;
/** More unknown services than this are counted and not named. */
const namedUnknown = 100;

interface Held {
  readonly serviceId: string;
  readonly revision: number;
}

/** What one or more buckets came to. */
interface Found {
  /** Services whose desired state must go out again. */
  readonly differing: readonly string[];
  /** What the site holds and nobody ever issued. */
  readonly unknown: readonly Held[];
}

/**
 * The second step of a comparison: service by service. What the site has not, or in another revision, or still has
 * although it must be gone, is sent again, and nothing else. What it holds and nobody ever issued is written down for
 * people: it may be of a past that the cloud has lost.
 */
export async function compareHoldings(
  ports: Pick<Ports, 'store' | 'ids' | 'edgeLink' | 'issued'>,
  siteId: string,
  holdings: HoldingsMessage,
  context: Context,
): Promise<Found> {
  const { store, edgeLink } = ports;
  const buckets = Object.entries(holdings.buckets);
  const found: Found[] = [];
  for (let i = 0; i < buckets.length; i += bucketsAtOnce) {
    const some = buckets.slice(i, i + bucketsAtOnce);
    found.push(
      ...(await Promise.all(some.map(([bucket, theirs]) => inBucket(ports, siteId, Number(bucket), theirs)))),
    );
  }
  const differing = found.flatMap((one) => one.differing);
  const unknown = found.flatMap((one) => one.unknown);
  await resendDesired(ports, siteId, differing, context);
  const differences = differing.length + unknown.length;
  const noted = await changeOne(store, siteAggregate, siteId, context, ({ state: { comparisons = {} } }) =>
    done({
      events: notePart(
        comparisons,
        'replica',
        holdings,
        { differences, unreachable: 0, unknown: unknown.slice(0, namedUnknown) },
        context.now,
      ),
    }),
  );
  if (!noted.ok) throw new Error(`a comparison was not noted: ${noted.refusal.message}`);
  await edgeLink.sendAck(siteId, { messageIds: [holdings.messageId] });
  return { differing, unknown };
}

async function inBucket(
  ports: Pick<Ports, 'store' | 'issued'>,
  siteId: string,
  bucket: number,
  theirs: Readonly<Record<string, number>>,
): Promise<Found> {
  const ours = new Map((await ports.issued.inBucket(siteId, bucket)).map((one) => [one.serviceId, one]));
  const wrong = [...ours.values()].filter(({ serviceId, revision, present }) =>
    present ? theirs[serviceId] !== revision : theirs[serviceId] !== undefined,
  );
  const extra = Object.entries(theirs).filter(([serviceId]) => !ours.has(serviceId));
  const looks = await Promise.all(
    extra.map(async ([serviceId, revision]) => ({
      serviceId,
      revision,
      standing: await standingOf(ports, siteId, serviceId, revision),
    })),
  );
  return {
    differing: [...wrong, ...looks.filter(({ standing }) => standing === 'differs')].map(
      ({ serviceId }) => serviceId,
    ),
    unknown: looks
      .filter(({ standing }) => standing === 'unknown')
      .map(({ serviceId, revision }) => ({ serviceId, revision })),
  };
}

/** How a service that the site tells of, and that is not among what it must hold, stands. */
async function standingOf(
  { store, issued }: Pick<Ports, 'store' | 'issued'>,
  siteId: string,
  serviceId: string,
  revision: number,
): Promise<'unknown' | 'differs' | 'agrees'> {
  const service = await store.load(serviceAggregate, serviceId);
  if (service?.state.desired?.siteId !== siteId) return 'unknown';
  const entry = serviceAggregate.issued?.(service.state);
  if (entry !== undefined) await issued.restore(serviceId, service.version, entry);
  return entry?.present === true && entry.revision === revision ? 'agrees' : 'differs';
}
