import type { LookAnswer, LookFinding, LookSubject } from '../contracts/edge/look.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';

/** Shorter than any gateway's own patience, and longer than a slow OLT needs for a walk. */
const patienceMs = 12_000;

export type Asking = Pick<Ports, 'store' | 'ids' | 'edgeLink' | 'looks'>;

/** What a site saw, and when. */
export interface Seen<K extends LookSubject['of']> {
  readonly at: string;
  readonly finding: Extract<LookFinding, { of: K }>;
}

/** Has a site's agent look at its devices now, and waits for what it sees. */
export async function askSite<const S extends LookSubject>(
  { store, ids, edgeLink, looks }: Asking,
  siteId: string,
  subject: S,
  context: Context,
  withinMs = patienceMs,
): Promise<Result<Seen<S['of']>>> {
  const site = await store.load(siteAggregate, siteId);
  if (site === undefined) throw new Error(`the site ${siteId} is gone`);
  const { details, link } = site.state;
  if (link.state === 'offline') {
    const since =
      link.lastSeenAt === undefined ? 'was never online' : `has been offline since ${link.lastSeenAt}`;
    return refuse(
      'site.not-answering',
      `The agent of the site ${details.name} ${since}; nothing can be asked there.`,
    );
  }
  const messageId = ids.next('msg');
  const expiresAt = new Date(Date.parse(context.now) + withinMs).toISOString();
  await edgeLink.sendLook(siteId, { messageId, siteId, issuedAt: context.now, expiresAt, subject });
  const answer = await looks.wait(messageId, withinMs);
  if (answer === undefined || answer.siteId !== siteId) {
    const words = `The site ${details.name} did not answer within ${withinMs / 1000} s; ask again, or look at its agent.`;
    return refuse('site.not-answering', words);
  }
  const { at, finding } = answer;
  if (finding.of === 'nothing') return nothingSeen(finding);
  if (finding.of !== subject.of)
    throw new Error(`the site ${siteId} answered ${finding.of} to ${subject.of}`);
  return done({ at, finding: finding as Extract<LookFinding, { of: S['of'] }> });
}

/** An answer came: whoever waits finds it. */
export async function takeLookAnswer({ looks }: Pick<Ports, 'looks'>, answer: LookAnswer): Promise<void> {
  await looks.put(answer);
}

function nothingSeen({ why, words }: Extract<LookFinding, { of: 'nothing' }>): Result<never> {
  switch (why) {
    case 'unable':
      return refuse('access-node.cannot-look', `The site says: ${words}`);
    case 'unreachable':
      return refuse('access-node.not-answering', `The device does not answer the site: ${words}`);
    case 'late':
      return refuse('site.not-answering', `The site answered too late: ${words}`);
  }
}
