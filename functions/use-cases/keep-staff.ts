import { memberOf, staffAggregate, staffAggregateId } from '../domain/staff/staff.ts';
import type { Ports } from '../ports/ports.ts';

/** Makes the user pool hold of somebody what is written. Idempotent: it looks first, and does what is missing. */
export async function keepStaff(
  { store, staffDirectory }: Pick<Ports, 'store' | 'staffDirectory'>,
  staffId: string,
): Promise<void> {
  const stored = await store.load(staffAggregate, staffAggregateId);
  const member = stored === undefined ? undefined : memberOf(stored.state, staffId);
  if (member === undefined) return;
  const { email, name, roles, isDisabled } = member;
  const present = await staffDirectory.find(staffId);
  if (present === undefined) {
    // Put there and taken away by hand: nobody knows where to invite them.
    if (email === undefined || name === undefined) return;
    await staffDirectory.invite(staffId, { email, name });
  }
  if (isDisabled && present?.isDisabled !== true) await staffDirectory.disable(staffId);
  if (name !== undefined && present !== undefined && present.name !== name)
    await staffDirectory.rename(staffId, name);
  const held = present?.roles ?? [];
  for (const role of held) if (!roles.includes(role)) await staffDirectory.withdraw(staffId, role);
  for (const role of roles) if (!held.includes(role)) await staffDirectory.grant(staffId, role);
  if (!isDisabled && present?.isDisabled === true) await staffDirectory.enable(staffId);
}
