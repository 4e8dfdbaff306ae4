import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end, identify, isAlive, type ProcessIdentity } from '../../../infra/local/processes.ts';
import { endRecordedAgents, SiteAgents } from '../../../infra/local/sites.ts';
import { eventually, temporaryFolder } from './small-stack.ts';

/** Writes down what day it believes it is, and dies when a file tells it to. */
const program = `
  import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
  import { dirname, join } from 'node:path';
  const folder = dirname(process.argv[process.argv.indexOf('--config') + 1]);
  setInterval(() => {
    if (existsSync(join(folder, 'die'))) { rmSync(join(folder, 'die')); process.exit(1); }
    writeFileSync(join(folder, 'seen'), JSON.stringify({ pid: process.pid, now: Date.now() }));
  }, 10);
`;

const credentials = { mqttUrl: 'mqtts://127.0.0.1:1', ca: 'CA', certificate: 'CERT', key: 'KEY' };
const day = 86_400_000;

let folder: ReturnType<typeof temporaryFolder>;
let agents: SiteAgents;
let offset: number;
let warnings: string[];

function open(dataDir = folder.path): SiteAgents {
  return new SiteAgents({
    dataDir,
    host: '127.0.0.1',
    program: join(folder.path, 'agent.mjs'),
    run: true,
    compileCache: join(folder.path, 'cache'),
    offset: () => offset,
    log: (_, message) => void warnings.push(message),
  });
}

const file = (name: string): string => join(folder.path, 'sites', 'sit_1', name);
const seen = (): { pid: number; now: number } | undefined => {
  if (!existsSync(file('seen'))) return undefined;
  const text = readFileSync(file('seen'), 'utf8');
  return text === '' ? undefined : (JSON.parse(text) as { pid: number; now: number });
};
const running = (): ProcessIdentity => JSON.parse(readFileSync(file('agent.pid'), 'utf8')) as ProcessIdentity;
const until = (holds: (now: { pid: number; now: number }) => boolean) =>
  eventually(() => {
    const found = seen();
    return found !== undefined && holds(found) ? found : undefined;
  });

beforeEach(() => {
  folder = temporaryFolder();
  offset = 0;
  warnings = [];
  writeFileSync(join(folder.path, 'agent.mjs'), program);
  agents = open();
});
afterEach(async () => {
  await agents.stop(false);
  folder.remove();
});

describe('the agent of a site', () => {
  it('gets a configuration for its owner’s eyes only, and ports that stay', async () => {
    agents.ensure('sit_1', credentials);
    await until(() => true);
    const configuration = JSON.parse(readFileSync(file('agent.json'), 'utf8')) as Record<string, never>;
    const ports = await agents.radiusOf('sit_1');
    expect(configuration).toEqual({
      siteId: 'sit_1',
      dataDir: file('agent'),
      mqtt: { url: 'mqtts://127.0.0.1:1', ca: 'CA', cert: 'CERT', key: 'KEY' },
      radius: { host: '127.0.0.1', authPort: ports?.auth, acctPort: ports?.acct },
    });
    expect(statSync(file('agent.json')).mode & 0o777).toBe(0o600);
    await agents.stop(false);
    agents = open();
    agents.ensure('sit_1', credentials);
    expect(await agents.radiusOf('sit_1')).toEqual(ports);
  });

  it('gets other ports when somebody has taken them meanwhile', async () => {
    agents.ensure('sit_1', credentials);
    const ports = await agents.radiusOf('sit_1');
    await agents.stop(false);
    const squatter = createSocket('udp4').bind(ports!.auth, '127.0.0.1');
    await once(squatter, 'listening');
    agents = open();
    agents.ensure('sit_1', credentials);
    const others = await agents.radiusOf('sit_1');
    expect(others?.auth).not.toBe(ports!.auth);
    squatter.close();
  });

  it('never gets the ports of a stack that starts at the same moment', async () => {
    const elsewhere = temporaryFolder();
    const others = open(elsewhere.path);
    agents.ensure('sit_1', credentials);
    others.ensure('sit_2', credentials);
    const [mine, theirs] = await Promise.all([agents.radiusOf('sit_1'), others.radiusOf('sit_2')]);
    expect(mine?.auth).not.toBe(theirs?.auth);
    await others.stop(false);
    elsewhere.remove();
  });

  it('lives by the stack’s clock from its first moment, and follows when it is set', async () => {
    offset = 10 * day;
    agents.ensure('sit_1', credentials);
    await until(({ now }) => Math.abs(now - Date.now() - 10 * day) < 60_000);
    agents.shift(20 * day);
    await until(({ now }) => Math.abs(now - Date.now() - 20 * day) < 60_000);
  });

  it('is started again when it dies', async () => {
    agents.ensure('sit_1', credentials);
    const first = await until(() => true);
    writeFileSync(file('die'), '');
    await until(({ pid }) => pid !== first.pid);
    expect(warnings).toContain('an agent ended and is started again');
  });

  it('is not started twice for the same credentials, and anew for others', async () => {
    agents.ensure('sit_1', credentials);
    const first = await until(() => true);
    agents.ensure('sit_1', { ...credentials });
    await agents.radiusOf('sit_1');
    expect(running().pid).toBe(first.pid);
    agents.ensure('sit_1', { ...credentials, mqttUrl: 'mqtts://127.0.0.1:2' });
    await until(({ pid }) => pid !== first.pid);
    expect(isAlive({ ...identify(first.pid) })).toBe(false);
  });

  it('ends with the stack, or goes on without it until the next one replaces it', async () => {
    agents.ensure('sit_1', credentials);
    const first = await until(() => true);
    await agents.stop(true);
    const left = running();
    expect(isAlive(left)).toBe(true);
    const before = seen()!.now;
    await until(({ now }) => now > before);
    agents = open();
    agents.ensure('sit_1', credentials);
    await until(({ pid }) => pid !== first.pid);
    expect(isAlive(left)).toBe(false);
    await agents.stop(false);
    expect(isAlive(running())).toBe(false);
  });

  it('that was left behind is ended before its data are emptied', async () => {
    agents.ensure('sit_1', credentials);
    await until(() => true);
    await agents.stop(true);
    const left = running();
    await endRecordedAgents(folder.path);
    expect(isAlive(left)).toBe(false);
    await end(left, 10);
  });
});
