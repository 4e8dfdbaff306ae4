import * as z from 'zod';
import { userPool } from '../engines/identity/user-pool.ts';
import { defineResource } from '../stack.ts';

const unitSeconds: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

export default defineResource({
  type: 'AWS::Cognito::UserPoolClient',
  properties: z.strictObject({
    UserPoolId: z.string(),
    ClientName: z.string(),
    AccessTokenValidity: z.number().default(1),
    AllowedOAuthFlows: z.array(z.enum(['code', 'client_credentials'])).default([]),
    AllowedOAuthFlowsUserPoolClient: z.boolean().optional(),
    AllowedOAuthScopes: z.array(z.string()).default([]),
    AuthSessionValidity: z.number().int().min(3).max(15).default(3),
    CallbackURLs: z.array(z.string()).default([]),
    EnableTokenRevocation: z.boolean().optional(),
    ExplicitAuthFlows: z.array(z.string()).optional(),
    GenerateSecret: z.boolean().default(false),
    IdTokenValidity: z.number().optional(),
    LogoutURLs: z.array(z.string()).default([]),
    PreventUserExistenceErrors: z.string().optional(),
    RefreshTokenValidity: z.number().default(30),
    SupportedIdentityProviders: z.array(z.literal('COGNITO')).optional(),
    TokenValidityUnits: z
      .strictObject({ AccessToken: z.string(), IdToken: z.string(), RefreshToken: z.string() })
      .partial()
      .default({}),
  }),
  create(stack, { properties }) {
    const pool = userPool(stack, properties.UserPoolId);
    const { clientId, clientSecret } = pool.clientCredentials(
      properties.ClientName,
      properties.GenerateSecret,
    );
    const units = properties.TokenValidityUnits;
    pool.clients.set(clientId, {
      clientId,
      clientSecret,
      flows: new Set(properties.AllowedOAuthFlows),
      scopes: new Set(properties.AllowedOAuthScopes),
      // The template's addresses of the deployed apps, and the same apps on this machine's front.
      callbackUrls: [...properties.CallbackURLs, `${stack.front.url}/admin/`, `${stack.front.url}/portal/`],
      logoutUrls: [...properties.LogoutURLs, `${stack.front.url}/admin/`, `${stack.front.url}/portal/`],
      accessTokenSeconds:
        properties.AccessTokenValidity * (unitSeconds[units.AccessToken ?? 'hours'] ?? 3600),
      attemptSeconds: properties.AuthSessionValidity * 60,
      refreshTokenSeconds:
        properties.RefreshTokenValidity * (unitSeconds[units.RefreshToken ?? 'days'] ?? 86_400),
    });
    return { ref: clientId, attributes: { ClientId: clientId, ClientSecret: clientSecret ?? '' } };
  },
});
