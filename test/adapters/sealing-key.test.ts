import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noSealing, sealing, secretsManagerSealing } from '../../functions/adapters/secrets/sealing-key.ts';

const key = (letter: string) => letter.repeat(32);
const fixed = (id: string, own: string, former: Record<string, string> = {}) =>
  sealing(async () => ({ id, key: own, former }));

test('what is sealed opens for its owner', async () => {
  const one = fixed('k1', key('a'));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (plain, owner) => {
      const sealed = await one.seal(owner, plain);
      expect(await one.open(owner, sealed)).toBe(Buffer.from(plain).toString());
    }),
    { seed: 7, numRuns: 50 },
  );
});

test('two seals of one value differ, and neither shows it', async () => {
  const one = fixed('k1', key('a'));
  const [a, b] = await Promise.all([one.seal('x', 'secret'), one.seal('x', 'secret')]);
  expect(Buffer.from(a).equals(Buffer.from(b))).toBe(false);
  expect(Buffer.from(a).toString('latin1')).not.toContain('secret');
});

test('nothing opens for another owner, with another key, or after a bit was changed', async () => {
  const one = fixed('k1', key('a'));
  const sealed = await one.seal('lead#1', 'secret');
  await expect(one.open('lead#2', sealed)).rejects.toThrow();
  await expect(fixed('k1', key('b')).open('lead#1', sealed)).rejects.toThrow();
  await expect(fixed('k2', key('a')).open('lead#1', sealed)).rejects.toThrow(/k1/);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    await expect(one.open('lead#1', changed)).rejects.toThrow();
  }
  await expect(one.open('lead#1', sealed.subarray(0, 10))).rejects.toThrow(/format/);
  await expect(one.open('lead#1', new Uint8Array())).rejects.toThrow(/format/);
});

test('after a rotation the former key still opens, and the new one seals', async () => {
  const sealed = await fixed('k1', key('a')).seal('x', 'old');
  const rotated = fixed('k2', key('b'), { k1: key('a') });
  expect(await rotated.open('x', sealed)).toBe('old');
  expect(await fixed('k2', key('b')).open('x', await rotated.seal('x', 'new'))).toBe('new');
});

test('the secret is read once, again for a key that it did not name, and again after a failure', async () => {
  const mock = mockClient(SecretsManagerClient);
  const json = (id: string, own: string, former = {}) => ({
    SecretString: JSON.stringify({ id, key: own, former }),
  });
  mock
    .on(GetSecretValueCommand)
    .rejectsOnce(new Error('down'))
    .resolvesOnce({ SecretString: key('a') })
    .resolves(json('k2', key('b'), { first: key('a') }));
  const one = secretsManagerSealing(new SecretsManagerClient({ region: 'local' }), 'arn:secret');
  await expect(one.seal('x', 'v')).rejects.toThrow('down');
  const sealed = await one.seal('x', 'v');
  expect(await one.open('x', sealed)).toBe('v');
  expect(mock.calls()).toHaveLength(2);
  const elsewhere = await fixed('k2', key('b')).seal('x', 'from another instance');
  expect(await one.open('x', elsewhere)).toBe('from another instance');
  expect(mock.calls()).toHaveLength(3);
  mock.restore();
});

test('a secret that is no key is a fault that does not quote it', async () => {
  const mock = mockClient(SecretsManagerClient);
  for (const SecretString of [
    '{"id":"k1","key":"short-and-secret"}',
    '{short-and-secret',
    'short-and-secret',
    '',
  ]) {
    mock.on(GetSecretValueCommand).resolves({ SecretString });
    const one = secretsManagerSealing(new SecretsManagerClient({ region: 'local' }), 'arn:secret');
    const failure = await one.seal('x', 'v').catch((error: unknown) => error);
    expect(String(failure)).toMatch(/arn:secret/);
    expect(String(failure)).not.toMatch(/short-and-secret/);
  }
  mock.restore();
});

test('a function without the key says so', async () => {
  await expect(noSealing.seal('x', 'v')).rejects.toThrow(/no sealing key/);
  await expect(noSealing.open('x', new Uint8Array())).rejects.toThrow(/no sealing key/);
});
