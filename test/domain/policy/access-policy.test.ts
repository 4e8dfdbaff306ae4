import { expect, test } from 'vitest';
import {
  type AccessFacts,
  accessOf,
  defaultAccessPolicy,
} from '../../../functions/domain/policy/access-policy.ts';

const network = { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 };
const quota = {
  per: 'month' as const,
  steps: [
    { gigabytes: 100, becomes: { downKbps: 10_000, upKbps: 20_000 } },
    { gigabytes: 200, becomes: { downKbps: 1_000, upKbps: 1_000 } },
    { gigabytes: 300, becomes: 'exhausted' as const },
  ],
};

function access(more: Partial<AccessFacts>) {
  const { entitlement, profile } = accessOf(
    { terms: { network, quota }, usedOctets: 0, ...more },
    defaultAccessPolicy,
  );
  return [entitlement, profile.downKbps, profile.upKbps];
}

test.each<[string, Partial<AccessFacts>, (string | number)[]]>([
  ['nothing used', {}, ['full', 50_000, 10_000]],
  ['an octet below the step', { usedOctets: 100e9 - 1 }, ['full', 50_000, 10_000]],
  ['at the step, never faster than the plan', { usedOctets: 100e9 }, ['throttled', 10_000, 10_000]],
  ['the last step that was reached', { usedOctets: 250e9 }, ['throttled', 1_000, 1_000]],
  ['all used', { usedOctets: 300e9 }, ['exhausted', 50_000, 10_000]],
  ['no quota', { terms: { network }, usedOctets: 900e9 }, ['full', 50_000, 10_000]],
  [
    'an override before the quota',
    { usedOctets: 300e9, override: { entitlement: 'full' } },
    ['full', 50_000, 10_000],
  ],
  [
    'an override with a rate',
    { override: { entitlement: 'throttled', rate: { downKbps: 2_000, upKbps: 99_000 } } },
    ['throttled', 2_000, 10_000],
  ],
  [
    'a suspension before an override',
    { suspension: { reason: 'overdue' }, override: { entitlement: 'full' } },
    ['walled-garden', 50_000, 10_000],
  ],
  ['a suspension that cuts', { suspension: { reason: 'abuse' } }, ['blocked', 50_000, 10_000]],
  [
    'a suspension that leaves nothing whatever its reason leaves',
    { suspension: { reason: 'overdue', blocks: true } },
    ['blocked', 50_000, 10_000],
  ],
  [
    'the less of what dunning and what the quota leaves',
    { usedOctets: 250e9, restriction: { entitlement: 'throttled', rate: { downKbps: 5_000, upKbps: 500 } } },
    ['throttled', 1_000, 500],
  ],
  [
    'all used before what dunning leaves',
    { usedOctets: 300e9, restriction: { entitlement: 'throttled', rate: { downKbps: 5_000, upKbps: 500 } } },
    ['exhausted', 50_000, 10_000],
  ],
  [
    'an override of staff before what dunning leaves',
    { restriction: { entitlement: 'walled-garden' }, override: { entitlement: 'full' } },
    ['full', 50_000, 10_000],
  ],
  [
    'what dunning leaves',
    { restriction: { entitlement: 'walled-garden' } },
    ['walled-garden', 50_000, 10_000],
  ],
])('%s', (_, facts, expected) => {
  expect(access(facts)).toEqual(expected);
});
