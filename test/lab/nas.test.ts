import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createAaa, scheduleByTimer } from '../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../edge-agent/aaa/aaa-entry.ts';
import { createDynamicAuthorization } from '../../edge-agent/aaa/dynamic-authorization.ts';
import { nasClient } from '../../edge-agent/aaa/nas.ts';
import { mikrotikRates } from '../../edge-agent/capabilities/radius-dialect.ts';
import { avp, standardAttributes } from '../../edge-agent/protocols/radius/avp.ts';
import { nasPolicyOf } from '../edge-agent/support/nas-policy.ts';
import { desired, nasSecret, numberedId } from '../edge-agent/support/site.ts';

interface Started {
  readonly gear: [{ readonly control: string; readonly port: number }];
}

it('the simulated NAS runs as a process, dials, accounts, and takes Disconnect and CoA', async () => {
  const state = desired(numberedId('svc', 1), 1);
  const entry = aaaEntry(state, 'pw') as AaaEntry;
  const recorded: string[] = [];
  const aaa = createAaa({
    lookup: (identity) => (identity === entry.identity ? entry : undefined),
    nas: () => nasClient(nasPolicyOf('accel-ppp', nasSecret)),
    recordAccounting: ({ records }) => void recorded.push(...records.map(({ kind }) => kind)),
    now: Date.now,
    onFault: (fault) => {
      throw fault;
    },
    settings: { rejectDelayMs: 0 },
  });
  const { auth, acct } = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
  const radius = createDynamicAuthorization({
    times: { initialMs: 100, maximumMs: 100, attempts: 2 },
    random: Math.random,
    schedule: scheduleByTimer,
    now: Date.now,
  });
  const folder = mkdtempSync(join(tmpdir(), 'throughline-nas-'));
  const file = join(folder, 'gear.json');
  const ports = { host: '127.0.0.1', auth: auth.port, acct: acct.port };
  const given = { radius: { ...ports, secret: nasSecret }, interimMs: 0 };
  writeFileSync(file, JSON.stringify({ gear: [{ id: 'nas', driver: 'nas', given }] }));
  const child = spawn(process.execPath, [
    fileURLToPath(new URL('./gear.ts', import.meta.url)),
    '--config',
    file,
  ]);
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const [{ control, port: coaPort }] = (JSON.parse(line) as Started).gear;
    const tell = async (path: string, body: object) =>
      (await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
        Record<string, unknown>
      >;
    const sessions = async () =>
      ((await (await fetch(`${control}/sessions`)).json()) as { sessions: Record<string, string>[] })
        .sessions;

    expect(await tell('/dial', { username: entry.identity, password: 'wrong' })).toMatchObject({
      accepted: false,
    });
    expect(
      await tell('/dial', { username: entry.identity, password: 'pw', method: 'mschapv2' }),
    ).toMatchObject({
      accepted: true,
      attributes: { 'Framed-IP-Address': '10.9.0.7' },
    });
    const [{ sessionId = '' } = {}] = await sessions();
    await tell('/interim', { sessionId, uploadOctets: 5 });
    const target = { host: '127.0.0.1', port: coaPort, secret: nasSecret };
    const changes = mikrotikRates({ upKbps: 1000, downKbps: 2000 });
    const names = [avp(standardAttributes.acctSessionId, sessionId)];
    expect(await radius.changeRate(target, names, changes)).toEqual({ kind: 'ack' });
    expect(await sessions()).toMatchObject([{ rateLimit: '1M/2M', uploadOctets: 5 }]);
    expect(await radius.disconnect({ ...target, secret: 'wrong' }, names)).toMatchObject({
      kind: 'silent',
    });
    await tell('/mode', { coa: 'refuse' });
    expect(await radius.disconnect(target, names)).toEqual({
      kind: 'nak',
      errorCause: 501,
    });
    await tell('/mode', { coa: 'obey' });
    expect(await radius.disconnect(target, names)).toEqual({ kind: 'ack' });
    expect(await radius.disconnect(target, names)).toEqual({
      kind: 'nak',
      errorCause: 503,
    });
    await tell('/reboot', {});
    expect(await tell('/nonsense', {})).toMatchObject({ error: expect.stringContaining('hang-up') });
    expect(recorded.sort()).toEqual(['interim', 'on', 'start', 'stop']);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await radius.close();
    await aaa.close();
    rmSync(folder, { recursive: true });
  }
});
