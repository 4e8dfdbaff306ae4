import * as contract from '../../contracts/http/staff.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeStaff } from '../../use-cases/change-staff.ts';
import { describeRoles } from '../../use-cases/describe-roles.ts';
import { disableStaff } from '../../use-cases/disable-staff.ts';
import { enableStaff } from '../../use-cases/enable-staff.ts';
import { inviteStaff } from '../../use-cases/invite-staff.ts';
import { listStaff, nameStaff, readStaff, type StaffAsKnown } from '../../use-cases/read-staff.ts';
import { resetStaffSignIn } from '../../use-cases/reset-staff-sign-in.ts';
import { showStaff } from '../../use-cases/show-staff.ts';

const member = (account: StaffAsKnown) => ({ body: showStaff(account), version: account.version });

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listStaff,
    (_, ports) => listStaff(ports),
    (accounts) => ({ body: { items: accounts.map(showStaff) } }),
  ),
  bind(contract.inviteStaff, ({ body, context }, ports) => inviteStaff(ports, body, context), member),
  bind(contract.getStaff, ({ params }, ports) => readStaff(ports, params.id), member),
  bind(
    contract.changeStaff,
    ({ params, body, context }, ports) => changeStaff(ports, params.id, body, context),
    member,
  ),
  bind(
    contract.disableStaff,
    ({ params, context }, ports) => disableStaff(ports, params.id, context),
    member,
  ),
  bind(contract.enableStaff, ({ params, context }, ports) => enableStaff(ports, params.id, context), member),
  bind(
    contract.resetStaffSignIn,
    ({ params, context }, ports) => resetStaffSignIn(ports, params.id, context),
    ({ oneTimePassword, ...account }) => ({
      ...member(account),
      body: { ...showStaff(account), ...(oneTimePassword === undefined ? {} : { oneTimePassword }) },
    }),
  ),
  bind(
    contract.nameStaff,
    (_, ports) => nameStaff(ports),
    (names) => ({ body: { items: [...names] } }),
  ),
  bind(contract.describeRoles, describeRoles, (described) => ({
    body: { items: described.map((one) => ({ ...one, permissions: [...one.permissions] })) },
  })),
];
