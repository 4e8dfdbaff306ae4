import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { orderStep } from '../../functions/contracts/workflow.ts';
import { runningOrder, type ServiceCommand } from '../../functions/domain/service/service.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { rollBackOrder } from '../../functions/use-cases/roll-back-order.ts';
import { sendOrder } from '../../functions/use-cases/send-order.ts';
import { type MachineRunner, machineRunner } from '../statemachines/scripted-machine.ts';
import { compareSite } from './comparing-site.ts';
import { answerTo, makeWorld, type World } from './service-world.ts';

const seed = 20_261_123;

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

/** What befalls one call of the function: it dies before it did anything, or after all was done, as by SIGKILL. */
type CallFault = 'none' | 'dies-before' | 'dies-after';
/** What befalls one message to the site, and the report on it. */
type EdgeFault =
  | 'none'
  | 'message-lost'
  | 'report-lost'
  | 'report-twice'
  | 'report-dies'
  | 'refused'
  | 'unreachable';

const callFault = fc.constantFrom<CallFault>('none', 'none', 'none', 'dies-before', 'dies-after');
const edgeFault = fc.constantFrom<EdgeFault>(
  'none',
  'message-lost',
  'report-lost',
  'report-twice',
  'report-dies',
  'refused',
  'unreachable',
);

/** A site that keeps the newest revision of each service, behind a link with faults. */
class Site {
  readonly held = new Map<string, DesiredState>();
  faults: EdgeFault[] = [];

  receive(message: DesiredMessage): { readonly fault: EdgeFault; readonly report?: ReportMessage } {
    const fault = this.faults.shift() ?? 'none';
    if (fault === 'message-lost') return { fault };
    const { desired, siteId, messageId } = message;
    const held = this.held.get(desired.serviceId);
    const stale = held !== undefined && held.revision > desired.revision;
    if (!stale) this.held.set(desired.serviceId, desired);
    const outcome = stale ? 'stale' : fault === 'refused' || fault === 'unreachable' ? fault : 'applied';
    const observed = answerTo(message, { outcome, reason: outcome });
    const report = { messageId: world.ports.ids.next('msg'), inReplyTo: messageId, siteId, observed };
    return { fault, report };
  }

  holding() {
    return [...this.held.values()].filter((desired) => desired.present);
  }
}

/** Runs an order through its machine, with all that goes wrong on the way. */
async function runOrder(
  serviceId: string,
  command: ServiceCommand,
  site: Site,
  callFaults: CallFault[],
): Promise<string> {
  const orderId = await world.ordered(serviceId, command);
  let runner: MachineRunner | undefined;
  const now = () => runner?.now() ?? '2026-03-01T09:30:00.000Z';
  const context = () => world.at(now());
  const workflow: Ports['workflow'] = {
    start: async () => undefined,
    succeed: async (token, output) => runner?.answer(token, { output }) ?? false,
    fail: async (token, error, cause) => runner?.answer(token, { error, cause }) ?? false,
  };
  const take = async (report: ReportMessage, workflowPort = workflow) => {
    await recordReport({ ...world.ports, workflow: workflowPort }, world.siteId, report, context());
  };
  const edgeLink: Ports['edgeLink'] = {
    ...world.ports.edgeLink,
    async sendDesired(_siteId, message) {
      const { fault, report } = site.receive(message);
      if (report === undefined || fault === 'report-lost') return;
      setImmediate(() =>
        runner?.during(async () => {
          if (fault === 'report-dies') {
            const dying = { ...workflow, succeed: broken, fail: broken };
            await expect(take(report, dying)).rejects.toThrow('killed');
          }
          await take(report);
          if (fault === 'report-twice') await take(report);
        }),
      );
    },
  };
  const ports = { ...world.ports, edgeLink };
  const step = async (payload: unknown): Promise<object> => {
    const call = orderStep.parse(payload);
    const execution = { orderId, serviceId };
    switch (call.step) {
      case 'prepare':
        return prepareOrder(ports, execution, context());
      case 'send':
        await sendOrder(ports, call, context());
        return {};
      case 'complete':
        await completeOrder(ports, execution, call.observed, context());
        return {};
      case 'roll-back':
        return rollBackOrder(ports, execution, call, context());
      case 'fail':
        await failOrder(ports, call, context());
        return {};
    }
  };
  const died = { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'killed' } as const;
  runner = await machineRunner(`${command.kind}-service`, async (payload) => {
    const fault = callFaults.shift() ?? 'none';
    if (fault === 'dies-before') return died;
    try {
      const answer = await step(payload);
      return fault === 'dies-after' ? died : { ok: true, payload: answer };
    } catch (error) {
      return { ok: false, errorType: 'Error', errorMessage: String(error) };
    }
  });
  try {
    await runner.run({ orderId, serviceId });
  } finally {
    await runner.stop();
  }
  return orderId;
}

const broken = () => Promise.reject(new Error('killed'));

/** The site comes back and its link is well: it says what it holds until the cloud has nothing more to mend. */
async function comeBack(site: Site): Promise<void> {
  site.faults = [];
  for (let round = 0; round < 3; round++) {
    const context = world.at('2026-03-02T00:00:00.000Z');
    const { sent } = await compareSite(world.ports, world.siteId, site.holding(), context);
    if (sent.length === 0) return;
    for (const message of sent) {
      const { report } = site.receive(message);
      if (report !== undefined) await recordReport(world.ports, world.siteId, report, context);
    }
  }
}

const commands: readonly ServiceCommand[] = [
  { kind: 'activate' },
  { kind: 'suspend', reason: 'overdue' },
  { kind: 'resume' },
  { kind: 'terminate' },
];

it('ends every order, whatever dies, is lost or comes twice, and the site holds what is desired', async () => {
  const site = new Site();
  const seen = new Set<string>();
  let subscriber = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(callFault, { maxLength: 8 }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.array(edgeFault, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 4 }),
      async (callFaults, edgeFaults) => {
        subscriber += 1;
        const serviceId = await world.selected(`fault-${subscriber}`);
        for (const [i, command] of commands.entries()) {
          const { state } = (await world.service(serviceId)).state;
          if (command.kind === 'suspend' && state !== 'active') continue;
          if (command.kind === 'resume' && state !== 'suspended') continue;
          site.faults = [...(edgeFaults[i] ?? [])];
          const orderId = await runOrder(serviceId, command, site, [...(callFaults[i] ?? [])]);
          const order = await world.order(orderId);
          const after = (await world.service(serviceId)).state;
          seen.add(`${command.kind} ${order.state}`);
          expect(['succeeded', 'failed']).toContain(order.state);
          expect(runningOrder(after)).toBeUndefined();
          if (order.state === 'failed') expect(order.reason).toMatch(/\w/);
          await comeBack(site);
          const { desired, network, state: settled } = (await world.service(serviceId)).state;
          expect(network.status, settled).toBe('in-sync');
          expect(site.held.get(serviceId)).toEqual(desired);
          if (settled === 'terminated') return;
        }
      },
    ),
    { seed, numRuns: 14 },
  );
  const both = commands.flatMap(({ kind }) => [`${kind} failed`, `${kind} succeeded`]);
  expect([...seen].sort()).toEqual(both.sort());
}, 60_000);
