import { describe, expect, test } from 'vitest';
import { aaaEntry } from '../../../edge-agent/aaa/aaa-entry.ts';
import { nasClient } from '../../../edge-agent/aaa/nas.ts';
import { acceptAttributes } from '../../../edge-agent/aaa/reply-attributes.ts';
import { loadDriver } from '../../../edge-agent/reconcile/site-nodes.ts';
import { nasPolicyOf } from '../support/nas-policy.ts';
import { desired, numberedId, siteId } from '../support/site.ts';

type Change = NonNullable<Parameters<typeof desired>[2]>;

/** What an Access-Accept tells a NAS of this driver, without what is the same for all. */
function told(driver: string, change: Change = {}, settings: object = {}): string[] {
  const state = desired(numberedId('svc', 1), 1, change);
  const nas = nasClient(nasPolicyOf(driver, 'sesame', settings));
  return acceptAttributes(aaaEntry(state, 'pw')!, nas)
    .map(({ attribute: { name }, value }) => `${name} ${value}`)
    .filter((text) => !/^(Class|Acct-Interim-Interval) /.test(text));
}

const garden: Change = { entitlement: 'walled-garden' };
const pooled: Change = {
  access: { technology: 'pppoe', siteId, username: 'alice' },
  profile: { addressPool: 'homes', sessionTimeoutSeconds: 86_400, idleTimeoutSeconds: 600 },
};

describe('an Access-Accept in the garden', () => {
  const ip = 'Framed-IP-Address 10.9.0.7';
  const wispr = ['WISPr-Bandwidth-Max-Up 1024000', 'WISPr-Bandwidth-Max-Down 1024000'];
  const cases: Readonly<Record<string, readonly string[]>> = {
    'accel-ppp': [ip, 'Mikrotik-Rate-Limit 1024k/1024k', 'Filter-Id walled-garden'],
    'mikrotik-routeros': [ip, 'Mikrotik-Rate-Limit 1024k/1024k', 'Mikrotik-Address-List walled-garden'],
    'cisco-isg': [
      ip,
      'Cisco-AVPair ip:sub-qos-policy-in=UP-1024k',
      'Cisco-AVPair ip:sub-qos-policy-out=DOWN-1024k',
      'Cisco-Account-Info AWALLED-GARDEN',
    ],
    'cisco-asr9k': [
      ip,
      'Cisco-AVPair subscriber:sub-qos-policy-in=UP-1024k',
      'Cisco-AVPair subscriber:sub-qos-policy-out=DOWN-1024k',
      'Cisco-AVPair subscriber:sa=WALLED-GARDEN',
    ],
    'juniper-mx': [ip, 'ERX-Service-Activate walled-garden'],
    'nokia-sr': [ip, 'Alc-SLA-Prof-Str walled-garden'],
    'cambium-pmp': [
      'Motorola-Canopy-ULBR 1024',
      'Motorola-Canopy-ULBL 1024',
      'Motorola-Canopy-DLBR 1024',
      'Motorola-Canopy-DLBL 1024',
      'Motorola-Canopy-VLIGVID 666',
    ],
    'ubiquiti-edgerouter': [ip, ...wispr, 'Filter-Id walled-garden'],
    'wispr-hotspot': [ip, ...wispr, 'Filter-Id walled-garden'],
    'radius-nas': [
      ip,
      'Mikrotik-Rate-Limit 1024k/1024k',
      ...wispr,
      'Filter-Id walled-garden',
      'Mikrotik-Address-List walled-garden',
    ],
  };
  test.each(Object.entries(cases))('%s', (driver, attributes) => {
    expect(told(driver, garden, driver === 'cambium-pmp' ? { walledGardenVlan: 666 } : {})).toEqual(
      attributes,
    );
  });
});

describe('pool and limits of a session', () => {
  const limits = ['Session-Timeout 86400', 'Idle-Timeout 600'];
  const pools: Readonly<Record<string, readonly string[]>> = {
    'accel-ppp': ['Framed-Pool homes'],
    'mikrotik-routeros': ['Framed-Pool homes'],
    'cisco-isg': ['Cisco-AVPair ip:addr-pool=homes'],
    'cisco-asr9k': ['Cisco-AVPair ip:addr-pool=homes'],
    'juniper-mx': ['Framed-Pool homes'],
    'nokia-sr': ['Framed-Pool homes'],
    // The address is the module's own.
    'cambium-pmp': [],
    'wispr-hotspot': ['Framed-Pool homes'],
  };
  test.each(Object.entries(pools))('%s', (driver, pool) => {
    const attributes = told(driver, pooled);
    expect(attributes.filter((text) => /pool/i.test(text))).toEqual(pool);
    expect(attributes).toEqual(expect.arrayContaining(limits));
  });
});

test('Nokia: the subscriber profile comes with every log-in where it is set', () => {
  expect(told('nokia-sr', {}, { subscriberProfile: 'homes' })).toEqual([
    'Framed-IP-Address 10.9.0.7',
    'Alc-Subsc-Prof-Str homes',
    'Alc-SLA-Prof-Str rate-10M-50M',
  ]);
});

describe('settings that cannot be used say what to do', () => {
  const braces =
    'must hold at least one of {down}, {up}, {downKbps}, {upKbps}, {downBps}, {upBps}, and no other braces';
  test.each([
    ['juniper-mx', { service: 'gold' }, `service ${braces}`],
    ['juniper-mx', { service: 'internet({speed})' }, `service ${braces}`],
    ['cisco-isg', { policyIn: 'UP-{up' }, `policyIn ${braces}`],
    ['cisco-isg', { rateBy: 'magic' }, 'rateBy must be policy-map or service'],
    ['cisco-isg', { sessionBy: 'luck' }, 'sessionBy must be acct-session-id or account-info'],
    ['nokia-sr', { rateBy: 'magic' }, 'rateBy must be sla-profile or qos-override'],
    ['cambium-pmp', { walledGardenVlan: 5000 }, 'walledGardenVlan must be a VLAN from 1 to 4094'],
    ['cambium-pmp', { burstSeconds: -1 }, 'burstSeconds must be a number of seconds from 0 to 60'],
    ['ubiquiti-edgerouter', { coaPort: 0 }, 'coaPort must be a UDP port from 1 to 65535'],
    ['wispr-hotspot', { coaEventTimestamp: 'no' }, 'coaEventTimestamp must be true or false'],
  ])('%s: %o', async (name, settings, words) => {
    const { error } = (await loadDriver(name)).settings.safeParse(settings);
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([words]);
  });

  test('Cambium always stamps its requests', async () => {
    const { error } = (await loadDriver('cambium-pmp')).settings.safeParse({ coaEventTimestamp: false });
    expect(error?.issues[0]?.message).toContain('coaEventTimestamp');
  });
});
