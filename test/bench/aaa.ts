import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMicrosecondsOf, type FreeRadius, freeRadiusProgram, startFreeRadius } from './aaa/freeradius.ts';
import type { LoadOrder, LoadResult } from './aaa/load.ts';
import type { BenchRow } from './rows.ts';

const rounds = 3;
const roundMilliseconds = 3000;
const warmUpMilliseconds = 2000;

/** One measured round: what a request cost the server, and how many it answered. */
interface Round {
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
  readonly lost: number;
}

interface Contestant {
  readonly port: number;
  readonly kind: LoadOrder['kind'];
  readonly cpu: () => Promise<number>;
}

/**
 * AAA with 100,000 services: CPU time per request of the server's process, beside FreeRADIUS with the same users in the
 * same run, round by round in turn so that both meet the same noise. The median of the rounds counts.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-aaa-'));
  const children: ChildProcess[] = [];
  let peer: FreeRadius | undefined;
  try {
    const load = await start('load.ts', [], children);
    const memory = await start('server.ts', [], children);
    const durable = await start('server.ts', [folder], children);
    const program = freeRadiusProgram();
    if (program === undefined) {
      process.stdout.write('aaa: freeradius is not installed, so there is no peer to compare with\n');
    } else {
      peer = await startFreeRadius(program, mkdtempSync(join(folder, 'freeradius-')));
    }
    return await compare(load.child, memory, durable, peer);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await peer?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly told: { readonly auth: number; readonly acct: number };
}

async function start(file: string, args: readonly string[], children: ChildProcess[]): Promise<Started> {
  const child = fork(new URL(`aaa/${file}`, import.meta.url), args);
  children.push(child);
  return { child, told: await nextMessage<Started['told']>(child) };
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null) =>
      reject(new Error(`a process of the benchmark ended with ${code}`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message as T);
    });
  });
}

async function usage(child: ChildProcess): Promise<number> {
  child.send('usage');
  return (await nextMessage<{ cpuMicroseconds: number }>(child)).cpuMicroseconds;
}

async function compare(
  load: ChildProcess,
  memory: Started,
  durable: Started,
  peer: FreeRadius | undefined,
): Promise<BenchRow[]> {
  const ours = (started: Started, kind: LoadOrder['kind']): Contestant => ({
    kind,
    port: started.told[kind],
    cpu: () => usage(started.child),
  });
  const theirs = (kind: LoadOrder['kind'], port: number | undefined): Contestant | undefined =>
    peer === undefined || port === undefined
      ? undefined
      : { kind, port, cpu: () => Promise.resolve(cpuMicrosecondsOf(peer.pid)) };

  const auth = await contest(load, ours(memory, 'auth'), theirs('auth', peer?.auth));
  const noop = await contest(load, ours(memory, 'acct'), theirs('acct', peer?.acct));
  const acct = await contest(load, ours(durable, 'acct'), theirs('acct', peer?.detail));
  const files = 'FreeRADIUS files';
  const detail = 'FreeRADIUS detail';
  return [
    row('auth_per_s', '1/s', files, auth, (round) => round.perSecond),
    row('cpu_us_per_auth', 'µs', files, auth, (round) => round.cpuMicroseconds),
    // Each record is on the disk before it is acknowledged; the peer appends it to a file and does not wait.
    row('acct_per_s', '1/s', detail, acct, (round) => round.perSecond),
    row('cpu_us_per_acct', 'µs', detail, acct, (round) => round.cpuMicroseconds),
    // Nothing is kept on either side: the cost of the protocol and of the session table.
    row('cpu_us_per_acct_unrecorded', 'µs', 'FreeRADIUS no-op', noop, (round) => round.cpuMicroseconds),
    row('lost', 'requests', files, auth, (round) => round.lost),
  ];
}

interface Contest {
  readonly ours: readonly Round[];
  readonly theirs: readonly Round[];
}

async function contest(
  load: ChildProcess,
  ours: Contestant,
  theirs: Contestant | undefined,
): Promise<Contest> {
  const contestants = theirs === undefined ? [ours] : [ours, theirs];
  for (const one of contestants) await measure(load, one, warmUpMilliseconds);
  const results: { ours: Round[]; theirs: Round[] } = { ours: [], theirs: [] };
  for (let i = 0; i < rounds; i++) {
    results.ours.push(await measure(load, ours, roundMilliseconds));
    if (theirs !== undefined) results.theirs.push(await measure(load, theirs, roundMilliseconds));
  }
  return results;
}

async function measure(
  load: ChildProcess,
  { kind, port, cpu }: Contestant,
  milliseconds: number,
): Promise<Round> {
  const before = await cpu();
  const order: LoadOrder = { kind, port, milliseconds, sockets: 8, window: 16 };
  load.send(order);
  const result = await nextMessage<LoadResult>(load);
  if (result.wrong > 0) throw new Error(`${result.wrong} answers were wrong`);
  if (result.answered === 0) throw new Error('the server answered nothing');
  const spent = (await cpu()) - before;
  return {
    cpuMicroseconds: spent / result.answered,
    perSecond: result.answered / result.seconds,
    lost: result.lost,
  };
}

function row(
  metric: string,
  unit: string,
  peer: string,
  contest: Contest,
  of: (round: Round) => number,
): BenchRow {
  const value = median(contest.ours.map(of));
  const base = { bench: 'aaa', metric, value: rounded(value), unit };
  if (contest.theirs.length === 0) return base;
  const peerValue = median(contest.theirs.map(of));
  const compared = { ...base, peer, peerValue: rounded(peerValue) };
  return peerValue === 0 ? compared : { ...compared, ratio: rounded(value / peerValue) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
