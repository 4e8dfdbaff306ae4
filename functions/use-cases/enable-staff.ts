import type { Result } from '../domain/result.ts';
import { enableStaff as decide } from '../domain/staff/decide.ts';
import type { Context } from '../ports/context.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';
import type { StaffAsKnown } from './read-staff.ts';

/** Lets a member of staff sign in again, with the password and the roles of before. */
export function enableStaff(
  ports: StaffPorts,
  staffId: string,
  context: Context,
): Promise<Result<StaffAsKnown>> {
  return changeTeam(ports, context, (team) => decide(team, staffId), staffId);
}
