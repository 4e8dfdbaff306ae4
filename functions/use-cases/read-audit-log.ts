import type { PositionedEvent } from '../contracts/event.ts';
import type { Actor } from '../contracts/scalars.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';

export interface AuditQuery {
  /** Only what is before this place of the feed. */
  readonly before?: number | undefined;
  readonly limit: number;
  readonly by: readonly Actor['kind'][];
  readonly actorId?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

const readAtOnce = 200;
/** Events looked through for one answer; whoever wants more goes on from there. */
const mostLookedThrough = 2_000;

/** What was done by whom, newest first. */
export async function readAuditLog(
  { feed }: Pick<Ports, 'feed'>,
  { before, limit, by, actorId, types }: AuditQuery,
): Promise<Result<{ readonly items: readonly PositionedEvent[]; readonly nextBefore?: number }>> {
  const items: PositionedEvent[] = [];
  let behind = before;
  for (let seen = 0; seen < mostLookedThrough; seen += readAtOnce) {
    const events = await feed.latest({ before: behind, limit: readAtOnce });
    for (const event of events) {
      const { actor, type, position } = event;
      if (!by.includes(actor.kind) || (actorId !== undefined && actor.id !== actorId)) continue;
      if (types !== undefined && !types.includes(type)) continue;
      items.push(event);
      if (items.length === limit) return done({ items, ...(position > 1 ? { nextBefore: position } : {}) });
    }
    const last = events.at(-1);
    if (last === undefined || last.position === 1) return done({ items });
    behind = last.position;
  }
  return done({ items, ...(behind === undefined ? {} : { nextBefore: behind }) });
}
