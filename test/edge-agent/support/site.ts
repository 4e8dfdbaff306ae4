import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agent, startAgent } from '../../../edge-agent/agent.ts';
import { agentConfiguration } from '../../../edge-agent/configuration.ts';
import { createLog } from '../../../edge-agent/log.ts';
import { newMessageId } from '../../../edge-agent/message-ids.ts';
import type { ConfigurationMessage, DesiredMessage } from '../../../functions/contracts/edge/messages.ts';
import { type DesiredState, desiredState } from '../../../functions/contracts/network-state.ts';
import { createNas, type Nas, type NasOptions } from '../../lab/nas.ts';
import { createAuthority } from './certificates.ts';
import { createFakeCloud, type FakeCloud } from './fake-cloud.ts';

type Hear = Parameters<typeof createFakeCloud>[2];

export const siteId = 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c';
export const nasSecret = 'a secret between NAS and agent';

/** An id with a running number, for fixtures that must come out the same each time. */
export function numberedId(prefix: string, n: number): string {
  return `${prefix}_${String(n).padStart(26, '0')}`;
}

type DesiredInput = Partial<Omit<DesiredState, 'profile'>> & { profile?: Partial<DesiredState['profile']> };

export function desired(serviceId: string, revision: number, change: DesiredInput = {}): DesiredState {
  return desiredState.parse({
    serviceId,
    siteId,
    revision,
    present: true,
    entitlement: 'full',
    access: { technology: 'pppoe', siteId, username: `u-${serviceId}`, framedIp: '10.9.0.7' },
    ...change,
    profile: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300, ...change.profile },
  });
}

export function desiredMessage(state: DesiredState, password = 'subscriber-pw'): DesiredMessage {
  return {
    messageId: newMessageId(),
    siteId,
    issuedAt: '2026-01-01T00:00:00.000Z',
    // Long past: an order may have given up, its state holds all the same.
    expiresAt: '2026-01-01T00:05:00.000Z',
    desired: state,
    ...(state.present ? { password } : {}),
  };
}

export function configurationMessage(revision: number, nas: Nas, driver = 'accel-ppp'): ConfigurationMessage {
  return {
    messageId: newMessageId(),
    siteId,
    revision,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      {
        nodeId: numberedId('nod', 1),
        kind: 'nas',
        driver,
        address: '127.0.0.0/8',
        settings: { coaPort: nas.coaPort },
        credentials: { secret: nasSecret },
      },
    ],
  };
}

/** One site on the loopback: a broker with a fake cloud behind it, and what an agent needs to join. */
export interface TestSite {
  readonly cloud: FakeCloud;
  readonly dataDir: string;
  readonly logLines: string[];
  startAgent(overrides?: object): Promise<Agent>;
  /** A config file for an agent that runs as a process of its own. */
  configFile(overrides?: object): string;
  /** A NAS that speaks to these ports. The agent takes it from 127.0.0.0/8. */
  nas(agent: { auth: { port: number }; acct: { port: number } }, options?: Partial<NasOptions>): Promise<Nas>;
  close(): Promise<void>;
}

export async function createTestSite(id = siteId, hear?: Hear, under = tmpdir()): Promise<TestSite> {
  const authority = await createAuthority();
  const cloud = await createFakeCloud(authority, id, hear);
  const identity = await authority.issue(id);
  const dataDir = mkdtempSync(join(under, 'throughline-agent-'));
  const logLines: string[] = [];
  const running = new Set<Agent>();
  const gear = new Set<Nas>();

  function configuration(overrides: object): object {
    return {
      siteId: id,
      dataDir,
      mqtt: { url: cloud.url, ca: authority.ca, ...identity },
      radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 },
      rejectDelayMs: 0,
      coaTimeoutMs: 60,
      coaAttempts: 2,
      accountingDelayMs: 20,
      resendAfterMs: 500,
      reconnectMaxMs: 250,
      ...overrides,
    };
  }

  return {
    cloud,
    dataDir,
    logLines,
    async startAgent(overrides = {}) {
      const log = createLog((line) => logLines.push(line));
      const agent = await startAgent(agentConfiguration.parse(configuration(overrides)), log);
      running.add(agent);
      const stop = agent.stop;
      return {
        ...agent,
        async stop() {
          if (running.delete(agent)) await stop();
        },
      };
    },
    configFile(overrides = {}) {
      const file = join(dataDir, 'agent.json');
      writeFileSync(file, JSON.stringify(configuration(overrides)), { mode: 0o600 });
      return file;
    },
    async nas({ auth, acct }, options = {}) {
      const nas = await createNas({
        host: '127.0.0.1',
        radius: { host: '127.0.0.1', auth: auth.port, acct: acct.port, secret: nasSecret },
        retransmitMs: 100,
        ...options,
      });
      gear.add(nas);
      return nas;
    },
    async close() {
      for (const nas of gear) await nas.close();
      for (const agent of running) await agent.stop();
      await cloud.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
