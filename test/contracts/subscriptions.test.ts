import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { subscriptions } from '../../functions/contracts/subscriptions.ts';

const events = join(import.meta.dirname, '..', '..', 'functions', 'contracts', 'events');

it('subscribes to events that exist', async () => {
  const types = [...new Set(Object.values(subscriptions).flat())];
  expect(types.length).toBeGreaterThan(10);
  for (const type of types) {
    const file = join(events, `${type.replace('.', '-')}.ts`);
    expect(existsSync(file), type).toBe(true);
    const definitions: { type: string }[] = Object.values(await import(file));
    expect(definitions.map((definition) => definition.type)).toContain(type);
  }
});
