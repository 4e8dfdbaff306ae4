import type { PositionedEvent } from '../contracts/event.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';

/** Events of the one feed above a position, in order. */
export async function readEvents(
  { feed }: Pick<Ports, 'feed'>,
  {
    after,
    limit,
    types,
  }: { readonly after: number; readonly limit: number; readonly types?: readonly string[] | undefined },
): Promise<Result<{ readonly items: readonly PositionedEvent[]; readonly nextAfter: number }>> {
  return done(await feed.read({ after, limit, ...(types === undefined ? {} : { types }) }));
}
