import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules, sources, violations, violationsBelow } from './import-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const houses = ['functions', 'edge-agent', 'infra', 'web'].filter((folder) => existsSync(join(root, folder)));

/** One planted violation per rule: the check must fire on each. */
const planted: Readonly<Record<string, readonly [file: string, source: string]>> = {
  'functions/contracts': ['functions/contracts/a.ts', "import { x } from '../domain/money.ts';"],
  'functions/domain': ['functions/domain/lead/a.ts', "import { z } from 'zod';"],
  'functions/ports': ['functions/ports/a.ts', "import { x } from '../adapters/dynamo/store.ts';"],
  'functions/use-cases': ['functions/use-cases/a.ts', "import { x } from '@aws-sdk/client-sqs';"],
  'functions/adapters': ['functions/adapters/a.ts', "import { x } from '../use-cases/retry.ts';"],
  'functions/runtime': ['functions/runtime/a.ts', "import { x } from '../handlers/api/main.ts';"],
  'functions/handlers': [
    'functions/handlers/api/a.ts',
    "import { x } from '../../adapters/dynamo/store.ts';",
  ],
  'edge-agent/drivers': ['edge-agent/drivers/a.ts', "import { x } from './b.ts';"],
  'edge-agent': ['edge-agent/a.ts', "import { x } from '@aws-sdk/client-iot';"],
  'infra/local': ['infra/local/a.ts', "import { x } from '../../functions/contracts/route.ts';"],
  'infra/web': ['infra/web/a.ts', "import { x } from '../../web/shared/api.ts';"],
  infra: ['infra/stacks/a.ts', "import { x } from '../../functions/use-cases/retry.ts';"],
  web: ['web/admin/a.ts', "import { x } from '../../functions/domain/money.ts';"],
};

describe('who may import whom', () => {
  it('holds in the whole house', () => {
    expect(sources(root, houses).length).toBeGreaterThan(100);
    expect(violationsBelow(root, houses)).toEqual([]);
  });

  it.each(rules.map(({ folder }) => folder))('notices a planted violation in %s', (folder) => {
    const [file, source] = planted[folder] ?? ['', ''];
    expect(violations(file, source).map(({ rule }) => rule)).toEqual([folder]);
  });

  it('tells types from values', () => {
    const type = "import type { Route } from '../../contracts/route.ts';";
    const value = "import { defineRoute } from '../../contracts/route.ts';";
    expect(violations('functions/domain/lead/a.ts', type)).toEqual([]);
    expect(violations('functions/domain/lead/a.ts', value)).toHaveLength(1);
  });

  it('sees exports and dynamic imports', () => {
    expect(
      violations('functions/domain/a.ts', "export { x } from '../adapters/dynamo/store.ts';"),
    ).toHaveLength(1);
    expect(
      violations('functions/domain/a.ts', "const x = await import('../adapters/dynamo/store.ts');"),
    ).toHaveLength(1);
    expect(
      violations('functions/domain/a.ts', "import {\n  a,\n  b,\n} from '../adapters/dynamo/store.ts';"),
    ).toHaveLength(1);
  });
});
