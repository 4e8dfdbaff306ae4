import type { z } from 'zod';
import { basePath } from './base-path.ts';
import { NamedSchemas } from './named-schemas.ts';
import { type GrantedPermission, isPortal, permissions, portalPermissions } from './permissions.ts';
import { problem } from './problem.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of the routes: nothing is said here that the contracts do not say. */
export function openApiDocument(routes: readonly Route[]): Json {
  const schemas = new NamedSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method.toLowerCase()] = operation(route, schemas);
  }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version: '1',
      summary: 'An internet provider’s subscriber lifecycle: lead, subscriber, service, billing, payment.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: basePath }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Staff by their groups, machine clients by scopes `throughline/<role>`.',
        },
        portal: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'People who use accounts in the portal, from the issuer of the subscribers.',
        },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'A repeat of the same request within 24 hours gets the first answer; another body under the same key is refused with 422.',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
        IfMatch: {
          name: 'If-Match',
          in: 'header',
          description: 'The ETag that the change is based on; 412 when it is not the present one.',
          schema: { type: 'string', pattern: '^"\\d+"$' },
        },
      },
      headers: {
        ETag: { description: 'Version of what is answered, in quotes.', schema: { type: 'string' } },
      },
      responses: {
        Problem: {
          description: 'Why not: RFC 9457 with a stable `code` and a pointer to each bad field.',
          content: { 'application/problem+json': { schema: schemas.of(problem, 'output') } },
        },
      },
    },
  };
  return schemas.resolve(document);
}

function operation(route: Route, schemas: NamedSchemas): Json {
  const { method, path, permission, summary, tag, answer, refusals = [], versioned = false } = route;
  const write = method !== 'GET';
  const parameters = [
    ...fields(route.params, schemas).map((field) => ({ ...field, in: 'path', required: true })),
    ...fields(route.query, schemas).map((field) => ({ ...field, in: 'query' })),
    ...(method === 'POST' && permission !== 'signature'
      ? [{ $ref: '#/components/parameters/IdempotencyKey' }]
      : []),
    ...(write && versioned && (method !== 'POST' || /\{\w+\}/.test(path))
      ? [{ $ref: '#/components/parameters/IfMatch' }]
      : []),
  ];
  const notes = [
    permission in permissions
      ? `Roles: ${permissions[permission as GrantedPermission].roles.join(', ')}.`
      : isPortal(permission)
        ? `Roles in the account: ${portalPermissions[permission].join(', ')}.`
        : permission === 'signature'
          ? 'No token: the caller signs the body.'
          : 'No token.',
    ...(refusals.length === 0 ? [] : [`Refusals: ${refusals.map((code) => `\`${code}\``).join(', ')}.`]),
  ];
  return {
    operationId: operationId(route),
    summary,
    description: notes.join('\n\n'),
    tags: [tag],
    ...(permission in permissions ? {} : { security: isPortal(permission) ? [{ portal: [] }] : [] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body, schemas) }),
    responses: {
      [answer.status]: {
        description: answer.status === 204 ? 'Done.' : summary,
        ...(versioned ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } } : {}),
        ...(answer.status === 204 ? {} : { content: answerContent(answer, schemas) }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function answerContent({ content, body }: Route['answer'], schemas: NamedSchemas): Json {
  if (content !== undefined) return { [content]: { schema: { type: 'string', format: 'binary' } } };
  return { 'application/json': { schema: schemas.of(body, 'output') } };
}

/** `post /services/{id}/activate` is `postServicesIdActivate`: stable as long as the path is. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function requestBody(body: z.ZodType, schemas: NamedSchemas): Json {
  return {
    required: !body.safeParse(undefined).success,
    content: { 'application/json': { schema: schemas.of(body, 'input') } },
  };
}

/** Parameters of an object schema, field by field. */
function fields(schema: z.ZodType | undefined, schemas: NamedSchemas): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemas.of(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    ...(description === undefined ? {} : { description }),
    ...(required.includes(name) ? { required: true } : {}),
    schema: field,
  }));
}
