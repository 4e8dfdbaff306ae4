import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../client.ts';
import { type CrowdMember, crowdPassword, enterNas, forEach, settle } from '../crowd.ts';
import { seeded } from '../edge-agent/support/seeded.ts';
import { createLossyLine } from '../lab/lossy-line.ts';
import type { LabSession, Nas } from '../lab/nas.ts';
import type { Created } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { type BenchRow, percentile } from './rows.ts';

const services = Number(process.env['QUOTA_SERVICES'] ?? 5_000);
/** How many of them cross a step of their quota while all send. */
const crossing = Math.min(500, Math.floor(services / 4));
/** Each service sends one record in this time, as with an interim interval of one minute. */
const roundMs = Math.max(20_000, (services / 5_000) * 60_000);
/** How often is looked what the NAS holds: a measured time is late by at most this. */
const lookEveryMs = 25;
const kills = 3;
const gigabyte = 1e9;

interface Online {
  readonly member: CrowdMember;
  readonly sessionId: string;
  /** All that the subscriber moved, in octets. */
  sent: number;
}

/**
 * From the record with which a service crosses a step of its quota until the NAS holds the other rate, while all send
 * theirs over a line that loses, repeats and reorders; then whether what was rated is what was sent, after the agent was
 * killed several times among the records.
 */
export async function run(): Promise<BenchRow[]> {
  const began = performance.now();
  const tell = (what: string) =>
    console.log(`${String(Math.round((performance.now() - began) / 1000)).padStart(5)} s  ${what}`);
  const stack = await startStack();
  const { api } = stack;
  const random = seeded(20_261_127);
  try {
    const plan = await fairUsePlan(api);
    const members = await settle(
      api,
      plan.id,
      Array.from({ length: services }, (_, n) => `fair${n}@net`),
    );
    tell(`${services} services are active`);
    const host = '127.0.1.60';
    const line = await createLossyLine(api.endpoints.sites[0]!.radius.acct.port, random, host);
    const nas = await enterNas(
      api,
      host,
      'accel-ppp',
      { coaPerSecond: 1_000 },
      { acct: line, attempts: 300 },
    );
    const online = await forEach(members, async (member): Promise<Online> => {
      const { session } = await nas.dial({ username: member.username, password: crowdPassword });
      if (session === undefined) throw new Error(`${member.username} was not let in`);
      return { member, sessionId: session.sessionId, sent: 0 };
    });
    tell('each has logged in');
    const use = (one: Online, octets: number) => {
      const upload = Math.floor(octets / 4);
      nas.traffic(one.sessionId, upload, octets - upload);
      one.sent += octets;
      return nas.interim(one.sessionId);
    };
    const samples = await crossings(nas, online, use, random);
    tell(`${samples.length} crossed a step, and the NAS holds the other rate`);
    const restarted = performance.now();
    await killing(stack, online, use, random);
    tell(`each sent once more, while the agent was killed ${kills} times`);
    await rated(api, online);
    const settledMs = performance.now() - restarted;
    const { lost, repeated, reordered } = line.done;
    tell(`all is counted; records lost ${lost}, repeated ${repeated}, reordered ${reordered}`);
    await nas.close();
    line.close();
    const sorted = samples.toSorted((a, b) => a - b);
    return [
      ...[0.5, 0.99].map((share) => ({
        bench: 'quota',
        metric: `quota_to_coa p${Math.round(share * 100)}`,
        value: percentile(sorted, share),
        unit: 'ms',
      })),
      { bench: 'quota', metric: 'services', value: services, unit: 'services' },
      { bench: 'quota', metric: `rated after ${kills} kills`, value: settledMs, unit: 'ms' },
    ];
  } finally {
    await stack.stop();
  }
}

function fairUsePlan(api: ApiClient): Promise<Created> {
  return api.post<Created>('/plans', {
    name: 'Fair use',
    technologies: ['pppoe'],
    price: { amount: '20.00', currency: 'USD' },
    network: { downKbps: 100_000, upKbps: 20_000, interimSeconds: 60 },
    quota: { per: 'month', steps: [{ gigabytes: 10, becomes: { downKbps: 2_000, upKbps: 1_000 } }] },
  });
}

/** Everybody sends one record in the time of a round, evenly; some cross with it. Answers how long each of these took. */
async function crossings(
  nas: Nas,
  online: readonly Online[],
  use: (one: Online, octets: number) => Promise<boolean>,
  random: () => number,
): Promise<readonly number[]> {
  const every = Math.floor(online.length / crossing);
  const began = performance.now();
  const crossedAt = new Map<string, number>();
  const sending = online.map(async (one, n) => {
    await pause(Math.max(0, began + (n / online.length) * roundMs - performance.now()));
    const crosses = n % every === 0;
    if (crosses) crossedAt.set(one.sessionId, performance.now());
    await use(one, crosses ? 10 * gigabyte + 1 : Math.floor(random() * gigabyte));
  });
  const wanted = online.filter((_, n) => n % every === 0).map(({ sessionId }) => sessionId);
  const samples = new Map<string, number>();
  const isThrottled = ({ rateLimit }: LabSession) => rateLimit?.includes('1M/2M') === true;
  while (samples.size < wanted.length) {
    await pause(lookEveryMs);
    const now = performance.now();
    for (const session of nas.sessions()) {
      const from = crossedAt.get(session.sessionId);
      if (from === undefined || samples.has(session.sessionId) || !isThrottled(session)) continue;
      samples.set(session.sessionId, now - from);
    }
    if (now - began > roundMs + 120_000) {
      throw new Error(`${wanted.length - samples.size} of ${wanted.length} were not throttled`);
    }
  }
  await Promise.all(sending);
  return [...samples.values()];
}

/** Everybody sends once more, while the agent is killed again and again; its supervisor starts it anew. */
async function killing(
  { dataDir, api }: RunningStack,
  online: readonly Online[],
  use: (one: Online, octets: number) => Promise<boolean>,
  random: () => number,
): Promise<void> {
  const { siteId } = api.endpoints.sites[0]!;
  let done = false;
  const sent = forEach(online, (one) => use(one, Math.floor(random() * gigabyte))).finally(() => {
    done = true;
  });
  for (let kill = 0; kill < kills && !done; kill++) {
    await pause(500 + random() * 2_000);
    const file = join(dataDir, 'sites', siteId, 'agent.pid');
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { readonly pid: number };
    process.kill(pid, 'SIGKILL');
  }
  const answered = await sent;
  if (answered.includes(false)) throw new Error('a record was answered by nobody');
}

/** Resolves when of every service as much is counted as was sent, to the octet. */
async function rated(api: ApiClient, online: readonly Online[]): Promise<void> {
  await forEach(online, async ({ member: { serviceId, username }, sent }) => {
    const read = (items: readonly { readonly uploadOctets: number; readonly downloadOctets: number }[]) =>
      items.reduce((sum, { uploadOctets, downloadOctets }) => sum + uploadOctets + downloadOctets, 0);
    const { items } = await api.until<{
      items: { uploadOctets: number; downloadOctets: number }[];
    }>(`/services/${serviceId}/usage?by=month`, (usage) => read(usage.items) >= sent, 120_000);
    if (read(items) !== sent) throw new Error(`${username} sent ${sent}, and ${read(items)} are counted`);
  });
}
