import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../free-port.ts';
import { endProcess } from '../../lab/end-process.ts';
import {
  classOf,
  desiredOf,
  framedIpOf,
  passwordOf,
  secret,
  serviceCount,
  usernameOf,
} from './subscribers.ts';

/** FreeRADIUS with the same users in its `files` module, in the foreground, on a configuration of its own. */
export interface FreeRadius {
  readonly pid: number;
  readonly auth: number;
  /** `acct` does nothing with a record; `detail` appends it to a file (without waiting for the disk). */
  readonly acct: number;
  readonly detail: number;
  stop(): Promise<void>;
}

export function freeRadiusProgram(): string | undefined {
  const found = ['freeradius', 'radiusd'].find((name) => spawnSync(name, ['-v']).status === 0);
  return found;
}

function users(): string {
  return Array.from({ length: serviceCount }, (_, i) => {
    const { profile } = desiredOf(i);
    return [
      `${usernameOf(i)} Cleartext-Password := "${passwordOf(i)}"`,
      `\tFramed-IP-Address = ${framedIpOf(i)},`,
      '\tMikrotik-Rate-Limit = "10M/50M",',
      `\tSession-Timeout = ${profile.sessionTimeoutSeconds},`,
      `\tAcct-Interim-Interval = ${profile.interimSeconds},`,
      `\tClass = "${classOf(i)}"\n`,
    ].join('\n');
  }).join('\n');
}

function configuration(folder: string, ports: { auth: number; acct: number; detail: number }): string {
  const listen = (type: string, port: number) =>
    section('listen', `type = ${type}`, 'ipaddr = 127.0.0.1', `port = ${port}`);
  const auth = (type: string, module: string) => section(`Auth-Type ${type}`, module);
  return [
    `prefix = ${folder}`,
    `logdir = ${folder}`,
    `run_dir = ${folder}`,
    'libdir = /usr/lib/freeradius',
    'max_request_time = 5',
    'cleanup_delay = 5',
    'max_requests = 262144',
    section('log', 'destination = files', `file = ${folder}/radius.log`),
    section(
      'thread pool',
      'start_servers = 4',
      'max_servers = 8',
      'min_spare_servers = 1',
      'max_spare_servers = 8',
    ),
    section(
      'client bench',
      'ipaddr = 127.0.0.1',
      `secret = ${secret}`,
      'require_message_authenticator = yes',
    ),
    section(
      'modules',
      section('files', `usersfile = ${folder}/users`),
      section('pap'),
      section('chap'),
      section('detail', `filename = ${folder}/detail`),
      section('always ok', 'rcode = ok'),
    ),
    section(
      'server access',
      listen('auth', ports.auth),
      section('authorize', 'chap', 'files', 'pap'),
      section('authenticate', auth('PAP', 'pap'), auth('CHAP', 'chap')),
    ),
    section('server accounting', listen('acct', ports.acct), section('accounting', 'ok')),
    section('server detail', listen('acct', ports.detail), section('accounting', 'detail')),
  ].join('\n');
}

/** Its configuration language wants every item and every brace on a line of its own. */
function section(name: string, ...items: readonly string[]): string {
  return `${name} {\n${items.join('\n')}\n}`;
}

export async function startFreeRadius(program: string, folder: string): Promise<FreeRadius> {
  const ports = { auth: await freePort(), acct: await freePort(), detail: await freePort() };
  writeFileSync(join(folder, 'users'), users());
  writeFileSync(join(folder, 'dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n');
  writeFileSync(join(folder, 'bench.conf'), configuration(folder, ports));
  const child = spawn(program, ['-f', '-d', folder, '-n', 'bench'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(String(text)));
  await ready(child, join(folder, 'radius.log'), output);
  return {
    pid: child.pid!,
    ...ports,
    stop: () => endProcess(child),
  };
}

async function ready(child: ChildProcess, log: string, output: readonly string[]): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null)
      throw new Error(`freeradius did not start: ${output.join('')}${readLog(log)}`);
    if (readLog(log).includes('Ready to process requests')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`freeradius was not ready within a minute: ${readLog(log)}`);
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** CPU time of a process with all its threads, in microseconds, from /proc (100 ticks a second). */
export function cpuMicrosecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
