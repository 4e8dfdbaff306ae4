import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressPoolDetails, addressPoolDetails } from '../../../functions/contracts/address-pool.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  type AddressPool,
  type AddressPoolEvent,
  addressPoolAggregate,
  allocateAddress,
  createAddressPool,
  freeAddresses,
  refuseAddress,
  releaseAddress,
} from '../../../functions/domain/network/address-pool.ts';
import { at, idOf, serviceId, siteId } from '../service/samples.ts';

const details = (cidr: string, ...exclude: string[]): AddressPoolDetails => ({
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
