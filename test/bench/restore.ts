import { setTimeout as pause } from 'node:timers/promises';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { type CrowdMember, crowdPassword, forEach, settle } from '../crowd.ts';
import { createNas, type Nas } from '../lab/nas.ts';
import { createPlan, deliverStripePayment, firstInvoice, webhookSecret } from '../lifecycle.ts';
import { startStack } from '../stack.ts';
import { type BenchRow, percentile } from './rows.ts';

/** Pay beforehand, so that every function is awake and has been at work for a while, as on any working day. */
const warmUps = 60;
/** Payments at so many a second, one crowd after the other. */
const crowds = [
  { perSecond: 4, payers: 80, name: ' at 4 a second' },
  { perSecond: 10, payers: 120, name: '' },
] as const;
/** How often who has paid tries to get in, and how much longer after a long wait: a measured time is late by at most this. */
const dialEveryMs = 25;
const dialSlower = 0.05;

/**
 * From a payment's signed webhook until RADIUS accepts the subscriber again: everybody is suspended for an unpaid invoice,
 * without a way to the page on which to pay, and then pays, some a second, on a stack of its own.
 */
export async function run(): Promise<BenchRow[]> {
  const stack = await startStack();
  const { api } = stack;
  try {
    const site = api.endpoints.sites[0]!;
    const { auth, acct, secret } = site.radius;
    const nas = await createNas({
      host: '127.0.0.1',
      radius: { host: auth.host, auth: auth.port, acct: acct.port, secret },
      interimMs: 0,
      identifier: 'bench-nas',
    });
    const plan = await createPlan(api, 'Bench 100');
    const payers = warmUps + crowds.reduce((sum, crowd) => sum + crowd.payers, 0);
    const names = Array.from({ length: payers }, (_, n) => `late${n}@net`);
    const members = await settle(api, plan.id, names);
    const invoices = await suspendAll(api, members);
    const key = await webhookSecret(api);
    const measure = (from: number, many: number, perSecond: number) =>
      Promise.all(
        Array.from({ length: many }, (_, i) =>
          pause((i * 1_000) / perSecond).then(() =>
            restored(api, nas, members[from + i]!, invoices[from + i]!, key),
          ),
        ),
      );
    await measure(0, warmUps, 3);
    const rows: BenchRow[] = [];
    let from = warmUps;
    for (const { perSecond, payers, name } of crowds) {
      const samples = (await measure(from, payers, perSecond)).toSorted((a, b) => a - b);
      from += payers;
      for (const share of [0.5, 0.99]) {
        const metric = `p${Math.round(share * 100)}${name}`;
        rows.push({ bench: 'restore', metric, value: percentile(samples, share), unit: 'ms' });
      }
    }
    await nas.close();
    return rows;
  } finally {
    await stack.stop();
  }
}

/** Nobody pays, and the policy cuts on the day after the due day. */
async function suspendAll(api: ApiClient, members: readonly CrowdMember[]): Promise<readonly InvoiceView[]> {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 1, blocks: true }];
  await api.put('/settings/dunning-policy', { rules: [{ steps }] });
  const invoices = await forEach(members, ({ subscriberId }) => firstInvoice(api, subscriberId));
  const due = invoices
    .map(({ dueOn }) => dueOn)
    .toSorted()
    .at(-1)!;
  const cut = new Date(Date.parse(due) + 86_400_000).toISOString().slice(0, 10);
  await api.put('/clock', { now: `${cut}T06:00:00Z` });
  await forEach(members, ({ serviceId }) =>
    api.until<ServiceView>(
      `/services/${serviceId}`,
      ({ state, network }) => state === 'suspended' && network.status === 'in-sync',
      120_000,
    ),
  );
  return invoices;
}

async function restored(
  api: ApiClient,
  nas: Nas,
  { username }: CrowdMember,
  invoice: InvoiceView,
  key: string,
): Promise<number> {
  const from = performance.now();
  const answer = await deliverStripePayment(api, key, {
    eventId: `evt_${invoice.id}`,
    paymentId: `pi_${invoice.id}`,
    minor: Math.round(Number(invoice.amountDue.amount) * 100),
    currency: invoice.currency,
    invoiceId: invoice.id,
    subscriberId: invoice.subscriberId,
  });
  if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}`);
  let acceptedAt: number | undefined;
  while (acceptedAt === undefined) {
    // A reject is answered late on purpose, so the next attempt does not wait for it.
    void nas.dial({ username, password: crowdPassword }).then(({ accepted }) => {
      if (accepted) acceptedAt ??= performance.now();
    });
    await pause(Math.max(dialEveryMs, dialSlower * (performance.now() - from)));
  }
  return acceptedAt - from;
}
