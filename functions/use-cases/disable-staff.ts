import type { Result } from '../domain/result.ts';
import { disableStaff as decide } from '../domain/staff/decide.ts';
import type { Context } from '../ports/context.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';
import type { StaffAsKnown } from './read-staff.ts';

/** Signs a member of staff out everywhere, and lets them in no more. */
export function disableStaff(
  ports: StaffPorts,
  staffId: string,
  context: Context,
): Promise<Result<StaffAsKnown>> {
  return changeTeam(ports, context, (team) => decide(team, staffId, context.actor), staffId);
}
