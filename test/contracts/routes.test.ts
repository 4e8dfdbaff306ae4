import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { openApiDocument } from '../../functions/contracts/openapi.ts';
import { permissions, portalPermissions, roles } from '../../functions/contracts/permissions.ts';
import { defineRoute, type Route } from '../../functions/contracts/route.ts';
import { routes } from '../../functions/handlers/api/routes.ts';
import { routes as documents } from '../../functions/handlers/documents/routes.ts';

const keyOf = ({ method, path }: Route) => `${method} ${path}`;
const known = new Set<string>([
  ...Object.keys(permissions),
  ...Object.keys(portalPermissions),
  'public',
  'signature',
]);
const unpermitted = (all: readonly Route[]) =>
  all.filter(({ permission }) => !known.has(permission)).map(keyOf);

describe('every route', () => {
  test('declares who may use it', () => {
    expect(unpermitted(apiRoutes)).toEqual([]);
    const planted = { ...apiRoutes[0], permission: undefined } as unknown as Route;
    expect(unpermitted([planted])).toEqual([keyOf(planted)]);
  });

  test('that is open to all is one that was meant to be', () => {
    const open = apiRoutes.filter(({ permission }) => permission === 'public' || permission === 'signature');
    expect(open.map(keyOf).toSorted()).toEqual(
      [
        'GET /openapi.json',
        'GET /portal/brand',
        'GET /portal/payment-links/{token}',
        'POST /portal/payment-links/{token}/sessions',
        'POST /webhooks/payments/{provider}',
      ].filter((key) => apiRoutes.some((route) => keyOf(route) === key)),
    );
  });

  test('is declared once and bound once', () => {
    const declared = apiRoutes.map(keyOf);
    expect(new Set(declared).size).toBe(declared.length);
    expect(documents.every(({ route }) => route.answer.content !== undefined)).toBe(true);
    const bound = [...routes, ...documents].map(({ route }) => keyOf(route));
    const served = apiRoutes.filter(({ permission }) => permission !== 'signature').map(keyOf);
    expect(bound.toSorted()).toEqual(served.toSorted());
  });

  test('that writes over what was there takes If-Match; of an order its own rules decide', () => {
    const blind = (all: readonly Route[]) =>
      all
        .filter(({ method, answer }) => ['PUT', 'PATCH'].includes(method) && answer.status !== 202)
        .filter(({ versioned }) => versioned !== true)
        .map(keyOf);
    expect(blind(apiRoutes)).toEqual([]);
    const planted = { ...apiRoutes.find(({ method }) => method === 'PUT')!, versioned: false };
    expect(blind([planted])).toEqual([keyOf(planted)]);
  });

  test('declares each parameter of its path, and no other', () => {
    for (const { path, params } of apiRoutes) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const shape = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
      expect(shape.toSorted(), path).toEqual(named.toSorted());
    }
  });
});

test('every permission is granted to the admin, and only to roles that exist', () => {
  for (const { roles: granted } of Object.values(permissions)) {
    expect(granted).toContain('admin');
    expect(granted.filter((role) => !roles.includes(role))).toEqual([]);
  }
});

describe('the OpenAPI document', () => {
  const document = openApiDocument(apiRoutes) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: Record<string, unknown> };
  };

  test('that is checked in is the one that the contracts make; `npm run openapi` writes it anew', () => {
    const file = join(import.meta.dirname, '..', '..', 'functions', 'contracts', 'openapi.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('names every operation once and refers to nothing that is not there', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toHaveLength(apiRoutes.length);
    expect(new Set(ids).size).toBe(ids.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(50);
    const missing = refs.filter(
      (ref) =>
        ref
          .replace(/^#\//, '')
          .split('/')
          .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document) ===
        undefined,
    );
    expect(missing).toEqual([]);
  });

  test('tells what may be sent from what is answered where defaults make them differ', () => {
    const setting = z.object({ size: z.int().default(3) }).meta({ id: 'Setting' });
    const holder = z.object({ setting }).meta({ id: 'Holder' });
    const plain = z.string().meta({ id: 'Plain' });
    const route = defineRoute({
      method: 'POST',
      path: '/things',
      permission: 'leads:write',
      summary: 'A test',
      tag: 'Test',
      body: z.object({ holder, plain }),
      answer: { status: 200, body: z.object({ holder, plain }) },
    });
    const { components } = openApiDocument([route]) as typeof document;
    expect(components.schemas).toMatchObject({
      Holder: { properties: { setting: { $ref: '#/components/schemas/Setting' } } },
      HolderInput: { properties: { setting: { $ref: '#/components/schemas/SettingInput' } } },
      Setting: { required: ['size'] },
      Plain: { type: 'string' },
    });
    expect(components.schemas['SettingInput']).not.toHaveProperty('required');
    expect(components.schemas).not.toHaveProperty('PlainInput');
  });
});
