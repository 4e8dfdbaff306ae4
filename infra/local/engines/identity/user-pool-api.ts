import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type LocalStack } from '../../stack.ts';
import type { PoolUser } from './pool-users.ts';
import { type UserPool, userPools } from './user-pool.ts';

const username = z.string().min(1).max(128);
const attributes = z.array(z.object({ Name: z.string(), Value: z.string() }));
const pool = z.strictObject({ UserPoolId: z.string() });
const named = pool.extend({ Username: username });
const inGroup = named.extend({ GroupName: z.string() });
/** As many as Cognito hands out at once. */
const most = 60;
const limit = z.int().min(0).max(most).default(most);

const inputs = {
  creation: named.extend({
    MessageAction: z.literal('SUPPRESS').optional(),
    DesiredDeliveryMediums: z.array(z.literal('EMAIL')).optional(),
    UserAttributes: attributes,
  }),
  change: named.extend({ UserAttributes: attributes }),
  password: named.extend({ Password: z.string(), Permanent: z.boolean().default(false) }),
  /** Nobody has a second factor here, so there is none to turn on, and none to be left over. */
  factors: named.extend({
    SoftwareTokenMfaSettings: z.object({ Enabled: z.literal(false), PreferredMfa: z.literal(false) }),
  }),
  list: pool.extend({ Limit: limit, PaginationToken: z.string().optional() }),
  listGroup: pool.extend({ GroupName: z.string(), Limit: limit, NextToken: z.string().optional() }),
  groups: named.extend({ Limit: limit, NextToken: z.string().optional() }),
};

const served = new WeakSet<LocalStack>();

/** The part of Amazon Cognito's user pools API with which the platform admits subscribers and manages staff. */
export function serveUserPools(stack: LocalStack): void {
  if (served.has(stack)) return;
  served.add(stack);

  const poolOf = (id: string): UserPool => {
    const found = userPools(stack).get(id);
    if (found === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return found;
  };
  const known = (of: { UserPoolId: string; Username: string }): { users: UserPool; user: PoolUser } => {
    const users = poolOf(of.UserPoolId);
    const user = users.users.find(of.Username);
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return { users, user };
  };
  const withGroup = (input: unknown) => {
    const { GroupName, ...of } = read(inGroup, input);
    groupIn(poolOf(of.UserPoolId), GroupName);
    return { ...known(of), group: GroupName };
  };

  stack.aws.json('cognito-idp', 'COGNITO_IDENTITY_PROVIDER', {
    AdminCreateUser(input) {
      const { UserPoolId, Username, UserAttributes, MessageAction } = read(inputs.creation, input);
      return { User: described(create(poolOf(UserPoolId), Username, UserAttributes, MessageAction)) };
    },
    AdminGetUser(input) {
      const { Attributes, ...rest } = described(known(read(named, input)).user);
      return { ...rest, UserAttributes: Attributes };
    },
    AdminUpdateUserAttributes(input) {
      const { UserAttributes, ...of } = read(inputs.change, input);
      const { users, user } = known(of);
      const name = UserAttributes.find(({ Name }) => Name === 'name')?.Value;
      if (name === undefined || UserAttributes.length > 1)
        throw new AwsError('InvalidParameterException', 'Only the name changes here.');
      users.users.change(user.username, { name });
    },
    AdminSetUserPassword(input) {
      const { Password, Permanent, ...of } = read(inputs.password, input);
      const { users, user } = known(of);
      const flaw = users.users.flawOf(Password);
      if (flaw !== undefined) throw new AwsError('InvalidPasswordException', flaw);
      users.users.setPassword(user.username, Password, { isTemporary: !Permanent });
    },
    AdminSetUserMFAPreference(input) {
      const { SoftwareTokenMfaSettings: _, ...of } = read(inputs.factors, input);
      known(of);
    },
    AdminDisableUser(input) {
      const { users, user } = known(read(named, input));
      users.users.change(user.username, { isEnabled: false });
    },
    AdminEnableUser(input) {
      const { users, user } = known(read(named, input));
      users.users.change(user.username, { isEnabled: true });
    },
    AdminUserGlobalSignOut(input) {
      const { users, user } = known(read(named, input));
      users.signOutEverywhere(user.username);
    },
    AdminAddUserToGroup(input) {
      const { users, user, group } = withGroup(input);
      users.users.change(user.username, { groups: [...new Set([...user.groups, group])] });
    },
    AdminRemoveUserFromGroup(input) {
      const { users, user, group } = withGroup(input);
      users.users.change(user.username, { groups: user.groups.filter((one) => one !== group) });
    },
    AdminListGroupsForUser(input) {
      const { Limit, NextToken, ...of } = read(inputs.groups, input);
      const { items, next } = page(known(of).user.groups, Limit, NextToken);
      return {
        Groups: items.map((GroupName) => ({ GroupName, UserPoolId: of.UserPoolId })),
        NextToken: next,
      };
    },
    ListUsers(input) {
      const { UserPoolId, Limit, PaginationToken } = read(inputs.list, input);
      const { items, next } = page(poolOf(UserPoolId).users.list(), Limit, PaginationToken);
      return { Users: items.map(described), PaginationToken: next };
    },
    ListUsersInGroup(input) {
      const { UserPoolId, GroupName, Limit, NextToken } = read(inputs.listGroup, input);
      const users = poolOf(UserPoolId);
      groupIn(users, GroupName);
      const members = users.users.list().filter(({ groups }) => groups.includes(GroupName));
      const { items, next } = page(members, Limit, NextToken);
      return { Users: items.map(described), NextToken: next };
    },
  });
}

function groupIn({ users }: UserPool, name: string): void {
  if (!users.hasGroup(name)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
}

function create(
  users: UserPool,
  name: string,
  given: z.output<typeof attributes>,
  action: 'SUPPRESS' | undefined,
): PoolUser {
  const value = (attribute: string) => given.find(({ Name }) => Name === attribute)?.Value;
  const email = value('email');
  if (email === undefined || value('email_verified') !== 'true')
    throw new AwsError('InvalidParameterException', 'Mail goes to a verified email only.');
  const { namesAreEmails, mailsCodes } = users.settings;
  if (!namesAreEmails && name.includes('@')) {
    throw new AwsError(
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
  if (users.users.find(name) !== undefined)
    throw new AwsError('UsernameExistsException', 'User account already exists');
  if (users.users.find(email) !== undefined)
    throw new AwsError('AliasExistsException', 'An account with the email already exists.');
  const account = { username: namesAreEmails ? randomUUID() : name, email, name: value('name') };
  if (mailsCodes) return users.users.add({ ...account, groups: [] });
  return users.invite(account, action !== 'SUPPRESS');
}

function page<T>(all: readonly T[], size: number, token: string | undefined) {
  const from = Number(token ?? 0);
  const end = from + size;
  return { items: all.slice(from, end), next: end < all.length ? String(end) : undefined };
}

function described({
  username: name,
  sub,
  email,
  name: called,
  isEnabled,
  isTemporary,
  createdAt,
}: PoolUser) {
  const seconds = createdAt / 1000;
  return {
    Username: name,
    Enabled: isEnabled,
    UserStatus: isTemporary ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
    UserCreateDate: seconds,
    UserLastModifiedDate: seconds,
    Attributes: [
      { Name: 'sub', Value: sub },
      ...(called === undefined ? [] : [{ Name: 'name', Value: called }]),
      ...(email === undefined
        ? []
        : [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ]),
    ],
  };
}

function read<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsError('InvalidParameterException', z.prettifyError(parsed.error));
  return parsed.data;
}
