import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { People } from './people.ts';

const actions = {
  /** See who there is. */
  list: ['ListUsers', 'ListUsersInGroup'],
  /** Make the pool hold of one person what is written. */
  keep: [
    'AdminGetUser',
    'AdminListGroupsForUser',
    'AdminCreateUser',
    'AdminUpdateUserAttributes',
    'AdminAddUserToGroup',
    'AdminRemoveUserFromGroup',
    'AdminDisableUser',
    'AdminEnableUser',
    'AdminUserGlobalSignOut',
  ],
  /** Give somebody another way in. */
  reset: ['AdminSetUserPassword', 'AdminSetUserMFAPreference'],
} as const;

/** What a function may do to the user pool of staff. */
export function staffAccess({ staff }: People, kinds: readonly (keyof typeof actions)[]): PolicyStatement {
  return new PolicyStatement({
    actions: kinds.flatMap((kind) => actions[kind].map((action) => `cognito-idp:${action}`)),
    resources: [staff.userPoolArn],
  });
}
