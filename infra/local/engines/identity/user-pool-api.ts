import * as z from 'zod';
import { AwsError, type LocalStack } from '../../stack.ts';
import { type PoolUser, type UserPool, userPools } from './user-pool.ts';

const attribute = z.object({ Name: z.string(), Value: z.string() });
const creation = z.object({
  UserPoolId: z.string(),
  Username: z.string().min(1).max(128),
  MessageAction: z.literal('SUPPRESS'),
  UserAttributes: z.array(attribute),
});
const named = z.object({ UserPoolId: z.string(), Username: z.string().min(1).max(128) });

const served = new WeakSet<LocalStack>();

/** The part of Amazon Cognito's user pools API with which the platform admits subscribers. */
export function serveUserPools(stack: LocalStack): void {
  if (served.has(stack)) return;
  served.add(stack);
  const poolOf = (id: string): UserPool => {
    const pool = userPools(stack).get(id);
    if (pool === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return pool;
  };
  stack.aws.json('cognito-idp', 'COGNITO_IDENTITY_PROVIDER', {
    AdminCreateUser(input) {
      const { UserPoolId, Username, UserAttributes } = read(creation, input);
      const email = UserAttributes.find(({ Name }) => Name === 'email')?.Value;
      const isVerified = UserAttributes.some(
        ({ Name, Value }) => Name === 'email_verified' && Value === 'true',
      );
      if (email === undefined || !isVerified) {
        throw new AwsError('InvalidParameterException', 'A code can be mailed to a verified email only.');
      }
      const pool = poolOf(UserPoolId);
      if (pool.findUser(Username) !== undefined) {
        throw new AwsError('UsernameExistsException', 'User account already exists');
      }
      return { User: described(pool.admit(email)) };
    },
    AdminGetUser(input) {
      const { UserPoolId, Username } = read(named, input);
      const user = poolOf(UserPoolId).findUser(Username);
      if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
      const { Attributes, ...rest } = described(user);
      return { ...rest, UserAttributes: Attributes };
    },
  });
}

function described({ username, sub, email }: PoolUser) {
  return {
    Username: username,
    Enabled: true,
    UserStatus: 'CONFIRMED',
    Attributes: [
      { Name: 'sub', Value: sub },
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
