import { execFile } from 'node:child_process';
import snmp from 'net-snmp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHuaweiOlt, type HuaweiOlt } from '../lab/olt-huawei.ts';
import { createVsolOlt, type VsolOlt } from '../lab/olt-vsol.ts';
import { createZteOlt, type ZteOlt } from '../lab/olt-zte.ts';
import type { SnmpDevice } from '../lab/snmp-device.ts';
import { integer } from '../lab/snmp-store.ts';

/** The simulated OLTs as Debian's snmpget, snmpset and snmpbulkwalk see them: a whole life of an ONU, typed by hand. */

const user = {
  name: 'throughline',
  authProtocol: snmp.AuthProtocols.sha256,
  authKey: 'open the gate',
  privProtocol: snmp.PrivProtocols.aes256b,
  privKey: 'close it again',
};
const v2c = ['-v2c', '-c', 'sesame'];
const v3 = [
  ['-v3', '-l', 'authPriv', '-u', user.name],
  ['-a', 'SHA-256', '-A', user.authKey, '-x', 'AES-256', '-X', user.privKey],
].flat();

let huawei: HuaweiOlt;
let zte: ZteOlt;
let vsol: VsolOlt;

beforeAll(async () => {
  const options = { community: 'sesame', user };
  huawei = await createHuaweiOlt(options);
  zte = await createZteOlt(options);
  vsol = await createVsolOlt(options);
});
afterAll(async () => {
  for (const device of [huawei, zte, vsol]) await device.close();
});

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, (error, stdout, stderr) => {
      if (error !== null && 'code' in error && error.code === 'ENOENT') reject(error);
      // On a machine where they never ran before, the tools tell of the folders that they make for themselves.
      else resolve(stdout + stderr.replace(/^Created directory: .*\n/gm, ''));
    });
  });
}

/** Numbers for names, octets in hexadecimal, two seconds and no repetition. */
const format = ['-Onx', '-t', '2', '-r', '0'];
const peer = ({ host, port }: SnmpDevice) => `${host}:${port}`;
const get = (device: SnmpDevice, ...oids: string[]) =>
  run('snmpget', [...v2c, ...format, peer(device), ...oids]);
const set = (device: SnmpDevice, ...triples: string[]) =>
  run('snmpset', [...v2c, ...format, peer(device), ...triples.flatMap((one) => one.split(' '))]);
const walk = (device: SnmpDevice, oid: string, as: readonly string[] = v2c) =>
  run('snmpbulkwalk', [...as, ...format, peer(device), oid]);

describe('Huawei MA5800', () => {
  const xpon = '1.3.6.1.4.1.2011.6.128.1.1.2';
  const flow = '1.3.6.1.4.1.2011.5.14.5';
  /** 0/17/3 */
  const port = 4_194_444_032;
  const ont = `${port}.0`;
  const add = (id: string) => [
    `${xpon}.43.1.2.${id} i 1`,
    `${xpon}.43.1.3.${id} x 48575443AABBCCDD`,
    `${xpon}.43.1.6.${id} i 1`,
    `${xpon}.43.1.7.${id} s home`,
    `${xpon}.43.1.8.${id} s router`,
    `${xpon}.43.1.9.${id} s svc_1`,
    `${xpon}.43.1.10.${id} i 4`,
  ];
  const servicePort = (n: number, userVlan: number) =>
    [
      [2, 0],
      [3, 17],
      [4, 3],
      [5, 0],
      [6, 1],
      [7, 4],
      [8, 1_001],
      [11, 1],
      [12, userVlan],
      [15, 4],
    ].map(([column, value]) => `${flow}.2.1.${column}.${n} i ${value}`);

  test('a life: found, added, served, shut, opened, deleted', async () => {
    huawei.plugIn('HWTCAABBCCDD', { slot: 17, port: 3 });
    const found = await walk(huawei, `${xpon}.48.1.2`);
    expect(found).toContain(`.${xpon}.48.1.2.${port}.0 = Hex-STRING: 48 57 54 43 AA BB CC DD`);
    expect(await walk(huawei, `${xpon}.48.1.2`, v3)).toBe(found);

    expect(await set(huawei, ...add(ont))).toContain(`${xpon}.43.1.10.${ont} = INTEGER: 4`);
    expect(await get(huawei, `${xpon}.43.1.10.${ont}`)).toContain('INTEGER: 1');
    expect(await get(huawei, `${xpon}.43.1.3.${ont}`)).toContain('48 57 54 43 AA BB CC DD');
    expect(await walk(huawei, `${xpon}.48.1.2`)).not.toContain('Hex-STRING');
    expect(await get(huawei, `${flow}.1.0`)).toContain('INTEGER: 1');
    expect(await set(huawei, ...servicePort(1, 100))).toContain(`${flow}.2.1.15.1 = INTEGER: 4`);
    expect(await get(huawei, `${flow}.1.0`)).toContain('INTEGER: 2');
    expect(await get(huawei, `${xpon}.46.1.15.${ont}`)).toContain('INTEGER: 1');
    expect(await get(huawei, `${xpon}.51.1.4.${ont}`)).toContain('INTEGER: -1950');

    await set(huawei, `${xpon}.46.1.1.${ont} i 2`);
    expect(await get(huawei, `${xpon}.46.1.15.${ont}`)).toContain('INTEGER: 2');
    expect(await get(huawei, `${xpon}.51.1.4.${ont}`)).toContain('INTEGER: 2147483647');
    await set(huawei, `${xpon}.46.1.1.${ont} i 1`);

    expect(await set(huawei, `${xpon}.43.1.10.${ont} i 6`)).toContain('inconsistentValue');
    await set(huawei, `${flow}.2.1.15.1 i 6`);
    await set(huawei, `${xpon}.43.1.10.${ont} i 6`);
    expect(await get(huawei, `${xpon}.43.1.10.${ont}`)).toContain('No Such Instance');
    expect(await walk(huawei, `${xpon}.48.1.2`)).toContain('Hex-STRING: 48 57 54 43 AA BB CC DD');
  });

  test('it refuses what no OLT takes, and keeps nothing of it', async () => {
    const [auth, serial, management, line, service, name, row] = add(ont) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const unknownProfile = line.replace('home', 'palace');
    expect(await set(huawei, auth, serial, management, unknownProfile, service, name, row)).toContain(
      'wrongValue',
    );
    expect(await set(huawei, auth, management, line, service, name, row)).toContain('inconsistentValue');
    expect(
      await set(huawei, serial.replace('48575443AABBCCDD', '48575443'), ...add(ont).slice(2), auth),
    ).toContain('wrongLength');
    expect(await set(huawei, `${xpon}.43.1.7.${ont} i 1`)).toContain('wrongType');
    expect(await set(huawei, ...servicePort(1, 100))).toContain('inconsistentValue');
    expect(await set(huawei, '1.3.6.1.2.1.1.5.0 s name')).toContain('notWritable');
    expect(huawei.onts()).toEqual([]);
    expect(huawei.servicePorts()).toEqual([]);

    await set(huawei, ...add(ont));
    expect(await set(huawei, ...add(ont))).toContain('inconsistentValue');
    expect(await set(huawei, ...add(`${port}.1`))).toContain('inconsistentValue');
    await set(huawei, ...servicePort(1, 100));
    expect(await set(huawei, ...servicePort(2, 100))).toContain('inconsistentValue');
    expect(huawei.onts()).toHaveLength(1);
    expect(huawei.servicePorts()).toHaveLength(1);
    await set(huawei, `${flow}.2.1.15.1 i 6`);
    await set(huawei, `${xpon}.43.1.10.${ont} i 6`);
  });

  test('a stranger hears nothing', async () => {
    const as = ['-v2c', '-c', 'another'];
    expect(await walk(huawei, `${xpon}.48.1.2`, as)).toContain('Timeout');
    const wrong = v3.map((one) => (one === user.authKey ? 'not the password' : one));
    expect(await walk(huawei, `${xpon}.48.1.2`, wrong)).not.toContain('Hex-STRING');
  });

  test('thousands of rows are walked whole and in order', async () => {
    const column = '1.3.6.1.4.1.99999.1';
    for (let n = 0; n < 4_000; n += 1) huawei.store.put(`${column}.${4_194_304_000 + n * 256}`, integer(n));
    const lines = (await walk(huawei, column)).split('\n', 4_000);
    expect(lines.map((line) => Number(line.split('INTEGER: ')[1]))).toEqual(
      Array.from({ length: 4_000 }, (_, n) => n),
    );
  });
});

test('ZTE C320: found, added with T-CONT and GEM port, served, deleted', async () => {
  const gpon = '1.3.6.1.4.1.3902.1012.3';
  const bridge = '1.3.6.1.4.1.3902.1015.8.1.1.1';
  /** 1/1/1 */
  const onu = '268501248.1';
  zte.plugIn('ZTEGC0FFEE01', { slot: 1, port: 1 });
  expect(await walk(zte, `${gpon}.13.3.1.2`, v3)).toContain(
    '.268501248.1 = Hex-STRING: 5A 54 45 47 C0 FF EE 01',
  );
  const add = [
    `${gpon}.28.1.1.12.${onu} i 1`,
    `${gpon}.28.1.1.1.${onu} s ZTE-F660`,
    `${gpon}.28.1.1.5.${onu} x 5A544547C0FFEE01`,
    `${gpon}.28.1.1.9.${onu} i 4`,
  ];
  expect(await set(zte, `${gpon}.30.1.1.3.${onu}.1 i 1879048199`, `${gpon}.30.1.1.8.${onu}.1 i 4`)).toContain(
    'noCreation',
  );
  expect(await set(zte, ...add)).toContain('INTEGER: 4');
  expect(await set(zte, ...add)).toContain('inconsistentValue');
  await set(zte, `${gpon}.30.1.1.3.${onu}.1 i 1879048199`, `${gpon}.30.1.1.8.${onu}.1 i 4`);
  await set(
    zte,
    `${gpon}.30.2.1.3.${onu}.1 i 1`,
    `${gpon}.30.2.1.4.${onu}.1 i 1`,
    `${gpon}.30.2.1.10.${onu}.1 i 4`,
  );
  const port = ['4 i 4', '5 i 100', '9 i 1001', '13 i 1', '100 i 4'].map((one) =>
    one.replace(/^(\d+)/, `${bridge}.$1.1073741824.1`),
  );
  expect(await set(zte, ...port)).toContain(`${bridge}.100.1073741824.1 = INTEGER: 4`);
  expect(await get(zte, `${gpon}.28.2.1.4.${onu}`)).toContain('INTEGER: 3');
  await set(zte, `${gpon}.28.1.1.9.${onu} i 6`);
  // A service port that was forgotten is still there: nobody else cleans it away.
  expect(zte.servicePorts()).toEqual(['1073741824.1']);
  await set(zte, `${bridge}.100.1073741824.1 i 6`);
  expect(zte.servicePorts()).toEqual([]);
  expect(await walk(zte, `${gpon}.30`)).not.toContain('INTEGER');
});

test('V-SOL V1600G: scalars and an action that works on what stands in them', async () => {
  const onus = '1.3.6.1.4.1.37950.1.1.6.1.1';
  vsol.plugIn('VSOL00F530FE', 5);
  expect(await walk(vsol, '1.3.6.1.4.1.37950.1.1.6.1.2.1.1.3', v3)).toMatch(
    /\.3\.5\.1 = .*56 53 4F 4C 30 30 46 35/,
  );
  const add = ['1.0 i 5', '2.0 i 1', '3.0 i 1', '4.0 s default', '5.0 s VSOL00F530FE', '8.0 i 1'];
  expect(await set(vsol, ...add.map((one) => `${onus}.6.${one}`))).toContain(`${onus}.6.8.0 = INTEGER: 1`);
  expect(await set(vsol, `${onus}.6.8.0 i 1`)).toContain('inconsistentValue');
  expect(await get(vsol, `${onus}.1.1.5.5.1`)).toContain('INTEGER: 3');
  const tcont = ['1.0 i 5', '2.0 i 1', '3.0 i 1', '5.0 s 100M', '6.0 i 1'];
  await set(vsol, ...tcont.map((one) => `${onus}.7.1.${one}`));
  const gem = ['1.0 i 5', '2.0 i 1', '3.0 i 1', '4.0 i 1', '12.0 i 1'];
  await set(vsol, ...gem.map((one) => `${onus}.7.2.${one}`));
  const port = [
    '1.0 i 5',
    '2.0 i 1',
    '3.0 i 1',
    '4.0 i 1',
    '5.0 i 1',
    '7.0 i 100',
    '13.0 i 1001',
    '17.0 i 1',
  ];
  await set(vsol, ...port.map((one) => `${onus}.7.4.${one}`));
  expect(await get(vsol, `${onus}.8.7.1.14.5.1.1`)).toContain('INTEGER: 1001');
  await set(vsol, `${onus}.5.1.0 i 5`, `${onus}.5.2.0 i 1`, `${onus}.5.3.0 i 4`);
  expect(await get(vsol, `${onus}.1.1.5.5.1`)).toContain('INTEGER: 7');
  await set(vsol, `${onus}.7.4.17.0 i 2`);
  await set(vsol, `${onus}.5.3.0 i 2`);
  expect([vsol.onus(), vsol.servicePorts(), vsol.parts()]).toEqual([[], [], 0]);
});
