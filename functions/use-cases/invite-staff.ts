import type { Role } from '../contracts/permissions.ts';
import type { Result } from '../domain/result.ts';
import { inviteStaff as decide } from '../domain/staff/decide.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';
import type { StaffAsKnown } from './read-staff.ts';

/** Lets somebody sign in as staff; the one-time password goes to the address by mail. */
export function inviteStaff(
  ports: StaffPorts & Pick<Ports, 'ids'>,
  invitation: { readonly email: string; readonly name: string; readonly roles: Role[] },
  context: Context,
): Promise<Result<StaffAsKnown>> {
  const fresh = ports.ids.next('stm');
  return changeTeam(ports, context, (team) => decide(team, invitation, fresh));
}
