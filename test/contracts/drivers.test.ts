import { describe, expect, test } from 'vitest';
import { credentialFlaws, drivers, settingsFlaws } from '../../functions/contracts/drivers.ts';
import { driverCatalogue } from '../drivers/catalogue.ts';

const named = (name: string) => drivers.find((driver) => driver.name === name)!;

describe('the catalogue of drivers', () => {
  test('that is checked in is the one that the drivers make; `npm run openapi` writes it anew', async () => {
    expect(drivers).toEqual(JSON.parse(JSON.stringify(await driverCatalogue())));
  });

  test('says of every driver what it is, what it can do and what it must be told', () => {
    expect(drivers.length).toBeGreaterThanOrEqual(10);
    for (const driver of drivers) {
      expect(driver.summary.length, driver.name).toBeGreaterThan(20);
      expect(driver.capabilities, driver.name).not.toEqual([]);
      expect(driver.limits.parallel, driver.name).toBeGreaterThanOrEqual(1);
      // Every field that is filled by hand says in words what it must be.
      const fields = [
        driver.settings,
        ...((driver.credentials['anyOf'] as object[]) ?? [driver.credentials]),
      ];
      for (const schema of fields as { properties: Record<string, { message?: string }> }[]) {
        for (const [field, { message }] of Object.entries(schema.properties)) {
          expect(message, `${driver.name} ${field}`).toMatch(/^(must|is|needs) /);
        }
      }
    }
    expect(named('mikrotik-routeros-api').secrets).toEqual(['coaSecret', 'password', 'secret']);
  });
});

describe('what a driver is told', () => {
  test('is judged field by field, in its own words', () => {
    const nas = named('radius-nas');
    expect(settingsFlaws(nas, { coaPort: 3799 })).toEqual([]);
    expect(settingsFlaws(nas, { coaPort: 'high', colour: 1 })).toEqual([
      { pointer: '/settings/coaPort', message: 'must be a UDP port from 1 to 65535' },
      { pointer: '/settings/colour', message: expect.stringContaining('it knows coaPort') },
    ]);
    expect(settingsFlaws(nas, { coaPort: 0 })).toMatchObject([
      { pointer: '/settings/coaPort', message: expect.stringMatching(/^must be a UDP port .*>=1/) },
    ]);
    expect(credentialFlaws(nas, [], {})).toEqual([
      { pointer: '/credentials/secret', message: 'is missing: must be the RADIUS shared secret' },
    ]);
    expect(credentialFlaws(nas, ['secret', 'pin'], { secret: 'x' })).toMatchObject([
      { pointer: '/credentials/pin' },
    ]);
    // A stored value cannot be looked at; its name is enough.
    expect(credentialFlaws(nas, ['secret'], {})).toEqual([]);
  });

  test('may be a choice: the nearest counts', () => {
    const olt = named('huawei-ma5800');
    expect(credentialFlaws(olt, ['community'], { community: 'public' })).toEqual([]);
    const user = { user: 'ops', authPassword: 'long enough', privPassword: 'long enough' };
    expect(credentialFlaws(olt, Object.keys(user), user)).toEqual([]);
    expect(credentialFlaws(olt, Object.keys(user), { ...user, privPassword: 'short' })).toMatchObject([
      { pointer: '/credentials/privPassword' },
    ]);
    expect(credentialFlaws(olt, ['user', 'authPassword'], {})).toMatchObject([
      { pointer: '/credentials/privPassword', message: expect.stringContaining('is missing') },
    ]);
  });
});
