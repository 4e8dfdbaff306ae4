import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientTypes, type OpenApi } from './client-types.ts';

const root = join(import.meta.dirname, '..', '..');
/** Without what a formatter may change. */
const bare = (text: string) => text.replaceAll(/[\s()|;,'"]/g, '');

test('the types of the web apps are those that the OpenAPI document makes; `npm run openapi` writes them anew', () => {
  const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
  const document = JSON.parse(read('functions', 'contracts', 'openapi.json')) as OpenApi;
  expect(bare(read('web', 'shared', 'routes.ts'))).toBe(bare(clientTypes(document)));
});
