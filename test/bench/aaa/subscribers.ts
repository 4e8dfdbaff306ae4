import type { DesiredState } from '../../../functions/contracts/network-state.ts';

/** The services of the AAA benchmark: the same for every server that takes part. */
export const serviceCount = 100_000;
export const secret = 'bench-secret-of-the-nas';

const siteId = 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c';
const profile = { downKbps: 50_000, upKbps: 10_000, sessionTimeoutSeconds: 86_400, interimSeconds: 300 };

export function usernameOf(index: number): string {
  return `subscriber-${String(index).padStart(6, '0')}@isp.example`;
}

export function passwordOf(index: number): string {
  return `pw-${(index * 7919) % 1_000_003}`;
}

export function framedIpOf(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}

export function desiredOf(index: number): DesiredState {
  return {
    serviceId: `svc_${String(index).padStart(26, '0')}`,
    siteId,
    revision: 1,
    present: true,
    entitlement: 'full',
    access: { technology: 'pppoe', siteId, username: usernameOf(index), framedIp: framedIpOf(index) },
    profile,
  };
}

/** Class of an Access-Accept, which a NAS echoes in accounting. */
export function classOf(index: number): string {
  return `tl1.${desiredOf(index).serviceId}.1`;
}
