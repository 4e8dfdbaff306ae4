import { createServer, Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { DeviceError } from '../../../../edge-agent/protocols/device-error.ts';
import { type Cli, type CliTarget, createCli } from '../../../../edge-agent/protocols/ssh/cli.ts';
import { zxan } from '../../../../edge-agent/protocols/ssh/cli-dialect.ts';
import type { CliLogin } from '../../../../edge-agent/protocols/ssh/cli-session.ts';
import {
  type ConsoleModel,
  type ConsoleOptions,
  createSshConsole,
  type SshConsole,
} from '../../../lab/ssh-console.ts';

const login = { username: 'throughline', password: 'open sesame' };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Says again what it is told to say, and fails as it is told to. */
const parrot: ConsoleModel = {
  refusal: '%Error 20213: System resource is not enough.',
  prompt: (mode) => (mode === 'user' ? 'ZXAN>' : `ZXAN${mode === '' ? '' : `(${mode})`}#`),
  changes: (command) => command.startsWith('set '),
  run(command, mode) {
    const [verb, ...rest] = command.split(' ');
    if (verb === 'enter') return { output: '', mode: rest[0]! };
    if (verb === 'end') return { output: '', mode: '' };
    if (verb === 'lines') {
      return { output: Array.from({ length: Number(rest[0]) }, (_, n) => `line ${n}`).join('\n'), mode };
    }
    if (verb === 'say') return { output: rest.join(' ').replaceAll('\\n', '\n'), mode };
    return { output: verb === 'set' ? '' : "%Error 20200: Invalid input detected at '^' marker.", mode };
  },
  restart: () => undefined,
};

async function site(
  options: ConsoleOptions = {},
  given: Partial<Omit<CliTarget, 'login'>> & {
    hostKey?: string;
    legacyAlgorithms?: boolean;
    login?: Partial<CliLogin>;
  } = {},
): Promise<{ device: SshConsole; cli: Cli }> {
  const device = await createSshConsole({ ...login, ...options }, parrot);
  closers.push(() => device.close());
  const { hostKey = device.hostKey, legacyAlgorithms = false, login: other, ...rest } = given;
  const cli = createCli({
    address: { host: device.host, port: device.port, hostKey, legacyAlgorithms },
    dialect: zxan,
    connectMs: 20_000,
    answerMs: 20_000,
    sessions: 1,
    idleMs: 60_000,
    pauseMs: 0,
    ...rest,
    login: { ...login, ...other },
  });
  closers.push(() => cli.close());
  return { device, cli };
}

const failure = (work: Promise<unknown>): Promise<DeviceError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: DeviceError) => error,
  );

test('what a command prints comes whole, without echo, prompt and pages', async () => {
  for (const alwaysPages of [false, true]) {
    const { cli } = await site({ alwaysPages });
    const lines = (await cli.read('lines 100')).split('\n').filter((line) => line !== '');
    expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => `line ${n}`));
    expect(await cli.read('say nothing # like ZXAN')).toBe('nothing # like ZXAN');
    expect(await cli.run(['set one', 'say two'])).toEqual(['', 'two']);
  }
});

test('a refusal is told in the words of the device, what follows is not sent, and no mode is left open', async () => {
  const { device, cli } = await site();
  const error = await failure(cli.run(['enter config', 'set one', 'nonsense', 'set two']));
  expect(error).toMatchObject({ failure: 'refused' });
  expect(error.message).toContain("%Error 20200: Invalid input detected at '^' marker.");
  expect(error.message).toContain('to "nonsense"');
  expect(device.commands).toEqual(['enter config', 'set one', 'nonsense', 'end']);
  expect(await cli.read('say home')).toBe('home');
  expect(device.logins).toBe(1);
});

test('an empty list is no refusal', async () => {
  const { cli } = await site();
  expect(await cli.read('say %Code 32310-GPONSRV : No related information to show.')).toContain('No related');
  expect(await failure(cli.read('say %Code 32311-GPONSRV : The ONU already exists.'))).toMatchObject({
    failure: 'refused',
  });
});

test('second answers and alarms belong to nobody', async () => {
  const { device, cli } = await site();
  device.fail({ on: 'any', does: 'twice' });
  expect(await cli.read('say one')).toBe('one');
  device.shout('[Minor alarm] ZXAN# say two');
  expect(await cli.read('say two')).toBe('two');
  expect(await cli.read('say one')).toBe('one');
});

test('a time-out ends the terminal; a read on an idle one is asked again, a change is not', async () => {
  const { device, cli } = await site({ stallMs: 60_000 }, { answerMs: 300 });
  await cli.read('say one');
  device.fail({ on: 'read', does: 'stall' });
  expect(await cli.read('say two')).toBe('two');
  expect(device.logins).toBe(2);
  device.fail({ on: 'set', does: 'stall' });
  const error = await failure(cli.run(['set one']));
  expect(error).toMatchObject({ failure: 'silent' });
  expect(error.message).toContain(`no answer from ${device.host}:${device.port} to "set one" for 0.3 s`);
  expect(device.sets).toBe(1);
});

test('a line that is cut is silence, whether the device had obeyed or not', async () => {
  for (const does of ['lose-request', 'lose-answer'] as const) {
    const { device, cli } = await site();
    device.fail({ on: 'set', does });
    expect(await failure(cli.run(['set one']))).toMatchObject({ failure: 'silent' });
    expect(await cli.read('say back')).toBe('back');
  }
});

test('the host key comes before the password', async () => {
  const other = `SHA256:${'A'.repeat(43)}`;
  const { device, cli } = await site({}, { hostKey: other });
  const error = await failure(cli.read('say one'));
  expect(error).toMatchObject({ failure: 'refused' });
  expect(error.message).toContain(`shows the host key ${device.hostKey} instead of ${other}`);
  expect(device.logins).toBe(0);
});

test('wrong passwords are refused without being told', async () => {
  const { cli } = await site({}, { login: { password: 'open barley' } });
  const error = await failure(cli.read('say one'));
  expect(error).toMatchObject({ failure: 'refused' });
  expect(error.message).not.toContain('barley');

  const enabled = await site({ enablePassword: 'right' }, { login: { enablePassword: 'wrong one' } });
  const words = (await failure(enabled.cli.read('say one'))).message;
  expect(words).toContain('does not take our password of "enable"');
  expect(words).not.toContain('wrong one');

  const without = await site({ enablePassword: 'right' });
  expect((await failure(without.cli.read('say one'))).message).toContain('give enablePassword');
});

test('what a device says back of a secret is struck out', async () => {
  const { cli } = await site();
  const error = await failure(cli.read(`say %Error 1: not ${login.password}, throughline`));
  expect(error.message).toContain('%Error 1: not •••, throughline');
});

test('algorithms that are no longer safe are used only where that is said', async () => {
  const algorithms = { kex: ['diffie-hellman-group14-sha1'], cipher: ['aes128-cbc'], hmac: ['hmac-sha1'] };
  const refused = await site({ algorithms });
  const error = await failure(refused.cli.read('say one'));
  expect(error).toMatchObject({ failure: 'refused' });
  expect(error.message).toContain('set legacyAlgorithms');
  const allowed = await site({ algorithms }, { legacyAlgorithms: true });
  expect(await allowed.cli.read('say one')).toBe('one');
});

test('a login does not wait for acknowledgements, which come late', async () => {
  const { device, cli } = await site();
  const hurried: { readonly socket: Socket; readonly logins: number }[] = [];
  const { setNoDelay } = Socket.prototype;
  vi.spyOn(Socket.prototype, 'setNoDelay').mockImplementation(function (this: Socket, isHurried) {
    if (isHurried === true) hurried.push({ socket: this, logins: device.logins });
    return setNoDelay.call(this, isHurried);
  });
  expect(await cli.read('say one')).toBe('one');
  const own = hurried.filter(({ socket }) => socket.remotePort === device.port);
  expect(own.map(({ logins }) => logins)).toContain(0);
});

test('no more terminals than are allowed, and an unused one is given back', async () => {
  const { device, cli } = await site({}, { sessions: 2, idleMs: 0 });
  const answers = await Promise.all(Array.from({ length: 9 }, (_, n) => cli.read(`say ${n}`)));
  expect(answers).toEqual(Array.from({ length: 9 }, (_, n) => String(n)));
  expect(device.mostTerminals).toBeLessThanOrEqual(2);
});

test('after a login that failed no other is tried for a while', async () => {
  const { device, cli } = await site({}, { pauseMs: 600_000 });
  device.away = true;
  const first = await failure(cli.read('say one'));
  device.away = false;
  expect(await failure(cli.read('say one'))).toBe(first);
  expect(device.logins).toBe(0);
});

test('what cannot be typed is a fault of ours and is not sent', async () => {
  const { device, cli } = await site();
  for (const command of ['set a\nset b', 'set ?', 'set \u0003', 'set é']) {
    await expect(cli.run(['enter config', command])).rejects.toThrow(RangeError);
  }
  expect(device.commands.filter((one) => one.startsWith('set'))).toEqual([]);
});

test('whoever speaks no SSH, or nothing at all, is no answer', async () => {
  const server = createServer(
    (socket) => void socket.on('error', () => socket.destroy()).end('HTTP/1.1 400\r\n\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as { port: number };
  const address = { host: '127.0.0.1', port, hostKey: undefined, legacyAlgorithms: false };
  const { cli } = await site({}, { address });
  const error = await failure(cli.read('say one'));
  expect(error).toMatchObject({ failure: 'silent' });
  expect(error.message).toContain(`no answer from 127.0.0.1:${port} to SSH`);
});
