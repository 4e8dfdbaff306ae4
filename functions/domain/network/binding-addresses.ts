import type { AccessBinding, AccessWish } from '../../contracts/access.ts';
import type { AddressPoolKind } from '../../contracts/address-pool.ts';
import type { ObservedLine } from '../../contracts/network-state.ts';
import type { Fit } from './pool-space.ts';

/** One thing that a binding has, or wants, for its service alone. */
export interface BindingAddress {
  readonly name: 'framedIp' | 'framedIpv6Prefix' | 'delegatedIpv6Prefix' | 'vlan' | 'onuId' | 'servicePort';
  readonly kind: AddressPoolKind;
  /** Within what it is single: the site, or the OLT. */
  readonly scope: string;
  /** Absent: one of a pool. */
  readonly value?: string;
  /** The pool that it must come from. */
  readonly poolId?: string;
  /** What of it is given. */
  readonly fit: Fit;
  /** Whether a service cannot be without it; else it has one only if there is a pool for it. */
  readonly required: boolean;
  /** Where a request has the value, and where the pool. */
  readonly pointer: string;
  readonly poolPointer: string;
}

/** What the binding has or wants, in the order in which it is taken. */
export function bindingAddresses(access: AccessWish): readonly BindingAddress[] {
  const addresses: BindingAddress[] = [];
  const ofSite = (
    name: 'framedIp' | 'framedIpv6Prefix' | 'delegatedIpv6Prefix',
    pool: 'addressPoolId' | 'framedIpv6PoolId' | 'delegatedIpv6PoolId',
  ) => {
    const value = access[name];
    const poolId = access[pool];
    if (value === undefined && poolId === undefined) return;
    addresses.push({
      name,
      kind: name === 'framedIp' ? 'ipv4' : 'ipv6-prefix',
      scope: access.siteId,
      ...(value === undefined ? {} : { value }),
      ...(poolId === undefined ? {} : { poolId }),
      fit: {},
      required: true,
      pointer: `/access/${name}`,
      poolPointer: `/access/${pool}`,
    });
  };
  ofSite('framedIp', 'addressPoolId');
  ofSite('framedIpv6Prefix', 'framedIpv6PoolId');
  ofSite('delegatedIpv6Prefix', 'delegatedIpv6PoolId');
  if (access.technology === 'gpon' && access.olt !== undefined) addresses.push(...onOlt(access.olt));
  return addresses;
}

type Line = NonNullable<Extract<AccessWish, { technology: 'gpon' }>['olt']>;

function onOlt({ nodeId, serviceVlan, userVlan, port, onuId, servicePort }: Line): BindingAddress[] {
  const one = (
    name: 'vlan' | 'onuId' | 'servicePort',
    kind: AddressPoolKind,
    value: string | undefined,
    fit: Fit,
    field: string,
  ): BindingAddress => ({
    name,
    kind,
    scope: nodeId,
    ...(value === undefined ? {} : { value }),
    fit,
    required: name === 'vlan',
    pointer: `/access/olt/${field}`,
    poolPointer: `/access/olt/${field}`,
  });
  const text = (number: number | undefined) => (number === undefined ? {} : { inner: String(number) });
  const vlans =
    serviceVlan === undefined || userVlan === undefined ? undefined : `${serviceVlan}/${userVlan}`;
  return [
    one(
      'vlan',
      'vlan',
      vlans,
      { ...(serviceVlan === undefined ? {} : { outer: String(serviceVlan) }), ...text(userVlan) },
      userVlan === undefined ? 'userVlan' : serviceVlan === undefined ? 'serviceVlan' : 'userVlan',
    ),
    ...(port === undefined
      ? []
      : [
          one(
            'onuId',
            'onu-id',
            onuId === undefined ? undefined : `${port}:${onuId}`,
            { outer: port, ...text(onuId) },
            'onuId',
          ),
        ]),
    one(
      'servicePort',
      'service-port',
      servicePort === undefined ? undefined : String(servicePort),
      {},
      'servicePort',
    ),
  ];
}

/** Something that a service has for itself alone. */
export type HeldAddress = Pick<BindingAddress, 'name' | 'kind' | 'scope' | 'pointer'> & {
  readonly value: string;
};

/** All that a service has for itself: by its binding, and where its OLT has chosen what the binding left out. */
export function serviceAddresses({
  access,
  line,
}: {
  readonly access: AccessBinding;
  readonly line?: ObservedLine | undefined;
}): readonly HeldAddress[] {
  const bound = bindingAddresses(access).flatMap(({ name, kind, scope, value, pointer }) =>
    value === undefined ? [] : [{ name, kind, scope, value, pointer }],
  );
  const held = new Map(
    [...bound, ...(line === undefined ? [] : lineAddresses(line))]
      .toReversed()
      .map((one) => [keyOf(one), one]),
  );
  return [...held.values()].toReversed();
}

/** The numbers under which an OLT has an ONU. */
export function lineAddresses({ nodeId, port, onuId, servicePort }: ObservedLine): readonly HeldAddress[] {
  const numbers: HeldAddress[] = [];
  if (onuId !== undefined) {
    const value = `${port}:${onuId}`;
    numbers.push({ name: 'onuId', kind: 'onu-id', scope: nodeId, value, pointer: '/access/olt/onuId' });
  }
  if (servicePort !== undefined) {
    const value = String(servicePort);
    numbers.push({
      name: 'servicePort',
      kind: 'service-port',
      scope: nodeId,
      value,
      pointer: '/access/olt/servicePort',
    });
  }
  return numbers;
}

/** What of `some` is not among `others`. */
export function addressesBeyond(
  some: readonly HeldAddress[],
  others: readonly HeldAddress[],
): readonly HeldAddress[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((one) => !keys.has(keyOf(one)));
}

function keyOf({ kind, scope, value }: HeldAddress): string {
  return `${kind} ${scope} ${value}`;
}

/** The binding with a value in its place. */
export function withAddress(
  access: AccessWish,
  { name }: Pick<BindingAddress, 'name'>,
  value: string,
): AccessWish {
  if (name === 'framedIp' || name === 'framedIpv6Prefix' || name === 'delegatedIpv6Prefix') {
    return { ...access, [name]: value };
  }
  if (access.technology !== 'gpon' || access.olt === undefined) return access;
  return { ...access, olt: { ...access.olt, ...numbersOf(name, value) } };
}

function numbersOf(name: 'vlan' | 'onuId' | 'servicePort', value: string): Partial<Line> {
  switch (name) {
    case 'vlan': {
      const [serviceVlan, userVlan] = value.split('/').map(Number);
      return { serviceVlan, userVlan };
    }
    case 'onuId':
      return { onuId: Number(value.slice(value.lastIndexOf(':') + 1)) };
    case 'servicePort':
      return { servicePort: Number(value) };
  }
}

/** Whether nothing is left to be taken that a service cannot be without. */
export function isWhole(access: AccessWish): access is AccessBinding {
  return bindingAddresses(access).every(({ required, value }) => !required || value !== undefined);
}
