import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Driver } from '../../../edge-agent/capabilities/driver.ts';
import { driverNames } from '../../../edge-agent/reconcile/site-nodes.ts';
import { recordingFile } from '../../../edge-agent/recording/record-call.ts';
import { type Recording, recording } from '../../../edge-agent/recording/recording.ts';
import { createSecretStriker } from '../../../edge-agent/recording/strike-secrets.ts';
import { recordingTools } from '../../../edge-agent/recording/tools.ts';
import { driverCatalogue } from '../../drivers/catalogue.ts';
import { replay } from '../../lab/replay/replay.ts';

/** Every recording that is there: the driver still says exactly this, and comes to this. */

const folder = join(import.meta.dirname, '..', '..', 'recordings');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

const read = (file: string): Recording =>
  recording.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));

async function driverOf(name: string): Promise<Driver> {
  expect(driverNames()).toContain(name);
  return ((await import(`../../../edge-agent/drivers/${name}.ts`)) as { default: Driver }).default;
}

/** What looks like a secret and is none of the recording's stand-ins. */
function secretsIn({ neverTold, ...rest }: Recording): readonly string[] {
  return createSecretStriker(neverTold).left(rest);
}

async function replayed(made: Recording) {
  return await replay(await driverOf(made.driver), made, recordingTools);
}

test.each(files)('%s', async (file) => {
  const made = read(file);
  expect(file).toBe(recordingFile(made));
  expect(secretsIn(made)).toEqual([]);
  const { outcome, problems } = await replayed(made);
  expect(problems).toEqual([]);
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(made.outcome);
  const told = JSON.stringify(outcome);
  expect(made.neverTold.filter((secret) => told.includes(secret))).toEqual([]);
});

test('every driver that does more than RADIUS has been recorded', async () => {
  const needed = (await driverCatalogue()).filter(({ capabilities }) =>
    capabilities.some((one) => /^(?:onu-provisioning|sim-provisioning|router-access)$/.test(one)),
  );
  const recorded = new Set(
    files.map((file) => `${file.split('/')[0]} ${file.split('/').at(-1)?.split('-')[0]}`),
  );
  const wanted = needed.flatMap(({ name }) => ['read', 'apply', 'remove'].map((verb) => `${name} ${verb}`));
  expect(needed.length).toBeGreaterThan(6);
  expect(wanted.filter((one) => !recorded.has(one))).toEqual([]);
});

test('every make of NAS has been recorded', async () => {
  const makes = (await driverCatalogue()).filter(
    ({ kind, capabilities }) => kind === 'nas' && !capabilities.includes('router-access'),
  );
  const recorded = (verb: string) =>
    new Set(files.filter((file) => file.endsWith(`/${verb}-session.json`)).map((file) => file.split('/')[0]));
  expect(makes.length).toBeGreaterThan(8);
  const without = (verb: string) => makes.filter(({ name }) => !recorded(verb).has(name));
  expect(without('remove')).toEqual([]);
  // Who is not asked for another rate is one that knows none on a live session.
  expect(without('apply').filter(({ capabilities }) => capabilities.includes('live-rates'))).toEqual([]);
});

describe('a recording that is not right fails', () => {
  const pick = (start: string) =>
    read(files.find((file) => file.startsWith(start) && /(?:read-|apply-session)/.test(file))!);
  const each = ['zte-c300/', 'zte-c300-cli/', 'pyhss/', 'mikrotik-routeros-api/', 'cisco-isg/'];

  test.each(each)('%s: the driver asks something else by now', async (start) => {
    const made = pick(start);
    const [first, ...rest] = made.dialogue;
    const changed = JSON.parse(
      JSON.stringify(first!.request).replace(/"(oid|command|path|text)":(\[?)"/, '"$1":$2"9'),
    );
    const { problems } = await replayed({ ...made, dialogue: [{ ...first!, request: changed }, ...rest] });
    expect(problems.join('\n')).toContain('the driver asked what is not recorded');
    expect(problems.join('\n')).toContain('not asked any more');
  });

  test.each(each)('%s: the driver no longer asks what is recorded', async (start) => {
    const made = pick(start);
    const { problems } = await replayed({ ...made, dialogue: [...made.dialogue, made.dialogue.at(-1)!] });
    expect(problems).toHaveLength(1);
  });

  test.each([
    ['a password in a field', { password: 'hunter-two' }],
    ['a password in a command', { command: ['/ppp/secret/add', '=password=hunter-two'] }],
    [
      'a password in a configuration',
      { output: 'wan-ip 1 mode pppoe username al password hunter-two host 1' },
    ],
    ['a key', { answer: '465b5ce8b199b49faa5f0a2ee238a6bc' }],
    ['a key in base64', ['RltbXOixtJ+qX4ouojimvA==']],
    ['a token', { authToken: 'eyJhbGciOi' }],
  ])('%s that is not struck out is found', (_, planted) => {
    const made = pick('pyhss/');
    const dialogue = [...made.dialogue, { line: 0, request: planted, answer: {} }];
    expect(secretsIn({ ...made, dialogue })).not.toEqual([]);
  });

  test('another version is not read', () => {
    const made = pick('pyhss/');
    expect(recording.safeParse({ ...made, version: 0 }).success).toBe(false);
  });
});
