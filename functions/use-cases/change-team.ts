import { done, type Result } from '../domain/result.ts';
import type { Team } from '../domain/staff/decide.ts';
import { memberOf, type StaffEvent, staffAggregate, staffAggregateId } from '../domain/staff/staff.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { keepStaff } from './keep-staff.ts';
import { refuseStale } from './load.ts';
import type { StaffAsKnown } from './read-staff.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

export type StaffPorts = Pick<Ports, 'store' | 'staffDirectory'>;

/**
 * Decides on all of staff at once, commits, and has the user pool follow. Should this end in between, the event has it
 * follow. Answers the member that it was about, as the pool has it from then on.
 */
export function changeTeam(
  { store, staffDirectory }: StaffPorts,
  context: Context,
  decide: (team: Team) => Result<readonly StaffEvent[]>,
  about?: string,
): Promise<Result<StaffAsKnown>> {
  return withRetry(context, async () => {
    // The pool last: what it has is then no older than what is written.
    const stored = await store.load(staffAggregate, staffAggregateId);
    const version = stored?.version ?? 0;
    const stale = refuseStale(context, { version });
    if (stale !== undefined) return stale;
    const accounts = await staffDirectory.list();
    const staff = stored?.state ?? { members: {} };
    const decided = decide({ staff, accounts });
    if (!decided.ok) return decided;
    const staffId = decided.value.at(-1)?.data.staffId ?? about;
    const account = accounts.find((one) => one.staffId === staffId);
    if (decided.value.length === 0) {
      if (account === undefined) throw new Error(`nothing is to change of ${staffId}, who has no account`);
      return done({ ...account, version });
    }
    const made = change(staffAggregate, staffAggregateId, stored, decided.value, context.now);
    const answer: StaffAsKnown = {
      ...(account ?? { hasSignedIn: false, since: context.now }),
      staffId: staffId!,
      ...memberOf(made.state, staffId!)!,
      version: storedBy(made, context).version,
    };
    const committed = await store.commit([made], context, answer);
    if (!committed.ok) return committed;
    await keepStaff({ store, staffDirectory }, answer.staffId);
    return done(answer);
  });
}
