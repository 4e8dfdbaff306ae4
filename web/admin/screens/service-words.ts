import type {
  Address,
  Entitlement,
  NetworkView,
  OrderKind,
  Service,
  ServiceState,
} from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';

interface Words {
  readonly label: string;
  readonly tone: Tone;
  readonly means: string;
}

export const serviceStates: Readonly<Record<ServiceState, Words>> = {
  selected: { label: 'Selected', tone: 'info', means: 'Sold and not activated yet.' },
  provisioning: { label: 'Provisioning', tone: 'info', means: 'The network is being set up.' },
  active: { label: 'Active', tone: 'good', means: 'The network has proved it.' },
  suspended: { label: 'Suspended', tone: 'warn', means: 'Held until it is resumed.' },
  failed: {
    label: 'Failed',
    tone: 'bad',
    means: 'The network did not take it; what had been applied was undone.',
  },
  terminating: { label: 'Terminating', tone: 'info', means: 'It is being taken off the network.' },
  terminated: { label: 'Terminated', tone: 'none', means: 'It has ended for good.' },
};

export const networkStates: Readonly<Record<NetworkView['status'], Words>> = {
  'in-sync': { label: 'In sync', tone: 'good', means: 'The network holds what it must, as last proven.' },
  converging: { label: 'Converging', tone: 'info', means: 'The network is on its way to a new state.' },
  drifted: { label: 'Drifted', tone: 'bad', means: 'The network holds something else than it must.' },
  unreachable: { label: 'Unreachable', tone: 'warn', means: 'It cannot be looked at.' },
};

export const entitlements: Readonly<Record<Entitlement, Words>> = {
  full: { label: 'Full speed', tone: 'good', means: 'Everything that was sold.' },
  throttled: { label: 'Throttled', tone: 'warn', means: 'Slower than sold.' },
  exhausted: { label: 'Quota used up', tone: 'warn', means: 'Until it renews or is topped up.' },
  'walled-garden': { label: 'Walled garden', tone: 'warn', means: 'Only the page on which to pay.' },
  blocked: { label: 'Blocked', tone: 'bad', means: 'Nothing at all.' },
};

export const orderKinds: Readonly<Record<OrderKind, string>> = {
  activate: 'Activation',
  change: 'Change',
  suspend: 'Suspension',
  resume: 'Resumption',
  terminate: 'Termination',
};

export const technologies: Readonly<Record<Service['access']['technology'], string>> = {
  pppoe: 'PPPoE',
  ipoe: 'IPoE',
  hotspot: 'Hotspot',
  gpon: 'GPON',
  lte: 'LTE',
};

export const addressLine = ({ line1, line2, postalCode, city, region, country }: Address): string =>
  [line1, line2, [postalCode, city].filter(Boolean).join(' '), region, country].filter(Boolean).join(', ');

/** What the service is known by on the network. */
export function accessName(access: Service['access']): string {
  switch (access.technology) {
    case 'pppoe':
    case 'hotspot':
      return access.username;
    case 'ipoe':
      return access.mac;
    case 'gpon':
      return access.onuSerial;
    case 'lte':
      return access.imsi;
  }
}
