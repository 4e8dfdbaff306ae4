import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { duties, roles } from '../../functions/contracts/permissions.ts';
import { acknowledge } from './acknowledge.ts';

export interface PeopleProps {
  readonly adminUrl: string;
  readonly portalUrl: string;
  /** Sender of invitations and of the codes with which subscribers sign in, verified in SES; without one Cognito sends 50 a day itself. */
  readonly codesFrom?: string;
}

/** What an app needs to know of its issuer. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** All that is below these is the issuer's, and may be called by the app. */
  readonly addresses: readonly string[];
}

const passwordPolicy = {
  minLength: 12,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
  tempPasswordValidity: Duration.days(3),
};

/** Staff with their roles and machine clients in one pool, subscribers in another: no token of one opens the other. */
export class People extends Construct {
  readonly staff: UserPool;
  readonly subscribers: UserPool;
  readonly staffApp: UserPoolClient;
  readonly machine: UserPoolClient;
  readonly portalApp: UserPoolClient;
  readonly staffSignIn: SignIn;
  readonly subscriberSignIn: SignIn;

  constructor(scope: Construct, id: string, props: PeopleProps) {
    super(scope, id);
    const lifetimes = {
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    };
    const signIn = {
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      ...lifetimes,
    };
    const mail =
      props.codesFrom === undefined
        ? {}
        : { email: UserPoolEmail.withSES({ fromEmail: props.codesFrom, sesRegion: Aws.REGION }) };
    this.staff = new UserPool(this, 'Staff', {
      userPoolName: 'throughline-staff',
      selfSignUpEnabled: false,
      userInvitation: {
        emailSubject: 'Your sign-in to Throughline',
        emailBody: `You may sign in at ${props.adminUrl} now, with this e-mail address (or as {username}). At the first sign-in you choose a password of your own. Until then there is one for one time, good for three days: {####}`,
      },
      ...mail,
      signInAliases: { username: true, email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [precedence, role] of roles.entries()) {
      new CfnUserPoolGroup(this, `Role-${role}`, {
        userPoolId: this.staff.userPoolId,
        groupName: role,
        description: duties[role],
        precedence,
      });
    }
    const staffDomain = this.staff.addDomain('StaffDomain', {
      cognitoDomain: { domainPrefix: `throughline-staff-${Aws.ACCOUNT_ID}` },
    });
    const scopes = roles.map(
      (role) => new ResourceServerScope({ scopeName: role, scopeDescription: duties[role] }),
    );
    const server = this.staff.addResourceServer('Api', {
      identifier: 'throughline',
      userPoolResourceServerName: 'throughline',
      scopes,
    });
    this.staffApp = this.staff.addClient('StaffApp', {
      userPoolClientName: 'staff-app',
      ...signIn,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [props.adminUrl],
        logoutUrls: [props.adminUrl],
      },
    });
    this.machine = this.staff.addClient('Machine', {
      userPoolClientName: 'machine',
      generateSecret: true,
      ...lifetimes,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes.map((scope) => OAuthScope.resourceServer(server, scope)),
      },
    });
    this.subscribers = new UserPool(this, 'Subscribers', {
      userPoolName: 'throughline-subscribers',
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Nobody is given a password: Cognito wants it named, and a user without one has the code alone.
      signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp: true } },
      ...mail,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const subscriberDomain = this.subscribers.addDomain('SubscriberDomain', {
      cognitoDomain: { domainPrefix: `throughline-subscribers-${Aws.ACCOUNT_ID}` },
      // The classic pages know passwords only.
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    acknowledge(this, {
      'AwsSolutions-COG8':
        'Threat protection of the Plus plan is the operator’s choice: it is priced per user.',
    });
    acknowledge(this.subscribers, {
      'AwsSolutions-COG2':
        'Subscribers may turn on a second factor; demanding one would lock out those who only pay a bill.',
    });
    this.portalApp = this.subscribers.addClient('PortalApp', {
      userPoolClientName: 'portal-app',
      ...signIn,
      authFlows: { user: true },
      // Long enough to look for the mail.
      authSessionValidity: Duration.minutes(10),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [props.portalUrl],
        logoutUrls: [props.portalUrl],
      },
    });
    new CfnManagedLoginBranding(this, 'PortalSignIn', {
      userPoolId: this.subscribers.userPoolId,
      clientId: this.portalApp.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    this.staffSignIn = signInOf(this.staff, staffDomain, this.staffApp);
    this.subscriberSignIn = signInOf(this.subscribers, subscriberDomain, this.portalApp);
  }
}

function signInOf(pool: UserPool, domain: UserPoolDomain, app: UserPoolClient): SignIn {
  const issuer = pool.userPoolProviderUrl;
  return { issuer, clientId: app.userPoolClientId, addresses: [`${issuer}/`, `${domain.baseUrl()}/`] };
}
