import { randomBytes } from 'node:crypto';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { createPlan, ended, firstInvoice, homeAddress, order } from '../lifecycle.ts';
import { type Dialler, diallerOf } from './dialler.ts';
import { payByWebhook } from './pay-by-webhook.ts';
import { playTechnologies } from './play-technologies.ts';
import { playUnpaid } from './play-unpaid.ts';
import { answersOf, grantWords, type Stage, stagesOf } from './stage.ts';
import { prove, type Tell, Unproven } from './telling.ts';

/**
 * One subscriber from lead to paid, and once off the network and back; then one on each access technology, with the devices'
 * own word for it; then one who does not pay. True when every stage was proven.
 */
export async function tellStory(api: ApiClient, tell: Tell): Promise<boolean> {
  const site = api.endpoints.sites[0];
  if (site === undefined) throw new Error('the stack has no site');
  try {
    const stage = stagesOf(api, tell);
    const nas = diallerOf(site);
    const planId = await story(api, site.siteId, nas, stage);
    tell('\nOne subscriber on each technology; what follows is what the devices themselves say:\n');
    await playTechnologies(api, site, planId, tell);
    tell('\nOne subscriber who does not pay; the clock of the stack goes forward by four days:\n');
    await playUnpaid(api, { siteId: site.siteId, planId }, nas, stage);
    tell('\nEvery stage was proven.');
    return true;
  } catch (error) {
    if (!(error instanceof Unproven)) throw error;
    tell(`\n✗ ${error.message}`);
    return false;
  }
}

/** Answers the plan that it sold. */
async function story(api: ApiClient, siteId: string, nas: Dialler, stage: Stage): Promise<string> {
  const mark = randomBytes(3).toString('hex');
  const username = `harbour12-${mark}@fibre`;
  const password = randomBytes(9).toString('base64url');
  const plan = await createPlan(api, `Fibre 100 (${mark})`);
  const lead = await api.post<{ id: string }>('/leads', {
    name: `Household at Harbour Road ${mark}`,
    email: `harbour12.${mark}@example.net`,
    address: homeAddress,
    wantedPlanId: plan.id,
    source: 'website',
  });
  await api.patch(`/leads/${lead.id}`, { status: 'contacted', note: 'Called back, wants it this week.' });
  await api.patch(`/leads/${lead.id}`, { status: 'qualified' });
  await api.patch(`/leads/${lead.id}`, { status: 'quoted', quote: { planId: plan.id } });
  await stage('Lead', `${lead.id} new → contacted → qualified → quoted`);

  const subscriber = await api.post<{ id: string; number: string }>(`/leads/${lead.id}/convert`);
  const again = await api.post<{ id: string }>(`/leads/${lead.id}/convert`);
  prove(again.id === subscriber.id, 'a second conversion made a second subscriber');
  await stage('Customer', `${subscriber.id}, account ${subscriber.number}`, [
    'converting the lead again answers the same subscriber',
  ]);

  const service = await api.post<ServiceView>(`/subscribers/${subscriber.id}/services`, {
    planId: plan.id,
    access: { technology: 'pppoe', siteId, username, password },
  });
  prove(service.state === 'selected', `the service is ${service.state}, not selected`);
  const early = await nas.dial({ username, password });
  prove(!early.accepted, 'the network let the subscriber in before the activation');
  await stage('Service selection', `${service.id} ${service.plan.name} as ${username}`, [
    'before activation: Access-Reject',
  ]);

  const activation = await ended(api, await order(api, service.id, 'activate'));
  prove(activation.state === 'succeeded', `the activation failed: ${activation.reason}`);
  await stage(
    'Provisioning',
    `order ${activation.id}, revision ${activation.revision}`,
    answersOf(activation),
  );

  const active = await api.get<ServiceView>(`/services/${service.id}`);
  prove(
    active.state === 'active' && active.network.status === 'in-sync',
    `the service is ${active.state}, ${active.network.status}`,
  );
  const login = await nas.dial({ username, password, method: 'mschapv2' });
  prove(login.accepted && login.session !== undefined, 'RADIUS did not accept the subscriber');
  await nas.use(login.session.sessionId, 1_200_000, 48_000_000);
  const online = await api.until<ServiceView>(
    `/services/${service.id}`,
    ({ session }) => session?.downloadOctets === 48_000_000,
  );
  await stage('Active service', `${active.id} proven at ${active.network.provenAt}`, [
    `RADIUS ${grantWords(login)}`,
    `online since ${online.session?.startedAt} with ${online.session?.framedIp}, 48.0 MB down, 1.2 MB up`,
  ]);

  const invoice = await firstInvoice(api, subscriber.id);
  await stage(
    'Billing',
    `invoice ${invoice.number}, ${invoice.total.amount} ${invoice.total.currency}, due ${invoice.dueOn}`,
    [
      ...invoice.lines.map(
        (line) => `${line.item} ${line.from ?? ''} to ${line.to ?? ''}: ${line.amount.amount}`,
      ),
    ],
  );

  await payByWebhook(api, invoice, mark);
  const paid = await api.until<InvoiceView>(`/invoices/${invoice.id}`, ({ state }) => state === 'paid');
  const { due } = await api.get<{ due: { amount: string } }>(`/subscribers/${subscriber.id}/balance`);
  prove(Number(due.amount) === 0, `${due.amount} is still due after the payment`);
  await stage('Payment', `invoice ${paid.number} is paid by a signed webhook, delivered twice, counted once`);

  const suspension = await ended(api, await order(api, service.id, 'suspend', { reason: 'requested' }));
  prove(suspension.state === 'succeeded', `the suspension failed: ${suspension.reason}`);
  const left = (await nas.sessions()).filter((session) => session.username === username);
  prove(left.length === 0, 'the suspended subscriber is still online');
  const refused = await nas.dial({ username, password });
  prove(!refused.accepted, 'the network let a suspended subscriber in');
  await stage('Suspended', `order ${suspension.id}`, [
    ...answersOf(suspension),
    `RADIUS ${grantWords(refused)}`,
  ]);

  const resumption = await ended(api, await order(api, service.id, 'resume'));
  prove(resumption.state === 'succeeded', `the resumption failed: ${resumption.reason}`);
  const back = await nas.dial({ username, password, method: 'chap' });
  prove(back.accepted, 'the network did not let the subscriber back in');
  await stage('Back online', `order ${resumption.id}`, [
    ...answersOf(resumption),
    `RADIUS ${grantWords(back)}`,
  ]);
  if (back.session !== undefined) await nas.hangUp(back.session.sessionId);
  return plan.id;
}
