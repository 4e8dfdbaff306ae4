import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DunningStepKind } from '../../functions/contracts/dunning.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { resumeService } from '../../functions/use-cases/resume-service.ts';
import { suspendService } from '../../functions/use-cases/suspend-service.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import {
  currency,
  openProviderInLoop,
  type ProviderInLoop,
  type SubscriberInLoop,
  slow,
} from './provider-in-loop.ts';

/** Each kind takes its step four days after an invoice is due, in a category of its own. */
const kinds = ['throttle', 'walled-garden', 'suspension', 'termination'] as const;
const rules = kinds.map((kind: DunningStepKind) => ({
  category: kind,
  steps: [{ stepId: kind, kind, day: 4, ...(kind === 'throttle' ? { rate: slow } : {}) }],
}));

let provider: ProviderInLoop;
let today = '2027-01-01';

beforeAll(async () => {
  provider = await openProviderInLoop(rules);
});
afterAll(() => provider.close());

/** Lives on to a day after somebody was taken in; dunning runs on each. */
async function until(day: string): Promise<void> {
  while (today < day) {
    today = dayOf(dayNumber(today) + 1);
    await provider.runDay(today);
  }
}

/** Somebody whose first invoice will be overdue, so that the step comes on the ninth day from now. */
async function takeIn(kind: (typeof kinds)[number]) {
  await until(dayOf(dayNumber(today) + 1));
  const begun = dayNumber(today);
  const subscriber = await provider.subscribe(`${kind}-${begun}`, kind, 1);
  const day = (n: number) => dayOf(begun + n);
  return { subscriber, day, live: (n: number) => until(day(n)) };
}

const serviceOf = ({ serviceIds: [id = ''] }: SubscriberInLoop) => provider.service(id);

/** State in the cloud, and what the agent at the site gives. */
async function standing(subscriber: SubscriberInLoop): Promise<string> {
  const { state } = await serviceOf(subscriber);
  const held = provider.held(subscriber.serviceIds[0] ?? '');
  return `${state}, ${held?.present === true ? held.entitlement : 'nothing'}`;
}

async function pause({ serviceIds: [id = ''] }: SubscriberInLoop, until: string, on?: string): Promise<void> {
  const when = on === undefined ? ('now' as const) : { on };
  must(
    await suspendService(
      provider.cloud.ports,
      id,
      { reason: 'requested', until, when },
      provider.context('subscriber'),
    ),
  );
  await provider.cloud.settle();
}

async function resume({ serviceIds: [id = ''] }: SubscriberInLoop): Promise<void> {
  must(await resumeService(provider.cloud.ports, id, { when: 'now' }, provider.context()));
  await provider.cloud.settle();
}

async function pay({ id }: SubscriberInLoop): Promise<void> {
  const money = { minor: await provider.owed(id), currency };
  must(
    await recordPayment(
      provider.cloud.ports,
      { subscriberId: id, money, method: 'cash' },
      provider.context(),
    ),
  );
  await provider.cloud.settle();
}

const taken = { throttle: 'active, throttled', 'walled-garden': 'active, walled-garden' } as const;

describe('a pause while money is owed', () => {
  it.each(['throttle', 'walled-garden'] as const)(
    'ends in what the step that came meanwhile takes (%s), and a payment gives that back at once',
    async (kind) => {
      const { subscriber, day, live } = await takeIn(kind);
      await live(3);
      await pause(subscriber, day(14));
      await live(13);
      expect(await standing(subscriber)).toBe('suspended, blocked');
      await live(14);
      expect(await standing(subscriber)).toBe(taken[kind]);
      await pay(subscriber);
      expect(await standing(subscriber)).toBe('active, full');
      expect((await provider.dunning(subscriber.id))?.cut).toEqual([]);
    },
  );

  it('ends in the suspension that the policy has by then, without a moment in full', async () => {
    const { subscriber, day, live } = await takeIn('suspension');
    await live(3);
    await pause(subscriber, day(14));
    await live(14);
    expect(await standing(subscriber)).toBe('suspended, walled-garden');
    expect(await serviceOf(subscriber)).toMatchObject({ suspension: { reason: 'overdue' } });
    const [id] = subscriber.serviceIds;
    const issued = provider.cloud.events.flatMap(({ aggregateId, data }) => {
      const desired = data['desired'] as { entitlement: string } | undefined;
      return aggregateId === id && desired !== undefined ? [desired.entitlement] : [];
    });
    expect(issued).toEqual(['full', 'blocked', 'walled-garden', 'walled-garden']);
    await pay(subscriber);
    expect(await standing(subscriber)).toBe('active, full');
  });

  it('does not keep a service from the end that the policy has for it', async () => {
    const { subscriber, day, live } = await takeIn('termination');
    await live(3);
    await pause(subscriber, day(30));
    await live(9);
    expect(await standing(subscriber)).toBe('terminated, nothing');
    const told = provider.cloud.events.filter(
      ({ type, data }) => type === 'dunning.services-restored' && data['subscriberId'] === subscriber.id,
    );
    expect(told.map(({ data }) => data['because'])).toEqual(['let-go']);
  });

  it.each(kinds.slice(0, 3))('is not ended by a payment, and ends in full after one (%s)', async (kind) => {
    const { subscriber, day, live } = await takeIn(kind);
    await live(3);
    await pause(subscriber, day(16));
    await live(10);
    await pay(subscriber);
    expect(await standing(subscriber)).toBe('suspended, blocked');
    expect(await provider.dunning(subscriber.id)).toMatchObject({ cut: [] });
    await live(16);
    expect(await standing(subscriber)).toBe('active, full');
  });

  it.each(['throttle', 'walled-garden'] as const)(
    'that begins when a step has been taken (%s) leaves nothing of it behind once it is paid',
    async (kind) => {
      const { subscriber, day, live } = await takeIn(kind);
      await live(10);
      expect(await standing(subscriber)).toBe(taken[kind]);
      await pause(subscriber, day(14));
      await live(12);
      await pay(subscriber);
      expect(await standing(subscriber)).toBe('suspended, blocked');
      await live(14);
      expect(await standing(subscriber)).toBe('active, full');
    },
  );

  it('of which the end came while the service was suspended as overdue is over, and takes nothing of who has paid', async () => {
    const { subscriber, day, live } = await takeIn('suspension');
    await live(3);
    await pause(subscriber, day(14), day(11));
    await live(16);
    expect(await standing(subscriber)).toBe('suspended, walled-garden');
    await pay(subscriber);
    expect(await standing(subscriber)).toBe('active, full');
    await live(17);
    expect(await standing(subscriber)).toBe('active, full');
    expect((await serviceOf(subscriber)).pending).toEqual([]);
  });

  it('leaves the next debt to be followed as the first one was', async () => {
    const { subscriber, day, live } = await takeIn('suspension');
    await live(3);
    await pause(subscriber, day(12));
    await live(10);
    await pay(subscriber);
    await live(55);
    expect(await serviceOf(subscriber)).toMatchObject({ suspension: { reason: 'overdue' } });
  });
});

describe('what staff gives back to who owes', () => {
  it('is given back whole, is kept, and the next debt takes it again', async () => {
    await until('2027-09-01');
    const { subscriber, live } = await takeIn('suspension');
    await live(10);
    await resume(subscriber);
    await live(12);
    expect(await standing(subscriber)).toBe('active, full');
    await live(40);
    expect(await standing(subscriber)).toBe('suspended, walled-garden');
  });
});

describe('a payment while another order runs', () => {
  it('gives all back when that order fails', async () => {
    const { subscriber, live } = await takeIn('throttle');
    const { ports } = provider.cloud;
    await live(10);
    expect(await standing(subscriber)).toBe('active, throttled');
    const [id = ''] = subscriber.serviceIds;
    await provider.site.switchOff();
    const username = `${subscriber.name}-other`;
    must(
      await changeService(
        ports,
        id,
        { access: { technology: 'pppoe', siteId: provider.site.siteId, username }, when: 'now' },
        provider.context(),
      ),
    );
    const money = { minor: await provider.owed(subscriber.id), currency };
    must(
      await recordPayment(ports, { subscriberId: subscriber.id, money, method: 'cash' }, provider.context()),
    );
    await provider.cloud.settle();
    await provider.site.switchOn();
    await provider.cloud.settle();
    expect(await serviceOf(subscriber)).toMatchObject({ state: 'active', desired: { entitlement: 'full' } });
    expect((await provider.dunning(subscriber.id))?.cut).toEqual([]);
  });
});
