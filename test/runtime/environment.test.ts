import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { lazily } from '../../functions/runtime/composition.ts';
import { environment } from '../../functions/runtime/environment.ts';
import { apiEnvironment } from '../../functions/runtime/environments/api.ts';
import { relayEnvironment } from '../../functions/runtime/environments/relay.ts';

afterEach(() => vi.unstubAllEnvs());

const api = {
  TABLE_NAME: 't',
  DOCUMENTS_BUCKET: 'b',
  SEALING_SECRET_ARN: 'arn:secret',
  STATE_MACHINE_ARNS: '{"run-billing":"arn:machine"}',
  CONSUMER_QUEUES: '{"send-mail":{"queueUrl":"q","deadLetterUrl":"d"}}',
  WEBHOOK_QUEUE_URL: 'https://queue',
  WEBHOOK_LOOPBACK: 'refused',
  SUBSCRIBER_POOL_ID: 'eu-west-1_pool',
  STAFF_POOL_ID: 'eu-west-1_staff',
  AGENT_THING_TYPE: 'type',
  AGENT_POLICY_NAME: 'policy',
};

test('variables are read typed', () => {
  for (const [name, value] of Object.entries(api)) vi.stubEnv(name, value);
  expect(environment(apiEnvironment)).toEqual({
    ...api,
    STATE_MACHINE_ARNS: { 'run-billing': 'arn:machine' },
    CONSUMER_QUEUES: { 'send-mail': { queueUrl: 'q', deadLetterUrl: 'd' } },
  });
});

test('one that is missing or malformed stops the start by name, without its value', () => {
  vi.stubEnv('TABLE_NAME', '');
  expect(() => environment(relayEnvironment)).toThrow(/TABLE_NAME.*EVENT_BUS_NAME/);
  for (const value of ['{"send-mail":1}', 'hush']) {
    for (const [name, fine] of Object.entries(api)) vi.stubEnv(name, fine);
    vi.stubEnv('CONSUMER_QUEUES', value);
    expect(() => environment(apiEnvironment)).toThrow(/CONSUMER_QUEUES: must be JSON/);
    expect(() => environment(apiEnvironment)).not.toThrow(/hush/);
  }
  expect(() => environment(z.object({ NOT_THERE: z.string() }))).toThrow(/NOT_THERE/);
});

test('a port is made when it is first used, once', () => {
  const make = vi.fn(() => ({ a: 1 }));
  const never = vi.fn(() => ({ b: 2 }));
  const ports = lazily<{ one: { a: number }; two: { b: number } }>({ one: make, two: never });
  expect(make).not.toHaveBeenCalled();
  expect(ports.one).toBe(ports.one);
  expect(make).toHaveBeenCalledOnce();
  expect(never).not.toHaveBeenCalled();
});
