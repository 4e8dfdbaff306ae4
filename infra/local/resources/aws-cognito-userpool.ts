import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { issuerOf } from '../engines/identity/issuer.ts';
import { temporaryPassword } from '../engines/identity/pool-users.ts';
import { UserPool, userPools } from '../engines/identity/user-pool.ts';
import { serveUserPools } from '../engines/identity/user-pool-api.ts';
import { defineResource, type LocalStack } from '../stack.ts';

/** A pool's rules for recovery and second factors are Cognito's to enforce; here they are only checked for shape. */
const settings = z.record(z.string(), z.unknown());

const passwordPolicy = z.strictObject({
  MinimumLength: z.int().default(8),
  RequireLowercase: z.boolean().default(false),
  RequireUppercase: z.boolean().default(false),
  RequireNumbers: z.boolean().default(false),
  RequireSymbols: z.boolean().default(false),
  TemporaryPasswordValidityDays: z.int().default(7),
});

export default defineResource({
  type: 'AWS::Cognito::UserPool',
  properties: z.strictObject({
    UserPoolName: z.string(),
    AccountRecoverySetting: settings.optional(),
    AdminCreateUserConfig: z
      .looseObject({
        InviteMessageTemplate: z
          .looseObject({ EmailMessage: z.string().optional(), EmailSubject: z.string().optional() })
          .optional(),
      })
      .optional(),
    AliasAttributes: z.array(z.string()).optional(),
    AutoVerifiedAttributes: z.array(z.string()).optional(),
    DeletionProtection: z.string().optional(),
    EmailConfiguration: z.looseObject({ From: z.string().optional() }).optional(),
    EmailVerificationMessage: z.string().optional(),
    EmailVerificationSubject: z.string().optional(),
    EnabledMfas: z.array(z.string()).optional(),
    MfaConfiguration: z.string().optional(),
    Policies: z
      .looseObject({
        PasswordPolicy: passwordPolicy.optional(),
        SignInPolicy: z.strictObject({ AllowedFirstAuthFactors: z.array(z.string()) }).optional(),
      })
      .optional(),
    Schema: z.array(settings).optional(),
    SmsVerificationMessage: z.string().optional(),
    UsernameAttributes: z.array(z.string()).optional(),
    UsernameConfiguration: settings.optional(),
    UserPoolAddOns: settings.optional(),
    UserPoolTags: settings.optional(),
    UserPoolTier: z.string().optional(),
    VerificationMessageTemplate: settings.optional(),
  }),
  create(stack, { properties }) {
    const factors = properties.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
    const rules = passwordPolicy.parse(properties.Policies?.PasswordPolicy ?? {});
    const invitation = properties.AdminCreateUserConfig?.InviteMessageTemplate;
    const pool = new UserPool(stack, properties.UserPoolName, {
      mailsCodes: factors.includes('EMAIL_OTP'),
      namesAreEmails: properties.UsernameAttributes?.includes('email') === true,
      sender: properties.EmailConfiguration?.From ?? 'no-reply@verificationemail.com',
      rules: {
        minLength: rules.MinimumLength,
        lowerCase: rules.RequireLowercase,
        upperCase: rules.RequireUppercase,
        digits: rules.RequireNumbers,
        symbols: rules.RequireSymbols,
        temporaryDays: rules.TemporaryPasswordValidityDays,
      },
      invitation: {
        subject: invitation?.EmailSubject ?? 'Your temporary password',
        text: invitation?.EmailMessage ?? 'Your username is {username} and temporary password is {####}.',
      },
    });
    const poolId = `${stack.region}_${pool.name}`;
    userPools(stack).set(poolId, pool);
    serveUserPools(stack);
    stack.front.mount(`/oidc/${pool.name}`, issuerOf(pool));
    stack.onStart(() => publishIdentity(stack, pool));
    return {
      ref: poolId,
      attributes: {
        Arn: `arn:aws:cognito-idp:${stack.region}:${stack.account}:userpool/${poolId}`,
        ProviderName: pool.issuer.replace(/^https?:\/\//, ''),
        ProviderURL: pool.issuer,
        UserPoolId: poolId,
      },
    };
  },
});

/** The pool that knows administrators gets its first member of staff, and tells how to reach it. */
function publishIdentity(stack: LocalStack, pool: UserPool): void {
  const clients = [...pool.clients.values()];
  const machine = clients.find(({ flows }) => flows.has('client_credentials'));
  const app = clients.find(({ flows, clientSecret }) => flows.has('code') && clientSecret === undefined);
  if (!pool.users.hasGroup('admin') || machine?.clientSecret === undefined) return;
  stack.identity = {
    issuer: pool.issuer,
    tokenEndpoint: `${pool.issuer}/oauth2/token`,
    clientId: machine.clientId,
    clientSecret: machine.clientSecret,
    ...(app === undefined ? {} : { staffClientId: app.clientId }),
    staff: firstStaff(stack, pool),
  };
}

function firstStaff(stack: LocalStack, pool: UserPool): { username: string; password: string } {
  const file = join(stack.dataDir, 'staff.json');
  if (existsSync(file)) {
    const kept = z
      .object({ username: z.string(), password: z.string() })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    if (pool.users.find(kept.username) !== undefined) return kept;
  }
  const staff = { username: 'admin', password: temporaryPassword() };
  pool.users.add({
    username: staff.username,
    groups: ['admin'],
    password: { text: staff.password, isTemporary: false },
  });
  writeFileSync(file, JSON.stringify(staff), { mode: 0o600 });
  return staff;
}
