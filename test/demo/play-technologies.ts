import { randomBytes } from 'node:crypto';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { type Created, createSubscriber, ended, type Order, order } from '../lifecycle.ts';
import type { SiteEndpoint } from './gear.ts';
import { type Seen, type Technology, technologies } from './technologies.ts';
import { prove, type Tell, Unproven } from './telling.ts';

/**
 * One subscriber on each technology: brought up, suspended, resumed and ended, and after each order the devices are asked.
 * They are played at the same time and told one after the other.
 */
export async function playTechnologies(
  api: ApiClient,
  site: SiteEndpoint,
  planId: string,
  tell: Tell,
): Promise<void> {
  const played = technologies.map((make) => {
    const mark = randomBytes(3).toString('hex');
    return play(api, site, planId, make(api, site, mark), mark);
  });
  const unproven: string[] = [];
  for (const each of await Promise.allSettled(played)) {
    if (each.status === 'fulfilled') for (const line of each.value) tell(line);
    else if (each.reason instanceof Unproven) unproven.push(each.reason.message);
    else throw each.reason;
  }
  prove(unproven.length === 0, unproven.join('\n✗ '));
}

/** What must hold after each order, and how the story calls it. */
const stages: readonly {
  readonly what: Order;
  readonly name: string;
  readonly body?: object;
  readonly expected: Omit<Seen, 'words' | 'online'>;
}[] = [
  { what: 'activate', name: 'active', expected: { known: true, served: true } },
  {
    what: 'suspend',
    name: 'suspended',
    body: { reason: 'requested' },
    expected: { known: true, served: false },
  },
  { what: 'resume', name: 'resumed', expected: { known: true, served: true } },
  { what: 'terminate', name: 'gone', expected: { known: false, served: false } },
];

async function play(
  api: ApiClient,
  site: SiteEndpoint,
  planId: string,
  technology: Technology,
  mark: string,
): Promise<readonly string[]> {
  const { name, access } = technology;
  const lines: string[] = [];
  const subscriber = await createSubscriber(api, `${name} ${mark}`);
  await technology.prepare();
  const { id } = await api.post<Created>(`/subscribers/${subscriber.id}/services`, {
    planId,
    access: { ...access, siteId: site.siteId },
  });
  const before = await technology.ask();
  prove(!before.known && !before.online, `${name}: the devices know the subscriber before the activation`);
  prove(
    !(await technology.tryIt()).letIn,
    `${name}: the network let the subscriber in before the activation`,
  );
  const { now } = await api.get<{ now: string }>('/clock');
  lines.push(`✓ ${name.padEnd(18)} ${now}  ${id}`);

  for (const { what, name: stage, body, expected } of stages) {
    const done = await ended(api, await order(api, id, what, body));
    prove(done.state === 'succeeded', `${name}: the order to ${what} failed: ${done.reason}`);
    // Cut off by the order itself, and not by an attempt to get in that comes after it.
    const cut = expected.served ? undefined : await technology.ask();
    prove(cut?.online !== true, `${name}: the subscriber is still online after the order to ${what}`);
    const attempt = await technology.tryIt();
    prove(
      attempt.letIn === expected.served,
      `${name}: after the order to ${what} the subscriber ${attempt.words}`,
    );
    const seen = await technology.ask();
    prove(
      seen.known === expected.known && seen.served === expected.served && seen.online === expected.served,
      `${name}: after the order to ${what} the devices say ${seen.words.join('; ')}`,
    );
    const proofs = done.steps.filter(({ ok }) => ok).length;
    const head = `    ${stage.padEnd(10)} `;
    lines.push(`${head}${proofs} checks in order ${done.id}; the subscriber ${attempt.words}`);
    for (const words of seen.words) lines.push(`${' '.repeat(head.length)}${words}`);
  }
  const service = await api.get<ServiceView>(`/services/${id}`);
  prove(service.state === 'terminated', `${name}: the service is ${service.state}`);
  await technology.leave();
  return lines;
}
