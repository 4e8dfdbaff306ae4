import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  paginateAdminListGroupsForUser,
  paginateListUsers,
  paginateListUsersInGroup,
  UserNotFoundException,
  UsernameExistsException,
  type UserStatusType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Role, roles } from '../../contracts/permissions.ts';
import type { StaffAccount } from '../../domain/staff/staff.ts';
import type { StaffDirectory } from '../../ports/staff-directory.ts';

interface PoolUser {
  readonly Username?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly UserStatus?: UserStatusType | undefined;
  readonly UserCreateDate?: Date | undefined;
}

/** A user pool whose groups are the roles. A group of another name is none of ours. */
export function cognitoStaffDirectory(
  client: CognitoIdentityProviderClient,
  userPoolId: string,
): StaffDirectory {
  const user = (staffId: string) => ({ UserPoolId: userPoolId, Username: staffId });

  async function holders(role: Role): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = paginateListUsersInGroup({ client }, { UserPoolId: userPoolId, GroupName: role });
    for await (const { Users = [] } of pages) names.push(...Users.map(({ Username = '' }) => Username));
    return names;
  }

  async function rolesOf(staffId: string): Promise<readonly Role[]> {
    const groups: (string | undefined)[] = [];
    const pages = paginateAdminListGroupsForUser({ client }, user(staffId));
    for await (const { Groups = [] } of pages) groups.push(...Groups.map(({ GroupName }) => GroupName));
    return roles.filter((role) => groups.includes(role));
  }

  return {
    async list() {
      const users: (PoolUser & { readonly Attributes?: AttributeType[] | undefined })[] = [];
      const reading = Promise.all(roles.map(async (role) => ({ role, held: new Set(await holders(role)) })));
      for await (const page of paginateListUsers({ client }, { UserPoolId: userPoolId })) {
        users.push(...(page.Users ?? []));
      }
      const groups = await reading;
      return users.map((one) => {
        const named = groups.filter(({ held }) => held.has(one.Username ?? ''));
        return accountOf(
          one,
          one.Attributes,
          named.map(({ role }) => role),
        );
      });
    },
    async find(staffId) {
      try {
        const [found, held] = await Promise.all([
          client.send(new AdminGetUserCommand(user(staffId))),
          rolesOf(staffId),
        ]);
        // An address is an alias: it finds somebody, and is not what they are called.
        if (found.Username !== staffId) return undefined;
        return accountOf(found, found.UserAttributes, held);
      } catch (error) {
        if (error instanceof UserNotFoundException) return undefined;
        throw error;
      }
    },
    async invite(staffId, { email, name }) {
      try {
        await client.send(
          new AdminCreateUserCommand({
            ...user(staffId),
            DesiredDeliveryMediums: ['EMAIL'],
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
              { Name: 'name', Value: name },
            ],
          }),
        );
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw error;
      }
    },
    async rename(staffId, name) {
      await client.send(
        new AdminUpdateUserAttributesCommand({
          ...user(staffId),
          UserAttributes: [{ Name: 'name', Value: name }],
        }),
      );
    },
    async grant(staffId, role) {
      await client.send(new AdminAddUserToGroupCommand({ ...user(staffId), GroupName: role }));
    },
    async withdraw(staffId, role) {
      await client.send(new AdminRemoveUserFromGroupCommand({ ...user(staffId), GroupName: role }));
    },
    async disable(staffId) {
      await client.send(new AdminDisableUserCommand(user(staffId)));
      await client.send(new AdminUserGlobalSignOutCommand(user(staffId)));
    },
    async enable(staffId) {
      await client.send(new AdminEnableUserCommand(user(staffId)));
    },
    async resetSignIn(staffId, oneTimePassword) {
      await client.send(
        new AdminSetUserPasswordCommand({ ...user(staffId), Password: oneTimePassword, Permanent: false }),
      );
      await client.send(
        new AdminSetUserMFAPreferenceCommand({
          ...user(staffId),
          SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
        }),
      );
      await client.send(new AdminUserGlobalSignOutCommand(user(staffId)));
    },
  };
}

function accountOf(
  { Username, Enabled, UserStatus, UserCreateDate }: PoolUser,
  attributes: readonly AttributeType[] | undefined,
  held: readonly Role[],
): StaffAccount {
  if (Username === undefined || UserCreateDate === undefined) {
    throw new Error('the user pool named a user without a name or a beginning');
  }
  const value = (name: string) => attributes?.find(({ Name }) => Name === name)?.Value;
  return {
    staffId: Username,
    email: value('email'),
    name: value('name'),
    roles: held,
    isDisabled: Enabled === false,
    hasSignedIn: UserStatus === 'CONFIRMED',
    since: UserCreateDate.toISOString(),
  };
}
