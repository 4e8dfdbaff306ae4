import { randomBytes } from 'node:crypto';
import type {
  DunningPolicyView,
  DunningStatusView,
  DunningView,
} from '../../functions/contracts/http/dunning.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { createSubscriber, ended, firstInvoice, order, selectService } from '../lifecycle.ts';
import type { Dialler } from './dialler.ts';
import { payByWebhook } from './pay-by-webhook.ts';
import { answersOf, grantWords, type Stage } from './stage.ts';
import { prove } from './telling.ts';

const slow = { downKbps: 2_000, upKbps: 1_000 };
const hourOfRun = 'T12:00:00Z';

/**
 * Somebody does not pay: reminded, slowed down, left with the page on which to pay, suspended, and back as soon as the
 * payment is there. The clock of the stack is set forward by four days for it.
 */
export async function playUnpaid(
  api: ApiClient,
  { siteId, planId }: { readonly siteId: string; readonly planId: string },
  nas: Dialler,
  stage: Stage,
): Promise<void> {
  const mark = randomBytes(3).toString('hex');
  const category = `demo-${mark}`;
  const username = `quay7-${mark}@fibre`;
  const password = randomBytes(9).toString('base64url');
  const subscriber = await createSubscriber(api, `Household at the quay ${mark}`, {
    category,
    billingProfile: { paymentTermsDays: 0 },
  });
  const { id } = await selectService(api, subscriber.id, planId, { siteId, username, password });
  const activation = await ended(api, await order(api, id, 'activate'));
  prove(activation.state === 'succeeded', `the activation failed: ${activation.reason}`);
  const invoice = await firstInvoice(api, subscriber.id);
  const former = await addRule(api, category);
  await trustTheClock(api);

  const day = (days: number) =>
    new Date(Date.parse(invoice.dueOn) + days * 86_400_000).toISOString().slice(0, 10);
  const until = async (days: number, stepId: string) => {
    await api.put('/clock', { now: `${day(days)}${hourOfRun}` });
    await api.until<DunningView>(`/subscribers/${subscriber.id}/dunning`, ({ taken }) =>
      taken.some((step) => step.stepId === stepId),
    );
  };
  const proven = (is: (seen: ServiceView) => boolean) =>
    api.until<ServiceView>(`/services/${id}`, (seen) => is(seen) && seen.network.status === 'in-sync');
  const dial = () => nas.dial({ username, password });

  await until(1, 'remind');
  await stage('Unpaid, reminded', `invoice ${invoice.number} was due on ${invoice.dueOn}`);

  await until(2, 'slow');
  await proven(({ entitlement }) => entitlement === 'throttled');
  const throttled = await dial();
  prove(throttled.accepted, 'the network did not let a throttled subscriber in');
  await stage('Slowed down', `to ${slow.downKbps}/${slow.upKbps} kbit/s`, [
    `RADIUS ${grantWords(throttled)}`,
  ]);

  await until(3, 'garden');
  await proven(({ entitlement }) => entitlement === 'walled-garden');
  const garden = await dial();
  prove(garden.accepted, 'the network did not let a subscriber into the walled garden');
  await stage('Walled garden', 'only the page on which to pay', [`RADIUS ${grantWords(garden)}`]);

  await until(4, 'cut');
  const cut = await proven(({ state }) => state === 'suspended');
  const left = (await nas.sessions()).filter((session) => session.username === username);
  prove(left.length === 0, 'the suspended subscriber is still online');
  const refused = await dial();
  prove(!refused.accepted, 'the network let a suspended subscriber in');
  await stage('Suspended', `for ${cut.suspension?.reason}`, [
    ...answersOf(await lastOrder(api, id, 'suspend')),
    `RADIUS ${grantWords(refused)}`,
  ]);

  await payByWebhook(api, invoice, mark);
  await proven(({ state, entitlement }) => state === 'active' && entitlement === 'full');
  const back = await dial();
  prove(back.accepted, 'the network did not let the subscriber back in');
  await stage('Paid, back online', `invoice ${invoice.number} paid by a signed webhook`, [
    ...answersOf(await lastOrder(api, id, 'resume')),
    `RADIUS ${grantWords(back)}`,
  ]);
  if (back.session !== undefined) await nas.hangUp(back.session.sessionId);
  await api.put('/settings/dunning-policy', { rules: former });
}

/** A stack that was not running for days doubts its clock until somebody has looked. */
async function trustTheClock(api: ApiClient): Promise<void> {
  const { because } = await api.get<DunningStatusView>('/dunning');
  if (because !== 'clock') return;
  const { now } = await api.get<{ now: string }>('/clock');
  const until = new Date(Date.parse(now) + 3 * 86_400_000).toISOString();
  await api.post('/dunning/override', { until, reason: 'The stack was not running meanwhile' });
}

/** Beside the rules that are there. Answers those. */
async function addRule(api: ApiClient, category: string) {
  const { versions } = await api.get<DunningPolicyView>('/settings/dunning-policy');
  const former = versions.at(-1)?.rules ?? [];
  const steps = [
    { stepId: 'remind', kind: 'reminder', day: 1 },
    { stepId: 'slow', kind: 'throttle', day: 2, rate: slow },
    { stepId: 'garden', kind: 'walled-garden', day: 3 },
    { stepId: 'cut', kind: 'suspension', day: 4, blocks: true },
  ];
  await api.put('/settings/dunning-policy', { rules: [{ category, steps }, ...former] });
  return former;
}

async function lastOrder(api: ApiClient, serviceId: string, kind: string): Promise<OrderView> {
  const { items } = await api.get<{ items: OrderView[] }>(`/orders?serviceId=${serviceId}`);
  const found = items.findLast((one) => one.kind === kind);
  prove(found !== undefined, `there was no order to ${kind}`);
  return found;
}
