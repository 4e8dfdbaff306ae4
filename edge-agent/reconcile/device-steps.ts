import { type AccessBinding, aaaIdentity } from '../../functions/contracts/access.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import type { OnuGrant } from '../capabilities/onu-provisioning.ts';
import type { RouterGrant } from '../capabilities/router-access.ts';
import type { SimGrant } from '../capabilities/sim-provisioning.ts';
import { isGranted } from './grant.ts';

/** What one device must hold of a service, without its secrets. */
export type DeviceStep =
  | { readonly device: 'onu'; readonly nodeId: string; readonly grant: OnuGrant }
  | { readonly device: 'sim'; readonly nodeId: string; readonly grant: Omit<SimGrant, 'ki' | 'opc'> }
  | { readonly device: 'router'; readonly nodeId: string; readonly grant: Omit<RouterGrant, 'password'> };

/** What the step is about on which node, however it shall be there: at most one thing of this name is on the node. */
export function stepKey(step: DeviceStep): string {
  return `${step.device} ${step.nodeId} ${subjectOf(step)}`;
}

/** The step as people call it. */
export function stepWords(step: DeviceStep): string {
  const name = { onu: 'ONU', sim: 'SIM', router: 'subscriber' }[step.device];
  return `${name} ${subjectOf(step)} on node ${step.nodeId}`;
}

function subjectOf(step: DeviceStep): string {
  switch (step.device) {
    case 'onu':
      return step.grant.serial;
    case 'sim':
      return step.grant.imsi;
    case 'router':
      return `${step.grant.kind} ${step.grant.identity}`;
  }
}

/** The order of bringing up: the line first, then the router behind it; AAA comes after all of them. */
const rank = { onu: 0, sim: 0, router: 1 } as const;

function upwards(steps: readonly DeviceStep[]): DeviceStep[] {
  return steps.toSorted((a, b) => rank[a.device] - rank[b.device]);
}

function downwards(steps: readonly DeviceStep[]): DeviceStep[] {
  return steps.toSorted((a, b) => rank[b.device] - rank[a.device]);
}

/** What the devices that a desired state names must hold while the service is present, in the order of bringing up. */
export function deviceSteps(desired: DesiredState): readonly DeviceStep[] {
  const { serviceId, access, profile, entitlement } = desired;
  const { downKbps, upKbps } = profile;
  const active = entitlement !== 'blocked';
  const steps: DeviceStep[] = [];
  if (access.technology === 'gpon' && access.olt !== undefined) {
    const { nodeId, ...line } = access.olt;
    steps.push({ device: 'onu', nodeId, grant: { serviceId, serial: access.onuSerial, ...line, active } });
  }
  const { framedIp: address, framedIpv6Prefix, delegatedIpv6Prefix } = access;
  const prefixes = {
    ...(framedIpv6Prefix === undefined ? {} : { framedIpv6Prefix }),
    ...(delegatedIpv6Prefix === undefined ? {} : { delegatedIpv6Prefix }),
  };
  if (access.technology === 'lte') {
    if (access.core === undefined) return steps;
    const { nodeId, apn, msisdn } = access.core;
    const grant = {
      serviceId,
      imsi: access.imsi,
      ...(msisdn === undefined ? {} : { msisdn }),
      apn,
      downKbps,
      upKbps,
      ...(address === undefined ? {} : { staticIp: address }),
      ...prefixes,
      active,
    };
    return [...steps, { device: 'sim', nodeId, grant }];
  }
  if (access.router !== undefined) {
    const grant = {
      serviceId,
      kind: routerKind(access.technology),
      identity: aaaIdentity(access),
      ...(address === undefined ? {} : { framedIp: address }),
      ...prefixes,
      downKbps,
      upKbps,
      entitlement,
    };
    steps.push({ device: 'router', nodeId: access.router.nodeId, grant });
  }
  return upwards(steps);
}

function routerKind(
  technology: Exclude<AccessBinding['technology'], 'lte'>,
): 'ppp' | 'hotspot' | 'dhcp-lease' {
  if (technology === 'hotspot') return 'hotspot';
  return technology === 'ipoe' ? 'dhcp-lease' : 'ppp';
}

/** What must be done on devices. What is removed is removed before anything is made. */
export interface DevicePlan {
  /** Bringing up stops at the first step that fails; taking down goes on with what else can be taken down. */
  readonly direction: 'up' | 'down';
  readonly remove: readonly DeviceStep[];
  readonly make: readonly DeviceStep[];
}

/** From what is desired, and from what devices hold, or may hold, by all that was ever tried. */
export function planDevices(desired: DesiredState, held: readonly DeviceStep[]): DevicePlan {
  const wanted = desired.present ? deviceSteps(desired) : [];
  const keys = new Set(wanted.map(stepKey));
  const remove = downwards(held.filter((step) => !keys.has(stepKey(step))));
  return isGranted(desired)
    ? { direction: 'up', remove, make: upwards(wanted) }
    : { direction: 'down', remove, make: downwards(wanted) };
}
