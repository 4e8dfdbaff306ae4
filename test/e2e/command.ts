import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { identify, isAlive } from '../../infra/local/processes.ts';
import { askHuawei, askRouter } from '../demo/ask-devices.ts';
import { gearOf } from '../demo/gear.ts';
import { freePort } from '../free-port.ts';
import { startStack } from '../stack.ts';
import { deviceUsername, onuSerial } from './devices.ts';
import { agentPid, endpoints, port, printed, stack } from './running-stack.ts';

const root = join(import.meta.dirname, '..', '..');

export function command(): void {
  it('prints the endpoints as one line of JSON, then that it is ready', () => {
    expect(printed).toHaveLength(2);
    expect(JSON.parse(printed[0]!)).toEqual(
      JSON.parse(readFileSync(join(stack.dataDir, 'endpoints.json'), 'utf8')),
    );
    expect(printed[1]).toBe(`ready ${endpoints.admin}`);
  });

  it('says in one line that the port, or the data folder, is another stack’s', async () => {
    const other = mkdtempSync(join(tmpdir(), 'throughline-other-'));
    const [onPort, onData] = await Promise.all([
      refusal('--data', other, '--port', String(port)),
      refusal('--data', stack.dataDir, '--port', String(await freePort())),
    ]);
    rmSync(other, { recursive: true });
    expect(onPort).toMatchObject({ code: 1, out: '' });
    expect(onPort.err).toMatch(new RegExp(`^throughline: port ${port} .*in use.*--port.*\\n$`));
    expect(onData).toMatchObject({ code: 1, out: '' });
    expect(onData.err).toMatch(/^throughline: a stack \(process \d+\) is running on .*--data.*\n$/);
    expect((await fetch(`${endpoints.api}/openapi.json`)).status).toBe(200);
  });

  it('ends on SIGTERM, with all that it had started', async () => {
    const agent = identify(agentPid());
    stack.process.kill('SIGTERM');
    const [code] = (await once(stack.process, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(isAlive(agent)).toBe(false);
    await expect(fetch(endpoints.api)).rejects.toThrow('fetch failed');
  });

  it('comes back with the simulated devices as they were', async () => {
    const again = await startStack({ dataDir: stack.dataDir, port });
    try {
      const site = again.api.endpoints.sites[0]!;
      const before = endpoints.sites[0]!;
      expect(site.gear.map(({ nodeId, port: at }) => [nodeId, at])).toEqual(
        before.gear.map(({ nodeId, port: at }) => [nodeId, at]),
      );
      expect(await askHuawei(gearOf(site, 'huawei-ma5800'), onuSerial)).toMatchObject({ runStatus: 1 });
      const router = gearOf(site, 'mikrotik-routeros-api');
      expect(await askRouter(router, '/ppp/secret', 'name', deviceUsername)).toHaveLength(1);
    } finally {
      await again.stop();
    }
  });

  async function refusal(...flags: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child: ChildProcess = spawn(process.execPath, [join(root, 'infra/local/main.ts'), ...flags], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }
}
