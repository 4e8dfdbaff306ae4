import type { Result } from '../domain/result.ts';
import { changeStaff as decide, type StaffWish } from '../domain/staff/decide.ts';
import type { Context } from '../ports/context.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';
import type { StaffAsKnown } from './read-staff.ts';

/** Gives a member of staff another name, or other roles. */
export function changeStaff(
  ports: StaffPorts,
  staffId: string,
  wish: StaffWish,
  context: Context,
): Promise<Result<StaffAsKnown>> {
  return changeTeam(ports, context, (team) => decide(team, staffId, wish, context.actor), staffId);
}
