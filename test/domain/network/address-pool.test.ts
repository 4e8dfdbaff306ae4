import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressPoolDetails, addressPoolDetails } from '../../../functions/contracts/address-pool.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  type AddressPool,
  type AddressPoolEvent,
  addressIn,
  addressPoolAggregate,
  allocateAddress,
  changeAddressPool,
  createAddressPool,
  freeAddresses,
  heldBeyond,
  refuseAddress,
  releaseAddress,
  takenAddresses,
} from '../../../functions/domain/network/address-pool.ts';
import { at, idOf, serviceId, siteId } from '../service/samples.ts';

const details = (cidr: string, ...exclude: string[]): AddressPoolDetails => ({
  kind: 'ipv4',
  siteId,
  name: 'Homes',
  cidr,
  exclude,
});

function evolved(pool: AddressPool | undefined, events: readonly AddressPoolEvent[]): AddressPool {
  const next = fold(addressPoolAggregate, pool, events, at);
  if (next === undefined) throw new Error('no pool');
  return next;
}

function poolOf(cidr: string, ...exclude: string[]): AddressPool {
  const decided = createAddressPool(details(cidr, ...exclude), []);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return evolved(undefined, decided.value);
}

const code = (result: ReturnType<typeof createAddressPool> | ReturnType<typeof refuseAddress>) =>
  result === undefined || result.ok ? 'done' : result.refusal.code;

function made(given: AddressPoolDetails, others: readonly AddressPool[] = []): AddressPool {
  const decided = createAddressPool(given, others);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return evolved(undefined, decided.value);
}

const prefixes = (cidr: string, prefixLength: number, ...exclude: string[]): AddressPoolDetails =>
  addressPoolDetails.parse({ kind: 'ipv6-prefix', siteId, name: 'Homes', cidr, prefixLength, exclude });
const nodeId = idOf('nod', 1);
const ofOlt = { siteId, name: 'OLT', nodeId };
const range = (first: number, last: number) => [{ first, last }];
const vlans = (exclude: string[] = []): AddressPoolDetails => ({
  kind: 'vlan',
  ...ofOlt,
  serviceVlans: range(100, 101),
  userVlans: [{ first: 10, last: 11 }, ...range(20, 20)],
  exclude,
});

function first(count: number, values: Generator<string>): string[] {
  const some: string[] = [];
  for (const value of values) {
    some.push(value);
    if (some.length === count) break;
  }
  return some;
}

describe('a pool of IPv6 prefixes', () => {
  it('gives out prefixes of its length, and leaves out what touches an exclusion', () => {
    const pool = made(prefixes('2001:db8:100::/40', 56, '2001:db8:100::/54', '2001:db8:100:500::/64'));
    expect(pool.capacity).toBe(65_536 - 4 - 1);
    expect(first(3, freeAddresses(pool))).toEqual([
      '2001:db8:100:400::/56',
      '2001:db8:100:600::/56',
      '2001:db8:100:700::/56',
    ]);
    expect(addressIn(pool, '2001:db8:1ff:ff42::1')).toBe('2001:db8:1ff:ff00::/56');
    expect(addressIn(pool, '2001:db8:200::1')).toBeUndefined();
    expect(code(refuseAddress(pool, '2001:db8:100:400::/60'))).toBe('address-pool.address-outside');
    expect(code(refuseAddress(pool, '2001:db8:100:400::/56'))).toBe('done');
  });

  it('of sixteen million prefixes keeps no more than those that are taken need', () => {
    let pool = made(prefixes('2001:db8::/32', 56));
    expect(pool.capacity).toBe(2 ** 24);
    for (let i = 0; i < 3000; i++) {
      const [free = ''] = first(1, freeAddresses(pool));
      pool = evolved(pool, allocateAddress(free, serviceId));
    }
    pool = evolved(pool, allocateAddress('2001:db8:ffff:ff00::/56', serviceId));
    expect(JSON.stringify(pool.taken).length).toBeLessThan(1100);
    expect(first(1, freeAddresses(pool))).toEqual(['2001:db8:b:b800::/56']);
    expect(first(3, takenAddresses(pool, '2001:db8:b:b600::/56'))).toEqual([
      '2001:db8:b:b700::/56',
      '2001:db8:ffff:ff00::/56',
    ]);
    for (const address of takenAddresses(pool))
      pool = evolved(pool, releaseAddress(pool, address, serviceId));
    expect(pool.taken).toEqual({});
  });

  it('is refused beside another with the same addresses, whatever the lengths', () => {
    const others = [made(prefixes('2001:db8:100::/40', 56))];
    expect(code(createAddressPool(prefixes('2001:db8:142::/48', 64), others))).toBe('address-pool.overlaps');
    expect(code(createAddressPool(prefixes('2001:db8::/32', 64), others))).toBe('address-pool.overlaps');
    expect(code(createAddressPool(prefixes('2001:db8:200::/40', 56), others))).toBe('done');
    expect(() => prefixes('2001:db8:100::1/40', 56)).toThrow('has bits set');
    expect(() => prefixes('2001:db8::/32', 24)).toThrow('shorter');
    expect(() => prefixes('2001::/16', 64)).toThrow('32 bits');
  });
});

describe('a pool of numbers of an OLT', () => {
  it('gives out pairs of VLANs, also those with one half given', () => {
    const pool = made(vlans(['100/11']));
    expect([...freeAddresses(pool)]).toEqual(['100/10', '100/20', '101/10', '101/11', '101/20']);
    expect([...freeAddresses(pool, { outer: '101' })]).toEqual(['101/10', '101/11', '101/20']);
    expect([...freeAddresses(pool, { inner: '11' })]).toEqual(['101/11']);
    expect([...freeAddresses(pool, { outer: '99' })]).toEqual([]);
    expect(pool.capacity).toBe(5);
  });

  it('gives out ids at ports, and service ports', () => {
    const ids = made({
      kind: 'onu-id',
      ...ofOlt,
      ports: ['0/1/3', '0/1/2'],
      ids: range(0, 1),
      exclude: ['0/1/2:0'],
    });
    expect([...freeAddresses(ids)]).toEqual(['0/1/3:0', '0/1/3:1', '0/1/2:1']);
    expect([...freeAddresses(ids, { outer: '0/1/2' })]).toEqual(['0/1/2:1']);
    const ports = made({ kind: 'service-port', ...ofOlt, indexes: range(7, 9), exclude: ['8'] });
    expect([...freeAddresses(ports)]).toEqual(['7', '9']);
  });

  it('shares its OLT with others as long as they share no number', () => {
    const others = [made(vlans())];
    const more = (serviceVlans: number, userVlans: number, node = nodeId): AddressPoolDetails => ({
      ...vlans(),
      kind: 'vlan',
      nodeId: node,
      serviceVlans: range(serviceVlans, serviceVlans),
      userVlans: range(userVlans, userVlans),
    });
    expect(code(createAddressPool(more(101, 20), others))).toBe('address-pool.overlaps');
    expect(code(createAddressPool(more(101, 21), others))).toBe('done');
    expect(code(createAddressPool(more(102, 20), others))).toBe('done');
    expect(code(createAddressPool(more(101, 20, idOf('nod', 2)), others))).toBe('done');
  });
});

describe('a change of a pool', () => {
  it('keeps what is held where it is when the block grows downwards and upwards', () => {
    let pool = poolOf('10.1.2.0/24');
    for (const address of ['10.1.2.1', '10.1.2.200']) {
      pool = evolved(pool, allocateAddress(address, serviceId));
    }
    const grown = changeAddressPool(pool, details('10.1.0.0/22', '10.1.0.0/30'), []);
    if (!grown.ok) throw new Error(grown.refusal.code);
    pool = evolved(pool, grown.value);
    expect([...takenAddresses(pool)]).toEqual(['10.1.2.1', '10.1.2.200']);
    expect(pool).toMatchObject({ capacity: 1024 - 4 - 1, allocated: 2 });
    expect(first(1, freeAddresses(pool))).toEqual(['10.1.0.4']);
  });

  it('shows what would fall out of it', () => {
    const pool = evolved(poolOf('10.1.0.0/24'), allocateAddress('10.1.0.9', serviceId));
    expect(heldBeyond(pool, details('10.1.0.0/29'))).toBe('10.1.0.9');
    expect(heldBeyond(pool, details('10.1.0.0/28', '10.1.0.9'))).toBe('10.1.0.9');
    expect(heldBeyond(pool, details('10.1.0.0/28'))).toBeUndefined();
    const home = evolved(
      made(prefixes('2001:db8::/48', 56)),
      allocateAddress('2001:db8:0:100::/56', serviceId),
    );
    expect(heldBeyond(home, prefixes('2001:db8::/48', 60))).toBe('2001:db8:0:100::/56');
  });
});

describe('a pool of an earlier release', () => {
  it('is read from its bits, and from its events without a kind', () => {
    const { kind: _, ...old } = details('10.1.0.0/29', '10.1.0.2') as Extract<
      AddressPoolDetails,
      { kind: 'ipv4' }
    >;
    // 0, 7 and 10.1.0.2 are never given out; 10.1.0.1 and 10.1.0.4 are held.
    const stored = { details: old, occupied: 'e9', capacity: 5, allocated: 2, createdAt: at };
    const pool = addressPoolAggregate.upgrade?.(stored as unknown as AddressPool);
    const events: AddressPoolEvent[] = [
      { type: 'address-pool.created', data: old as AddressPoolDetails },
      ...allocateAddress('10.1.0.1', serviceId),
      ...allocateAddress('10.1.0.4', serviceId),
    ];
    expect(pool).toEqual(evolved(undefined, events));
    expect(addressPoolAggregate.upgrade?.(pool as AddressPool)).toBe(pool);
  });
});

describe('an address pool', () => {
  it.each([
    ['10.1.0.0/29', [], ['10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4', '10.1.0.5', '10.1.0.6']],
    ['10.1.0.0/29', ['10.1.0.1', '10.1.0.4/30'], ['10.1.0.2', '10.1.0.3']],
    ['255.255.255.254/31', [], ['255.255.255.254', '255.255.255.255']],
    ['10.1.0.7/32', [], ['10.1.0.7']],
    ['10.1.0.5/30', [], ['10.1.0.5', '10.1.0.6']],
  ])('of %s without %j gives out %j', (cidr, exclude, addresses) => {
    const pool = poolOf(cidr, ...exclude);
    expect([...freeAddresses(pool)]).toEqual(addresses);
    expect(pool).toMatchObject({ capacity: addresses.length, allocated: 0 });
  });

  it('has something to give out, and nothing that another pool of the site has', () => {
    expect(code(createAddressPool(details('10.1.0.0/30', '10.1.0.0/24'), []))).toBe('address-pool.empty');
    const others = [poolOf('10.1.0.0/24')];
    expect(code(createAddressPool(details('10.1.0.128/25'), others))).toBe('address-pool.overlaps');
    expect(code(createAddressPool(details('10.0.0.0/8'), others))).toBe('address-pool.overlaps');
    expect(code(createAddressPool(details('10.1.1.0/24'), others))).toBe('done');
  });

  it('is not larger than a /16', () => {
    expect(addressPoolDetails.safeParse(details('10.1.0.0/15')).success).toBe(false);
    expect(addressPoolDetails.safeParse(details('10.1.0.0/16')).success).toBe(true);
    expect(poolOf('10.1.0.0/16').capacity).toBe(65_534);
  });

  it('refuses an address that is outside, excluded or taken', () => {
    const pool = evolved(poolOf('10.1.0.0/24', '10.1.0.1'), allocateAddress('10.1.0.9', serviceId));
    expect(code(refuseAddress(pool, '10.1.1.2'))).toBe('address-pool.address-outside');
    expect(code(refuseAddress(pool, '10.1.0.1'))).toBe('address-pool.address-outside');
    expect(code(refuseAddress(pool, '10.1.0.255'))).toBe('address-pool.address-outside');
    expect(code(refuseAddress(pool, '10.1.0.9'))).toBe('address-pool.address-taken');
    expect(code(refuseAddress(pool, '10.1.0.10'))).toBe('done');
  });

  it('agrees with a set after any taking and giving back', () => {
    const operations = fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 60 });
    fc.assert(
      fc.property(operations, (indexes) => {
        let pool = poolOf('10.1.0.0/28');
        const all = [...freeAddresses(pool)];
        const taken = new Set<string>();
        for (const index of indexes) {
          const address = all[index];
          if (address === undefined) throw new Error('no such address');
          const events = taken.has(address)
            ? releaseAddress(pool, address, serviceId)
            : allocateAddress(address, idOf('svc', index));
          pool = evolved(pool, events);
          if (!taken.delete(address)) taken.add(address);
          expect([...freeAddresses(pool)]).toEqual(all.filter((one) => !taken.has(one)));
          expect(pool.allocated).toBe(taken.size);
        }
        for (const address of taken) pool = evolved(pool, releaseAddress(pool, address, serviceId));
        expect(pool).toEqual(poolOf('10.1.0.0/28'));
        expect(releaseAddress(pool, '10.1.0.3', serviceId)).toEqual([]);
      }),
      { seed: 20261123, numRuns: 100 },
    );
  });
});
