import type {
  DesiredState,
  NetworkDifference,
  ObservedState,
  ProofStep,
} from '../../functions/contracts/network-state.ts';
import type { DriftPolicy } from '../../functions/contracts/site.ts';
import type { DeviceResult } from '../capabilities/device-result.ts';
import type { NodeCapabilities } from '../capabilities/driver.ts';
import type { OnuReading } from '../capabilities/onu-provisioning.ts';
import type { AccessGrant } from '../capabilities/subscriber-access.ts';
import { type DevicePlan, type DeviceStep, stepKey, stepWords } from './device-steps.ts';
import type { SiteNode } from './site-nodes.ts';

/** What the agent can say of a node. `gone`: the site's configuration has no such node. `coming`: it is not in use yet. */
export type NodeStanding =
  | { readonly kind: 'usable'; readonly node: SiteNode }
  | { readonly kind: 'unusable'; readonly words: string }
  | { readonly kind: 'gone' | 'coming' };

export interface DeviceTools {
  node(nodeId: string): NodeStanding;
  /** What devices may hold of the service, by all that was ever tried. */
  heldOnDevices(serviceId: string): readonly DeviceStep[];
  /** On the disk when it resolves, and only then is the device touched: a kill in between must not hide anything. */
  touching(serviceId: string, step: DeviceStep): Promise<void>;
  /** What to do about what was changed on the node by hand. */
  driftPolicy(nodeId: string): DriftPolicy;
  /** The node has answered, or has kept silent. */
  heard(nodeId: string, answered: boolean): void;
  /** Nothing of the step is on its device. */
  released(serviceId: string, key: string): Promise<void>;
  now(): string;
}

export interface DeviceFailure {
  /** `drifted`: the device was changed by hand, and is left so by policy. */
  readonly outcome: 'refused' | 'unreachable' | 'unknown' | 'drifted';
  readonly words: string;
}

export interface DeviceRun {
  readonly steps: readonly ProofStep[];
  readonly failures: readonly DeviceFailure[];
  /** Whether a device had to be changed. */
  readonly touched: boolean;
  /** Where the OLT of the binding has the ONU. */
  readonly line?: ObservedState['line'];
  readonly conflicts: NonNullable<ObservedState['conflicts']>;
  /** What was found changed since it was proven, whether it was overwritten or not. */
  readonly differences: readonly NetworkDifference[];
}

/** What a device made of a step. */
type Result = Omit<DeviceResult, 'outcome'> & {
  readonly outcome: DeviceResult['outcome'] | 'drifted';
  readonly onu?: OnuReading;
};

/** The verbs of a capability with the grant of one step filled in. */
interface Handle {
  apply(): Promise<Result>;
  read(): Promise<Result>;
}

/**
 * Carries a plan out, one device after the other. A step that was tried before is read before it is tried again, and so
 * is one of which nobody knows what came of it. What was proven at this very revision and reads otherwise was changed by
 * somebody: that is told, and overwritten unless the node's policy is to hold it. A hold is for services in full; whoever
 * must have less than that, or nothing, gets no more than that.
 */
export async function runDeviceSteps(
  plan: DevicePlan,
  held: AccessGrant,
  wasProven: boolean,
  tools: DeviceTools,
): Promise<DeviceRun> {
  const { serviceId } = held.desired;
  const tried = new Set(tools.heldOnDevices(serviceId).map(stepKey));
  const steps: ProofStep[] = [];
  const failures: DeviceFailure[] = [];
  const differences: NetworkDifference[] = [];
  let touched = false;
  let line: ObservedState['line'];
  const conflicts: DeviceRun['conflicts'] = [];

  const actions = [
    ...plan.remove.map((step) => ({ step, act: () => takeAway(step, tools) })),
    ...plan.make.map((step) => ({
      step,
      act: () => make(step, held, { wasTried: tried.has(stepKey(step)), wasProven }, tools),
    })),
  ];
  for (const { step, act } of actions) {
    const { nodeId } = step;
    const result = await act();
    steps.push(...result.steps);
    differences.push(...(result.differences ?? []).map((one) => ({ nodeId, ...one })));
    touched ||= result.outcome === 'applied';
    if (result.placement !== undefined) line = { nodeId, ...result.placement };
    conflicts.push(...(result.conflicts ?? []).map((one) => ({ nodeId, ...one })));
    if (tools.node(nodeId).kind === 'usable') tools.heard(nodeId, !isSilence(result));
    if (isDone(result)) continue;
    const answer = result.reason ?? result.steps.findLast(({ ok }) => !ok)?.answer ?? result.outcome;
    const words = `${stepWords(step)}: ${answer}`;
    if (!result.steps.some(({ ok }) => !ok)) {
      steps.push({ check: stepWords(step), at: tools.now(), ok: false, answer });
    }
    failures.push({ outcome: failureOf(result.outcome), words });
    if (plan.direction === 'up' && result.outcome !== 'drifted') break;
  }
  return { steps, failures, touched, differences, conflicts, ...(line === undefined ? {} : { line }) };
}

/** Reads what a device holds of a step; changes nothing. */
export async function readStep(step: DeviceStep, held: AccessGrant, standing: NodeStanding): Promise<Result> {
  const handle = handleOf(step, standing, held);
  return 'outcome' in handle ? handle : handle.read();
}

async function make(
  step: DeviceStep,
  held: AccessGrant,
  before: { readonly wasTried: boolean; readonly wasProven: boolean },
  tools: DeviceTools,
): Promise<Result> {
  const handle = handleOf(step, tools.node(step.nodeId), held);
  if ('outcome' in handle) return handle;
  const found = before.wasTried ? await handle.read() : undefined;
  if (found !== undefined && found.outcome !== 'refused') {
    return isDone(found) ? { ...found, outcome: 'already-applied' } : found;
  }
  // What was proven and no longer is was changed by somebody: that is shown before it is overwritten.
  const changed = before.wasProven ? (found?.steps.filter(({ ok }) => !ok) ?? []) : [];
  const differences = before.wasProven ? (found?.differences ?? []) : [];
  if (found !== undefined && differences.length > 0 && isHeld(held.desired, tools.driftPolicy(step.nodeId))) {
    return { ...found, outcome: 'drifted', differences };
  }
  await tools.touching(held.desired.serviceId, step);
  const result = await again(await handle.apply(), handle);
  return { ...result, steps: [...changed, ...result.steps], differences };
}

function isHeld({ entitlement }: DesiredState, policy: DriftPolicy): boolean {
  return policy === 'hold' && entitlement === 'full';
}

/** Nobody knows what came of it: it is read, and tried once more only if it is not there. */
async function again(result: Result, handle: Handle): Promise<Result> {
  if (result.outcome !== 'unknown') return result;
  const found = await handle.read();
  if (isDone(found)) return { ...found, outcome: 'applied' };
  return found.outcome === 'refused' ? handle.apply() : result;
}

async function takeAway(step: DeviceStep, tools: DeviceTools): Promise<Result> {
  const { serviceId } = step.grant;
  const standing = tools.node(step.nodeId);
  if (standing.kind === 'gone') {
    // Staff took the node away from the site: there is no device left that could be asked, now or ever.
    await tools.released(serviceId, stepKey(step));
    const answer = `the site has no node ${step.nodeId} any more, so nothing can be asked or taken away there`;
    return {
      outcome: 'already-applied',
      steps: [{ check: stepWords(step), at: tools.now(), ok: true, answer }],
    };
  }
  const remove = removalOf(step, standing);
  if ('outcome' in remove) return remove;
  const first = await remove.remove();
  // Every removal reads first.
  const result = first.outcome === 'unknown' ? await remove.remove() : first;
  if (isDone(result)) await tools.released(serviceId, stepKey(step));
  return result;
}

/** How to make the step on its node; or why that cannot be. */
function handleOf(
  step: DeviceStep,
  standing: NodeStanding,
  { password, keys }: AccessGrant,
): Handle | Result {
  const capabilities = capabilitiesOf(step, standing);
  if ('outcome' in capabilities) return capabilities;
  switch (step.device) {
    case 'onu':
      return filled(step, standing, capabilities.onuProvisioning, step.grant);
    case 'router': {
      const grant = { ...step.grant, ...(password === undefined ? {} : { password }) };
      return filled(step, standing, capabilities.routerAccess, grant);
    }
    case 'sim':
      return keys === undefined
        ? unable('refused', `the keys of the SIM ${step.grant.imsi} are not known; give ki and opc`)
        : filled(step, standing, capabilities.simProvisioning, { ...step.grant, ...keys });
  }
}

/** How to take the step away from its node; that needs no secret. */
function removalOf(step: DeviceStep, standing: NodeStanding): { remove(): Promise<Result> } | Result {
  const capabilities = capabilitiesOf(step, standing);
  if ('outcome' in capabilities) return capabilities;
  switch (step.device) {
    case 'onu': {
      const { onuProvisioning: onu } = capabilities;
      return onu === undefined ? cannot(step, standing) : { remove: () => onu.remove(step.grant) };
    }
    case 'router': {
      const { routerAccess: router } = capabilities;
      return router === undefined ? cannot(step, standing) : { remove: () => router.remove(step.grant) };
    }
    case 'sim': {
      const { simProvisioning: sim } = capabilities;
      return sim === undefined ? cannot(step, standing) : { remove: () => sim.remove(step.grant) };
    }
  }
}

function capabilitiesOf({ nodeId }: DeviceStep, standing: NodeStanding): NodeCapabilities | Result {
  switch (standing.kind) {
    case 'usable':
      return standing.node.capabilities;
    case 'unusable':
      return unable('refused', standing.words);
    case 'gone':
      return unable('refused', `the site has no node ${nodeId}; name one that it has`);
    case 'coming':
      return unable('unreachable', `the configuration with node ${nodeId} is not in use yet`);
  }
}

function filled<G>(
  step: DeviceStep,
  standing: NodeStanding,
  capability: { apply(grant: G): Promise<Result>; read(grant: G): Promise<Result> } | undefined,
  grant: G,
): Handle | Result {
  if (capability === undefined) return cannot(step, standing);
  return { apply: () => capability.apply(grant), read: () => capability.read(grant) };
}

function cannot({ device, nodeId }: DeviceStep, standing: NodeStanding): Result {
  const driver = standing.kind === 'usable' ? standing.node.configuration.driver : 'none';
  const what = { onu: 'provision ONUs', sim: 'provision SIMs', router: 'keep subscribers' }[device];
  return unable('refused', `node ${nodeId} cannot ${what}: its driver "${driver}" does not know how`);
}

function unable(outcome: 'refused' | 'unreachable', reason: string): Result {
  return { outcome, reason, steps: [] };
}

function isDone({ outcome }: Result): boolean {
  return outcome === 'applied' || outcome === 'already-applied';
}

function failureOf(outcome: Result['outcome']): DeviceFailure['outcome'] {
  return outcome === 'unreachable' || outcome === 'unknown' || outcome === 'drifted' ? outcome : 'refused';
}

/** Nobody answered at all; a device that is reached and cannot do it now has something to show. */
export function isSilence({
  outcome,
  steps,
}: Pick<DeviceResult, 'steps'> & { readonly outcome: string }): boolean {
  return outcome === 'unreachable' && steps.length === 0;
}
