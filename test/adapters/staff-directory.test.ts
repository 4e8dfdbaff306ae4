import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cognitoStaffDirectory } from '../../functions/adapters/cognito/staff-directory.ts';
import { roles } from '../../functions/contracts/permissions.ts';
import type { StaffDirectory } from '../../functions/ports/staff-directory.ts';
import { issuerOf } from '../../infra/local/engines/identity/issuer.ts';
import { userPool } from '../../infra/local/engines/identity/user-pool.ts';
import userPoolType from '../../infra/local/resources/aws-cognito-userpool.ts';
import clientType from '../../infra/local/resources/aws-cognito-userpoolclient.ts';
import groupType from '../../infra/local/resources/aws-cognito-userpoolgroup.ts';
import { type SmallStack, smallStack, temporaryFolder } from '../infra/local/small-stack.ts';

const folder = temporaryFolder();
const callback = 'https://throughline.example.com/admin/';
let small: SmallStack;
let poolId: string;
let clientId: string;
let directory: StaffDirectory;
beforeAll(async () => {
  small = await smallStack(folder.path);
  poolId = small.create(userPoolType, 'Staff', {
    UserPoolName: 'staff',
    AliasAttributes: ['email'],
    AdminCreateUserConfig: {
      InviteMessageTemplate: {
        EmailSubject: 'Come in',
        EmailMessage: `At ${callback} as {username}: {####}`,
      },
    },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        TemporaryPasswordValidityDays: 3,
      },
    },
  }).ref;
  for (const role of roles) small.create(groupType, role, { UserPoolId: poolId, GroupName: role });
  clientId = small.create(clientType, 'App', {
    UserPoolId: poolId,
    ClientName: 'app',
    AllowedOAuthFlows: ['code'],
    CallbackURLs: [callback],
  }).ref;
  const client = new CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: `${small.stack.aws.url}/cognito-idp`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  directory = cognitoStaffDirectory(client, poolId);
});
afterAll(async () => {
  await small.stop();
  folder.remove();
});

const mails = () => {
  const box = join(folder.path, 'mail');
  return readdirSync(box)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readFileSync(join(box, name), 'utf8'));
};

/** What the sign-in's page says to a filled-in form. */
async function fillIn(form: Record<string, string>) {
  const answer = await issuerOf(userPool(small.stack, poolId))({
    method: 'POST',
    path: '/oauth2/authorize',
    query: new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: callback,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    }),
    headers: {},
    body: Buffer.from(new URLSearchParams(form).toString()),
  } as Parameters<ReturnType<typeof issuerOf>>[0]);
  const page = String(answer.body ?? '');
  return {
    isIn: answer.status === 303,
    says: /<p role="alert">([^<]+)/.exec(page)?.[1],
    challenge: /name="challenge" value="([^"]+)"/.exec(page)?.[1],
  };
}

const ben = { email: 'ben@example.com', name: 'Ben' };

describe('the user pool of staff', () => {
  it('invites by mail, once, and knows who is there', async () => {
    await directory.invite('stm_ben', ben);
    await directory.invite('stm_ben', ben);
    const [mail = '', ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain('To: ben@example.com');
    expect(mail).toContain('Subject: Come in');
    expect(mail.replaceAll(/\s+/g, ' ')).toContain(`At ${small.stack.front.url}/admin/ as stm_ben:`);
    expect(await directory.find('stm_ben')).toEqual({
      staffId: 'stm_ben',
      ...ben,
      roles: [],
      isDisabled: false,
      hasSignedIn: false,
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await directory.find('nobody')).toBeUndefined();
    expect(await directory.find('ben@example.com')).toBeUndefined();
  });

  it('takes every change twice', async () => {
    for (const _ of ['once', 'again']) {
      await directory.grant('stm_ben', 'sales');
      await directory.grant('stm_ben', 'billing');
      await directory.withdraw('stm_ben', 'sales');
      await directory.rename('stm_ben', 'Ben B.');
      await directory.disable('stm_ben');
    }
    expect(await directory.find('stm_ben')).toMatchObject({
      name: 'Ben B.',
      roles: ['billing'],
      isDisabled: true,
    });
    for (const _ of ['once', 'again']) await directory.enable('stm_ben');
    expect((await directory.find('stm_ben'))?.isDisabled).toBe(false);
  });

  it('lists more than come at once, each with the roles', async () => {
    for (let i = 0; i < 65; i++) {
      await directory.invite(`stm_${i}`, { email: `p${i}@example.com`, name: `Person ${i}` });
      await directory.grant(`stm_${i}`, 'support');
    }
    const all = await directory.list();
    expect(all).toHaveLength(66);
    expect(all.filter(({ roles: held }) => held.includes('support'))).toHaveLength(65);
    expect(all.find(({ staffId }) => staffId === 'stm_ben')?.roles).toEqual(['billing']);
  });
});

describe('a one-time password', () => {
  const first = 'One-time-password-1';
  const own = 'A password of my own, 1';

  it('lets in once, to choose another that keeps to the rules', async () => {
    await directory.resetSignIn('stm_ben', first);
    expect((await fillIn({ username: 'stm_ben', password: 'another' })).says).toContain('not right');
    // The address is as good as the name.
    const { challenge = '', isIn } = await fillIn({ username: 'BEN@example.com', password: first });
    expect(isIn).toBe(false);
    expect((await fillIn({ challenge, password: 'short' })).says).toContain('12 characters');
    expect((await fillIn({ challenge, password: first })).says).toContain('choose another');
    expect((await fillIn({ challenge: 'made-up', password: own })).isIn).toBe(false);
    expect((await fillIn({ challenge, password: own })).isIn).toBe(true);
    expect((await fillIn({ challenge, password: own })).isIn).toBe(false);
    expect(await fillIn({ username: 'stm_ben', password: first })).toMatchObject({ isIn: false });
    expect((await fillIn({ username: 'stm_ben', password: own })).isIn).toBe(true);
    expect((await directory.find('stm_ben'))?.hasSignedIn).toBe(true);
  });

  it('ends what was before it, and runs out', async () => {
    const pool = userPool(small.stack, poolId);
    const client = pool.clients.get(clientId)!;
    const cookie = pool.openSession('stm_ben');
    const refresh = pool.refreshToken('stm_ben', client, 'openid');
    await directory.resetSignIn('stm_ben', first);
    expect(pool.whoseSession(cookie)).toBeUndefined();
    expect(pool.refreshed(refresh, clientId)).toBeUndefined();
    expect((await directory.find('stm_ben'))?.hasSignedIn).toBe(false);
    await small.clock.set(small.clock.now() + 4 * 86_400_000);
    expect((await fillIn({ username: 'stm_ben', password: first })).says).toContain('ran out');
  });

  it('does not let in who is disabled', async () => {
    await directory.resetSignIn('stm_ben', first);
    await directory.disable('stm_ben');
    expect((await fillIn({ username: 'stm_ben', password: first })).says).toContain('not right');
  });
});
