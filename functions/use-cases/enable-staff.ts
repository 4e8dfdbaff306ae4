import type { Result } from '../domain/result.ts';
import { enableStaff as decide } from '../domain/staff/decide.ts';
import type { StaffAccount } from '../domain/staff/staff.ts';
import type { Context } from '../ports/context.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';

/** Lets a member of staff sign in again, with the password and the roles of before. */
export function enableStaff(
  ports: StaffPorts,
  staffId: string,
  context: Context,
): Promise<Result<StaffAccount>> {
  return changeTeam(ports, context, (team) => decide(team, staffId), staffId);
}
