import { expect, test } from 'vitest';
import { openNodes } from '../../../edge-agent/reconcile/site-nodes.ts';
import type { NodeConfiguration } from '../../../functions/contracts/edge/messages.ts';

const tools = {
  radius: {
    disconnect: () => Promise.reject(new Error('none')),
    changeRate: () => Promise.reject(new Error('none')),
  },
  isOpen: () => false,
  now: () => '2026-01-01T00:00:00.000Z',
};
const user = { user: 'throughline', authPassword: 'open the gate', privPassword: 'close it again' };

async function open(node: Pick<NodeConfiguration, 'driver' | 'settings' | 'credentials'>) {
  const opened = await openNodes([{ nodeId: 'nod_a', kind: 'olt', address: '127.0.0.1', ...node }], tools);
  for (const { capabilities } of opened.nodes.values()) capabilities.close?.();
  return opened;
}

test.each(['huawei-ma5800', 'zte-c300', 'vsol-v1600g'])(
  '%s is found by its filename and gives its capability',
  async (driver) => {
    for (const credentials of [{ community: 'sesame' }, user]) {
      const { nodes, problems } = await open({ driver, settings: {}, credentials });
      expect(problems).toEqual([]);
      const { capabilities } = nodes.get('nod_a')!;
      expect(Object.keys(capabilities).toSorted()).toEqual([
        'close',
        'identity',
        'limits',
        'onuProvisioning',
      ]);
      expect(capabilities.limits).toEqual({ parallel: driver === 'vsol-v1600g' ? 1 : 4 });
    }
  },
);

test.each([
  ['huawei-ma5800', { gemPort: -1 }, { community: 'sesame' }, 'settings.gemPort must not be negative'],
  [
    'zte-c300',
    { registrationColumn: 10 },
    { community: 'sesame' },
    'settings.registrationColumn must be 11 or 12',
  ],
  ['vsol-v1600g', { parallel: 4 }, { community: 'sesame' }, 'settings Unrecognized key: "parallel"'],
  ['zte-c300', { privProtocol: 'des' }, user, 'settings.privProtocol must be aes, aes256b or aes256r'],
  [
    'huawei-ma5800',
    {},
    {},
    'credentials must be either community (SNMPv2c), or user, authPassword and privPassword',
  ],
  [
    'huawei-ma5800',
    {},
    { ...user, privPassword: 'short' },
    'credentials.privPassword must be at least 8 characters',
  ],
  ['huawei-ma5800', {}, { community: 'sesame', ...user }, 'credentials must be either'],
])('%s with %o and %o is told what to mend', async (driver, settings, credentials, words) => {
  const { nodes, problems } = await open({ driver, settings, credentials });
  expect(nodes.size).toBe(0);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('Node nod_a');
  expect(problems[0]).toContain(words);
});
