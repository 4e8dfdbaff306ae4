import { done, type Result } from '../domain/result.ts';
import { resetStaffSignIn as decide } from '../domain/staff/decide.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeTeam, type StaffPorts } from './change-team.ts';
import type { StaffAsKnown } from './read-staff.ts';

/** One of each kind of character that the pool demands of a password. */
const kinds = '-Aa9';

/** A member of staff, and the one-time password, the one time that it is shown. */
export type ResetStaffSignIn = StaffAsKnown & { readonly oneTimePassword?: string };

/**
 * Gives a member of staff a one-time password, for who lost the password or the second factor, or whom no mail reached.
 * What is kept of the answer is without it: asked again under the same key, it is not shown again.
 */
export async function resetStaffSignIn(
  ports: StaffPorts & Pick<Ports, 'passwords'>,
  staffId: string,
  context: Context,
): Promise<Result<ResetStaffSignIn>> {
  const changed = await changeTeam(ports, context, (team) => decide(team, staffId, context.actor), staffId);
  if (!changed.ok) return changed;
  const oneTimePassword = `${ports.passwords.next()}${kinds}`;
  await ports.staffDirectory.resetSignIn(staffId, oneTimePassword);
  return done({ ...changed.value, hasSignedIn: false, oneTimePassword });
}
