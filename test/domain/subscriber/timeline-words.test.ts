import { expect, it } from 'vitest';
import { timelineWords } from '../../../functions/domain/subscriber/timeline-words.ts';

const subscriberId = 'sub_1';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const step = {
  subscriberId,
  dueOn: '2026-03-01',
  stepId: 's',
  on: '2026-03-05',
  owed: usd(3_100),
  serviceIds: [],
};

it.each([
  [
    'dunning.step-taken',
    { ...step, kind: 'reminder', invoiceId: 'inv_1', number: 'INV-7' },
    'Reminded, for 31.00 USD of invoice INV-7, due on 2026-03-01.',
  ],
  [
    'dunning.step-taken',
    {
      ...step,
      kind: 'throttle',
      rate: { downKbps: 2_000, upKbps: 1_000 },
      invoiceId: 'inv_1',
      number: 'INV-7',
      serviceIds: ['svc_1', 'svc_2'],
    },
    'Slowed down to 2000/1000 kbit/s, 2 services, for 31.00 USD of invoice INV-7, due on 2026-03-01.',
  ],
  [
    'dunning.step-taken',
    { ...step, kind: 'suspension', serviceIds: ['svc_1'] },
    'Suspended, for 31.00 USD missing on the balance since 2026-03-01.',
  ],
  ['dunning.opened', { subscriberId, on: '2026-03-01' }, 'Something is open on the account.'],
  [
    'dunning.opened',
    { subscriberId, on: '2026-03-01', nothingBefore: '2026-03-18' },
    'Something is open on the account; no step of dunning comes before 2026-03-18.',
  ],
  [
    'dunning.opened',
    { subscriberId, on: '2026-03-01', nothingBefore: '9999-12-31' },
    'Something is open on the account.',
  ],
  [
    'dunning.services-restored',
    { subscriberId, serviceIds: ['svc_1'], because: 'paid' },
    'Paid: the service given back in full.',
  ],
  [
    'dunning.plan-agreed',
    {
      subscriberId,
      agreedOn: '2026-03-01',
      total: usd(3_100),
      invoiceIds: ['inv_1'],
      instalments: [
        { on: '2026-03-10', minor: 1_550 },
        { on: '2026-04-10', minor: 1_550 },
      ],
    },
    'Payment plan agreed: 31.00 USD in 2 instalments, the first on 2026-03-10.',
  ],
  [
    'dunning.balance-low',
    { subscriberId, on: '2026-03-01', balance: usd(500), next: { on: '2026-03-02', money: usd(3_100) } },
    'The balance runs low: 5.00 USD is left, and 31.00 USD is charged on 2026-03-02.',
  ],
  ['service.was-called-otherwise', {}, 'Service was called otherwise.'],
])('tells %s in a sentence', (type, data, words) => {
  expect(timelineWords({ type, data })).toBe(words);
});
