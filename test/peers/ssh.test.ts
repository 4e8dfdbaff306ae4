import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createZteCliOlt, type ZteCliOlt } from '../lab/olt-zte-cli.ts';

/** The simulated ZTE command line as OpenSSH sees it: a whole life of an ONU, typed by hand. */

const username = 'throughline';
let folder: string;
let device: ZteCliOlt;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ssh-'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  device = await createZteCliOlt({
    username,
    authorizedKey: readFileSync(join(folder, 'key.pub'), 'utf8'),
    enablePassword: 'open wider',
  });
});
afterAll(async () => {
  await device.close();
  rmSync(folder, { recursive: true });
});

function run(program: string, args: readonly string[], typed = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, (error, stdout, stderr) => {
      if (error !== null && error.code === 'ENOENT') reject(error);
      else resolve(stdout + stderr);
    });
    child.stdin?.end(typed);
  });
}

/** Types the lines and leaves; what the terminal showed. */
function type(...lines: readonly string[]): Promise<string> {
  const args = ['-tt', '-i', join(folder, 'key'), '-p', String(device.port)];
  const options = [
    ['StrictHostKeyChecking', 'yes'],
    ['UserKnownHostsFile', join(folder, 'known')],
    ['IdentitiesOnly', 'yes'],
    ['LogLevel', 'ERROR'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const typed = ['enable', 'open wider', 'terminal length 0', ...lines, 'end', 'exit', ''].join('\n');
  return run('ssh', [...args, ...options, `${username}@${device.host}`], typed);
}

test('OpenSSH finds the host key that the lab tells, and is let in with a key', async () => {
  const keys = await run('ssh-keyscan', ['-p', String(device.port), device.host]);
  const lines = keys.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  writeFileSync(join(folder, 'known'), `${lines.join('\n')}\n`);
  expect(await run('ssh-keygen', ['-lf', join(folder, 'known')])).toContain(device.hostKey);
  expect(await type('show gpon onu uncfg')).toContain(
    '%Code 32310-GPONSRV : No related information to show.',
  );
});

test('an ONU is found, authorised, shown, shut and removed; what is not written is lost', async () => {
  device.plugIn('ZTEGC0FFEE01', '1/3/2');
  expect(await type('show gpon onu uncfg')).toMatch(/gpon-onu_1\/3\/2:1\s+ZTEGC0FFEE01\s+unknown/);
  const made = await type(
    'configure terminal',
    'interface gpon-olt_1/3/2',
    'onu 5 type ZTE-F660 sn ZTEGC0FFEE01',
    'exit',
    'interface gpon-onu_1/3/2:5',
    'tcont 1 profile 100M',
    'gemport 1 tcont 1',
    'service-port 1 vport 1 user-vlan 100 vlan 1001',
    'exit',
    'pon-onu-mng gpon-onu_1/3/2:5',
    'service 1 gemport 1 vlan 100',
    'end',
    'write',
    'show gpon onu by sn ZTEGC0FFEE01',
    'show running-config interface gpon-onu_1/3/2:5',
    'show pon power attenuation gpon-onu_1/3/2:5',
  );
  expect(made).not.toContain('%Error');
  expect(made).toContain('ZXAN(config-if)#');
  expect(made).toContain('ZXAN(gpon-onu-mng)#');
  expect(made).toContain('gpon-onu_1/3/2:5');
  expect(made).toContain('service-port 1 vport 1 user-vlan 100 vlan 1001');
  expect(made).toContain('Rx:-19.500(dbm)');

  const shut = await type(
    'configure terminal',
    'interface gpon-onu_1/3/2:5',
    'shutdown',
    'end',
    'show gpon onu detail-info gpon-onu_1/3/2:5',
  );
  expect(shut).toMatch(/Admin state:\s+disable/);
  device.restart();
  expect(await type('show gpon onu detail-info gpon-onu_1/3/2:5')).toMatch(/Admin state:\s+enable/);
  await type('configure terminal', 'interface gpon-olt_1/3/2', 'no onu 5', 'end', 'write');
  expect(device.onus()).toEqual([]);
});

test('the grammar is strict', async () => {
  const refused = await type(
    'interface gpon-olt_1/3/2',
    'configure terminal',
    'interface gpon-olt_1/9/9',
    'interface gpon-onu_1/3/2:9',
    'interface gpon-olt_1/3/2',
    'onu 500 type ZTE-F660 sn ZTEGC0FFEE01',
    'onu 1 type ZTE-F999 sn ZTEGC0FFEE01',
    'onu 1 type ZTE-F660',
  );
  expect(refused.match(/%Error 20200/g)).toHaveLength(2);
  expect(refused.match(/%Error 20202/g)).toHaveLength(2);
  expect(refused).toContain('The ONU does not exist.');
  expect(refused).toContain('The ONU type does not exist.');
  expect(device.onus()).toEqual([]);
});
