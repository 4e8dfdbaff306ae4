import { expect, it } from 'vitest';
import { accessRequest } from '../../functions/contracts/access.ts';
import { networkProfile } from '../../functions/contracts/catalog.ts';

const siteId = `sit_${'0'.repeat(26)}`;

it.each([
  ['a'.repeat(200), true],
  ['a'.repeat(201), false],
  // 84 of three octets fill an attribute of RADIUS but for one octet.
  ['界'.repeat(84), true],
  ['界'.repeat(85), false],
  ['', false],
])('a user name and a pool must fit into an attribute of RADIUS (%#)', (text, fits) => {
  const access = { technology: 'pppoe', siteId, username: text };
  expect(accessRequest.safeParse(access).success).toBe(fits);
  expect(networkProfile.safeParse({ downKbps: 1, upKbps: 1, addressPool: text }).success).toBe(fits);
});

it('says so in words', () => {
  const { error } = accessRequest.safeParse({
    technology: 'hotspot',
    siteId,
    username: '界'.repeat(100),
  });
  expect(error?.issues).toMatchObject([
    { path: ['username'], message: 'must be 253 octets of UTF-8 at most' },
  ]);
});
