import type { DeviceReading, LookFinding, LookMessage } from '../../functions/contracts/edge/look.ts';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { AccessGrant } from '../capabilities/subscriber-access.ts';
import type { WaitingOnus } from '../journal/waiting-onus.ts';
import { DeviceError } from '../protocols/device-error.ts';
import { strike } from '../protocols/strike.ts';
import type { OpenSession } from './converge.ts';
import { type DeviceStep, deviceSteps } from './device-steps.ts';
import { type NodeStanding, readStep } from './run-device-steps.ts';
import { type OpenedNodes, placeOf, problemOf } from './site-nodes.ts';
import type { Turns } from './turns.ts';

export interface LookTools {
  node(nodeId: string): NodeStanding;
  /** The desired state that the site holds for a service. */
  held(serviceId: string): AccessGrant | undefined;
  openSessions(serviceId: string): readonly OpenSession[];
  /** Opens a node beside those of the site. */
  open(node: NodeConfiguration): Promise<OpenedNodes>;
  readonly turns: Turns;
  readonly waitingOnus: WaitingOnus;
  now(): string;
}

/** The most that one message tells of; an OLT with more ONUs waiting has other troubles. */
const mostOnus = 500;
const mostSessions = 50;

/** Asks the devices now, in turn with all else that they are asked, and ahead of what nobody waits for. Changes nothing there. */
export async function look({ subject, expiresAt }: LookMessage, tools: LookTools): Promise<LookFinding> {
  const now = tools.now();
  if (now > expiresAt) {
    return nothing(
      'late',
      `it is ${now} at the site, and the question was over at ${expiresAt}; mend the clock of the site`,
    );
  }
  switch (subject.of) {
    case 'service':
      return lookAtService(subject.serviceId, tools);
    case 'unconfigured-onus':
      return lookForOnus(subject.nodeId, tools);
    case 'trial-node':
      return tryNode(subject.node, tools);
  }
}

/** The longest that a device says of itself in one message. */
const identityLength = 500;

/** Opens a node that the site does not have, asks it who it is, and lets go of it. Nothing of it is kept. */
async function tryNode(node: NodeConfiguration, tools: LookTools): Promise<LookFinding> {
  const secrets = Object.values(node.credentials);
  const opened = await tools.open(node);
  const found = opened.nodes.get(node.nodeId);
  if (found === undefined) {
    const problem = problemOf(opened, node.nodeId)?.slice(`Node ${node.nodeId}: `.length);
    return nothing('unable', strike(problem ?? 'it cannot be opened', secrets));
  }
  const { identity, close } = found.capabilities;
  try {
    if (identity === undefined) return { of: 'trial-node', answered: 'speaks-first' };
    const said = await identity.read();
    return {
      of: 'trial-node',
      answered: 'yes',
      ...(said === undefined ? {} : { identity: strike(said, secrets).slice(0, identityLength) }),
    };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return nothing(error.failure === 'silent' ? 'unreachable' : 'unable', strike(error.message, secrets));
  } finally {
    close?.();
  }
}

async function lookForOnus(nodeId: string, tools: LookTools): Promise<LookFinding> {
  const standing = tools.node(nodeId);
  if (standing.kind === 'unusable') return nothing('unable', standing.words);
  if (standing.kind !== 'usable') {
    return nothing('unable', `the configuration that the site uses has no node ${nodeId}`);
  }
  const { onuProvisioning } = standing.node.capabilities;
  if (onuProvisioning === undefined) return nothing('unable', `node ${nodeId} knows no ONUs`);
  try {
    const onus = await inTurn(standing, tools.turns, () => onuProvisioning.unconfigured());
    const serials = onus.map(({ serial }) => serial);
    const since = tools.waitingOnus.seen(nodeId, serials, tools.now());
    return {
      of: 'unconfigured-onus',
      onus: onus.slice(0, mostOnus).map((onu) => ({ ...onu, waitsSince: since.get(onu.serial) })),
    };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return nothing(error.failure === 'refused' ? 'unable' : 'unreachable', error.message);
  }
}

async function lookAtService(serviceId: string, tools: LookTools): Promise<LookFinding> {
  const held = tools.held(serviceId);
  const steps = held?.desired.present === true ? deviceSteps(held.desired) : [];
  const devices = await Promise.all(
    steps.map((step) => (held === undefined ? [] : readDevice(step, held, tools))),
  );
  const sessions = tools.openSessions(serviceId).slice(0, mostSessions);
  return {
    of: 'service',
    ...(held === undefined ? {} : { revision: held.desired.revision }),
    devices: devices.flat(),
    sessions: sessions.map(({ sessionId, username, nasAddress, nodeId, framedIp }) => ({
      sessionId,
      username,
      nasAddress,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(framedIp === undefined ? {} : { framedIp }),
    })),
  };
}

async function readDevice(step: DeviceStep, held: AccessGrant, tools: LookTools): Promise<DeviceReading> {
  const standing = tools.node(step.nodeId);
  const { outcome, reason, steps, onu } = await inTurn(standing, tools.turns, () =>
    readStep(step, held, standing),
  );
  const isRight = outcome === 'applied' || outcome === 'already-applied';
  return {
    nodeId: step.nodeId,
    device: step.device,
    outcome: isRight ? 'as-desired' : outcome === 'refused' ? 'different' : 'unreachable',
    ...(reason === undefined ? {} : { reason: reason.slice(0, 2000) }),
    ...(onu === undefined ? {} : { onu }),
    checks: steps.slice(0, 100).map(({ check, ok, answer }) => ({ check, ok, answer })),
  };
}

async function inTurn<T>(standing: NodeStanding, turns: Turns, work: () => Promise<T>): Promise<T> {
  if (standing.kind !== 'usable') return work();
  const turn = await turns.enter(placeOf(standing.node), 'interactive');
  try {
    return await work();
  } finally {
    turn.release();
  }
}

function nothing(why: 'unable' | 'unreachable' | 'late', words: string): LookFinding {
  return { of: 'nothing', why, words: words.slice(0, 2000) };
}
