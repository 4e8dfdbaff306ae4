import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PeopleDirectory } from '../../ports/people-directory.ts';

/**
 * A user pool without passwords: a user is made with an address that counts as verified, because staff name it and only
 * who reads its mail gets the code (Amazon Cognito API, AdminCreateUser). Cognito itself invites nobody.
 */
export function cognitoPeopleDirectory(
  client: CognitoIdentityProviderClient,
  userPoolId: string,
): PeopleDirectory {
  const known = async (email: string): Promise<string> => {
    const { UserAttributes } = await client.send(
      new AdminGetUserCommand({ UserPoolId: userPoolId, Username: email }),
    );
    return subjectIn(UserAttributes);
  };

  return {
    async admit(email) {
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId: userPoolId,
            Username: email,
            MessageAction: 'SUPPRESS',
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
            ],
          }),
        );
        return subjectIn(User?.Attributes);
      } catch (error) {
        if (error instanceof UsernameExistsException) return known(email);
        throw error;
      }
    },
  };
}

function subjectIn(attributes: readonly AttributeType[] | undefined): string {
  const subject = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (subject === undefined) throw new Error('the user pool named no subject');
  return subject;
}
