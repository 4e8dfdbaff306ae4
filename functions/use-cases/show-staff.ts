import type { StaffMemberView } from '../contracts/http/staff.ts';
import type { StaffAccount } from '../domain/staff/staff.ts';

export function showStaff({
  staffId,
  email,
  name,
  roles,
  isDisabled,
  hasSignedIn,
  since,
}: StaffAccount): StaffMemberView {
  return {
    id: staffId,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    roles: [...roles],
    status: isDisabled ? 'disabled' : hasSignedIn ? 'active' : 'awaiting-sign-in',
    since,
  };
}
