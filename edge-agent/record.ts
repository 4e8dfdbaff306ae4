import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { NodeConfiguration } from '../functions/contracts/edge/messages.ts';
import type { Driver } from './capabilities/driver.ts';
import type { AccessGrant } from './capabilities/subscriber-access.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { DeviceError } from './protocols/device-error.ts';
import { deviceSteps } from './reconcile/device-steps.ts';
import { loadDriver, openNodes } from './reconcile/site-nodes.ts';
import { openAgentStore, storesIn } from './recording/agent-store.ts';
import type { DeviceCall } from './recording/call.ts';
import { NotRecorded, recordCall, recordingFile } from './recording/record-call.ts';
import { recordingTools } from './recording/tools.ts';

const usage =
  'npm run record -- NODE (--config agent.json | --data DIR) --hardware NAME --firmware VERSION [--out DIR] [--service ID] [--write SERVICE] [--cut SESSION --username NAME] [--change SESSION --username NAME --rate DOWN/UP] [--strike TEXT …]';

/** Said to whoever called, in one line. */
class Refusal extends Error {}

function flags() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        data: { type: 'string' },
        out: { type: 'string', default: 'test/recordings' },
        hardware: { type: 'string' },
        firmware: { type: 'string' },
        service: { type: 'string' },
        write: { type: 'string' },
        cut: { type: 'string' },
        change: { type: 'string' },
        rate: { type: 'string' },
        username: { type: 'string' },
        strike: { type: 'string', multiple: true, default: [] },
      },
    });
    return { ...values, node: positionals[0] };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)} Use: ${usage}`);
  }
}

type Flags = ReturnType<typeof flags>;

/** The node as its site's agent has it, and the services that the agent holds. */
function lookUp({ node, config, data }: Flags): {
  readonly node: NodeConfiguration;
  readonly services: readonly AccessGrant[];
} {
  if (node === undefined) throw new Refusal(`Name the node. Use: ${usage}`);
  if ((config === undefined) === (data === undefined)) {
    throw new Refusal(`Give --config, an agent's config file, or --data, a data folder. Use: ${usage}`);
  }
  const folder = config === undefined ? resolve(data!) : readConfiguration(config).dataDir;
  const files = storesIn(folder);
  if (files.length === 0) throw new Refusal(`${folder} holds no agent's store; give the folder of one.`);
  const known: string[] = [];
  for (const file of files) {
    const store = openAgentStore(file);
    try {
      const found = store.nodes.find(({ nodeId }) => nodeId === node);
      if (found !== undefined) return { node: found, services: [...store.services()] };
      known.push(...store.nodes.map(({ nodeId, driver }) => `${nodeId} (${driver})`));
    } finally {
      store.close();
    }
  }
  const those = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  throw new Refusal(`There is no node ${node} in ${folder}; ${those}.`);
}

/** What the node must hold for a service, with its secrets. */
function stepCall(
  { nodeId }: NodeConfiguration,
  { desired, password, keys }: AccessGrant,
): { readonly of: 'onu' | 'sim' | 'router'; readonly grant: Record<string, unknown> } | undefined {
  const step = deviceSteps(desired).find((one) => one.nodeId === nodeId);
  if (step === undefined) return undefined;
  const secrets = step.device === 'sim' ? keys : step.device === 'router' ? { password } : {};
  return { of: step.device, grant: { ...step.grant, ...secrets } };
}

function serviceCall(node: NodeConfiguration, services: readonly AccessGrant[], serviceId: string) {
  const service = services.find(({ desired }) => desired.serviceId === serviceId);
  const call = service === undefined ? undefined : stepCall(node, service);
  if (call === undefined) throw new Refusal(`Service ${serviceId} has nothing on node ${node.nodeId}.`);
  return call;
}

/** What is to be asked: what only reads, and beyond that what was consented to by name. */
async function callsOf(
  node: NodeConfiguration,
  services: readonly AccessGrant[],
  { service, write, cut, change, rate, username }: Flags,
): Promise<readonly DeviceCall[]> {
  const { nodes, problems } = await openNodes(
    [node],
    recordingTools(() => new Date().toISOString()),
  );
  const [flaw] = problems;
  if (flaw !== undefined) throw new Refusal(flaw);
  const { capabilities } = nodes.get(node.nodeId)!;
  capabilities.close?.();
  const any = services.map((one) => stepCall(node, one)).find((one) => one !== undefined);
  const read = service === undefined ? any : serviceCall(node, services, service);
  const calls: DeviceCall[] = [];
  if (capabilities.onuProvisioning !== undefined) calls.push({ of: 'unconfigured-onus', verb: 'read' });
  if (read !== undefined) calls.push({ ...read, verb: 'read' });
  if (capabilities.sessionList !== undefined) calls.push({ of: 'sessions', verb: 'read' });
  if (write !== undefined) {
    const call = serviceCall(node, services, write);
    calls.push({ ...call, verb: 'remove' }, { ...call, verb: 'apply' });
  }
  const session = (sessionId: string, flag: string) => {
    if (username === undefined) throw new Refusal(`${flag} needs --username as well. Use: ${usage}`);
    return { sessionId, username, nasAddress: node.address, nodeId: node.nodeId };
  };
  if (change !== undefined) {
    const [, down, up] = /^(\d{1,9})\/(\d{1,9})$/.exec(rate ?? '') ?? [];
    if (down === undefined || up === undefined) {
      throw new Refusal(`--change needs --rate in kbit/s, such as 50000/10000. Use: ${usage}`);
    }
    const to = { downKbps: Number(down), upKbps: Number(up) };
    calls.push({ of: 'session', verb: 'apply', grant: { ...session(change, '--change'), to } });
  }
  if (cut !== undefined) calls.push({ of: 'session', verb: 'remove', grant: session(cut, '--cut') });
  if (calls.length === 0) {
    throw new Refusal(
      `Driver ${node.driver} reads nothing from its device; --cut SESSION --username NAME records how a session is cut, --change how its rate changes.`,
    );
  }
  return calls;
}

async function main(): Promise<void> {
  const given = flags();
  const { node, services } = lookUp(given);
  const { hardware, firmware, out, strike } = given;
  if (hardware === undefined || firmware === undefined) {
    throw new Refusal(`Say what device it is: --hardware CHR --firmware 7.16, for instance. Use: ${usage}`);
  }
  const calls = await callsOf(node, services, given);
  const driver: Driver = await loadDriver(node.driver);
  const about = { hardware, firmware, of: 'device', strike } as const;
  for (const call of calls) {
    const recordedAt = new Date().toISOString();
    const made = await recordCall(driver, node, call, { ...about, recordedAt }, recordingTools);
    const file = join(out, recordingFile(made));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    process.stdout.write(`${file}: ${made.dialogue.length} requests\n`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isForPeople =
      error instanceof Refusal ||
      error instanceof ConfigurationError ||
      error instanceof NotRecorded ||
      error instanceof DeviceError;
    if (!isForPeople) throw error;
    process.stderr.write(`${error.message.replaceAll('\n', ' ')}\n`);
    process.exit(1);
  },
);
