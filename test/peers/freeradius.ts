import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { endProcess } from '../lab/end-process.ts';

export const secret = 'sesame-of-the-peers';

/** A FreeRADIUS in the foreground on a configuration and ports of its own: an AAA server, and a NAS that takes CoA. */
export interface FreeRadius {
  readonly auth: number;
  readonly coa: number;
  stop(): Promise<void>;
}

/** Its configuration language wants every item and every brace on a line of its own. */
function section(name: string, ...items: readonly string[]): string {
  return `${name} {\n${items.join('\n')}\n}`;
}

function configuration(folder: string, ports: { auth: number; coa: number }): string {
  const listen = (type: string, port: number) =>
    section('listen', `type = ${type}`, 'ipaddr = 127.0.0.1', `port = ${port}`);
  const method = (name: string, module: string) => section(`Auth-Type ${name}`, module);
  const noSuchSession = section(
    'if (&Acct-Session-Id == "unknown")',
    section('update reply', '&Error-Cause := Session-Context-Not-Found'),
    'reject',
  );
  const rateIsWrong = section(
    'if (&Mikrotik-Rate-Limit && &Mikrotik-Rate-Limit != "5M/20M")',
    section('update reply', '&Error-Cause := Invalid-Attribute-Value'),
    'reject',
  );
  return [
    `prefix = ${folder}`,
    `logdir = ${folder}`,
    `run_dir = ${folder}`,
    'libdir = /usr/lib/freeradius',
    section('log', 'destination = files', `file = ${folder}/radius.log`),
    section(
      'client peers',
      'ipaddr = 127.0.0.1',
      `secret = ${secret}`,
      'require_message_authenticator = yes',
    ),
    section(
      'modules',
      section('files', `usersfile = ${folder}/users`),
      section('pap'),
      section('chap'),
      section('mschap', 'use_mppe = yes'),
      section('always ok', 'rcode = ok'),
      section('always reject', 'rcode = reject'),
    ),
    section(
      'server access',
      listen('auth', ports.auth),
      section('authorize', 'mschap', 'chap', 'files', 'pap'),
      section('authenticate', method('PAP', 'pap'), method('CHAP', 'chap'), method('MS-CHAP', 'mschap')),
    ),
    section(
      'server control',
      listen('coa', ports.coa),
      section('recv-coa', noSuchSession, rateIsWrong, 'ok'),
    ),
  ].join('\n');
}

export async function startFreeRadius(): Promise<FreeRadius> {
  const folder = mkdtempSync(join(tmpdir(), 'freeradius-'));
  const ports = { auth: await freePort(), coa: await freePort() };
  writeFileSync(join(folder, 'users'), 'alice Cleartext-Password := "wonder"\n');
  writeFileSync(join(folder, 'dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n');
  writeFileSync(join(folder, 'peers.conf'), configuration(folder, ports));
  const child = spawn('freeradius', ['-f', '-d', folder, '-n', 'peers'], { stdio: 'ignore' });
  const log = join(folder, 'radius.log');
  const logged = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  for (let waited = 0; !logged().includes('Ready to process requests'); waited += 50) {
    if (child.exitCode !== null || waited > 20_000) throw new Error(`freeradius did not start: ${logged()}`);
    await pause(50);
  }
  return {
    ...ports,
    async stop() {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
