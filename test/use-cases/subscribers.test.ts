import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import { leadAggregate } from '../../functions/domain/lead/lead.ts';
import type { Result } from '../../functions/domain/result.ts';
import { accountNumberFor } from '../../functions/domain/subscriber/account-number.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import { changeLead } from '../../functions/use-cases/change-lead.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { convertLead } from '../../functions/use-cases/convert-lead.ts';
import { createLead } from '../../functions/use-cases/create-lead.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { createSubscriber, type SubscriberWish } from '../../functions/use-cases/create-subscriber.ts';
import { findSubscribers } from '../../functions/use-cases/find-subscribers.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import { indexSessions } from '../../functions/use-cases/index-sessions.ts';
import { listLeads } from '../../functions/use-cases/list-leads.ts';
import { publishPlanVersion } from '../../functions/use-cases/publish-plan-version.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

const at = '2026-03-01T09:00:00.000Z';
const conversion = { language: 'de', timeZone: 'Europe/Berlin', billingProfile: billingProfile.parse({}) };
const subscriberWish = (): SubscriberWish => ({
  kind: 'contact',
  name: 'Ada Park',
  emails: ['ada@example.com'],
  phones: ['+4930123456'],
  addresses: { service: { line1: 'Am Ufer 1', city: 'Berlin', country: 'DE' } },
  language: 'de',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  tags: [],
  billingProfile: billingProfile.parse({}),
  notes: [],
});
const terms = {
  price: { amount: '49.99', currency: 'EUR' },
  period: 'month',
  charge: 'in-advance',
  trialDays: 0,
  network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
} as const;

let house: TestPorts;
beforeAll(async () => {
  house = await makePorts();
});
afterAll(() => house.stop());

async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.refusal.code}: ${settled.refusal.message}`);
  return settled.value;
}

const newPlan = () =>
  must(createPlan(house.ports, { name: 'Fibre 50', technologies: ['pppoe'], ...terms }, contextAt(at)));
const newLead = (more: object = {}) =>
  must(
    createLead(
      house.ports,
      { name: 'Ada Park', source: 'website', notes: ['met at the fair'], ...more },
      contextAt(at),
    ),
  );

test('a lead becomes a subscriber in one transaction, with all that was known', async () => {
  const plan = await newPlan();
  const lead = await newLead({ wantedPlanId: plan.id, phone: '+4930123456' });
  const quoted = await must(
    changeLead(
      house.ports,
      lead.id,
      { status: 'qualified', note: 'fibre is in the street' },
      contextAt(at),
    ).then((changed) =>
      changed.ok
        ? changeLead(house.ports, lead.id, { quote: { planId: plan.id, addOns: [] } }, contextAt(at))
        : changed,
    ),
  );
  expect(quoted.state).toMatchObject({ status: 'quoted', quote: { validUntilOn: '2026-03-31' } });
  const subscriber = await must(convertLead(house.ports, lead.id, conversion, contextAt(at)));
  expect(subscriber.state).toMatchObject({
    kind: 'contact',
    number: accountNumberFor(subscriber.id),
    details: { name: 'Ada Park', phones: ['+4930123456'], currency: 'EUR', timeZone: 'Europe/Berlin' },
    origin: { leadId: lead.id, source: 'website', wantedPlanId: plan.id, quote: { planId: plan.id } },
    notes: [{ text: 'met at the fair' }, { text: 'fibre is in the street' }],
  });
  const won = await house.ports.store.load(leadAggregate, lead.id);
  expect(won?.state).toMatchObject({ status: 'won', subscriberId: subscriber.id });
  expect(await house.ports.store.load(subscriberAggregate, subscriber.id)).toEqual(subscriber);
  const { number } = subscriber.state;
  expect(await house.ports.store.holder({ kind: 'subscriber-number', value: number })).toBe(subscriber.id);
});

test('an offer cannot be over already, though it may be yesterday where the prospect lives', async () => {
  const plan = await newPlan();
  const lead = await newLead();
  await must(changeLead(house.ports, lead.id, { status: 'qualified' }, contextAt(at)));
  const offer = (validUntilOn: string) =>
    changeLead(house.ports, lead.id, { quote: { planId: plan.id, addOns: [], validUntilOn } }, contextAt(at));
  expect(await offer('2026-02-27')).toMatchObject({
    refusal: { code: 'lead.quote-in-the-past', pointer: '/quote/validUntilOn' },
  });
  expect(await offer('2026-02-28')).toMatchObject({ ok: true });
});

test('ten conversions at once make one subscriber, and so does every later one', async () => {
  const lead = await newLead();
  const rivals = Array.from({ length: 10 }, () =>
    must(convertLead(house.ports, lead.id, conversion, contextAt(at))),
  );
  const ids = new Set((await Promise.all(rivals)).map(({ id }) => id));
  ids.add((await must(convertLead(house.ports, lead.id, conversion, contextAt(at)))).id);
  expect(ids.size).toBe(1);
  const history = await house.ports.store.history('lead', lead.id);
  expect(history.map(({ type }) => type)).toEqual(['lead.created', 'lead.converted']);
});

test('a made number that is held leads to another one', async () => {
  const real = house.ports.ids;
  const taken = await must(createSubscriber(house.ports, subscriberWish(), contextAt(at)));
  const fresh = real.next('sub');
  // The number follows from the id: the one that the next id leads to is given away first.
  const held = { ...subscriberWish(), number: accountNumberFor(fresh) };
  await must(createSubscriber(house.ports, held, contextAt(at)));
  const queue = [fresh];
  const ids = { ...real, next: (prefix: string) => (prefix === 'sub' && queue.pop()) || real.next(prefix) };
  const made = await must(createSubscriber({ ...house.ports, ids }, subscriberWish(), contextAt(at)));
  expect(made.id).not.toBe(fresh);
  expect(made.state.number).toBe(accountNumberFor(made.id));
  expect(taken.state.number).not.toBe(made.state.number);
});

test('a given number belongs to one subscriber', async () => {
  const numbered = { ...subscriberWish(), number: 'OLD-1' };
  await must(createSubscriber(house.ports, numbered, contextAt(at)));
  expect(await createSubscriber(house.ports, numbered, contextAt(at))).toMatchObject({
    refusal: { code: 'subscriber.number-taken', pointer: '/number' },
  });
});

test('a stale If-Match is refused and nothing is written', async () => {
  const { id, version } = await must(createSubscriber(house.ports, subscriberWish(), contextAt(at)));
  await must(
    changeSubscriber(house.ports, id, { note: 'first' }, contextAt(at, { expectedVersion: version })),
  );
  const late = await changeSubscriber(
    house.ports,
    id,
    { name: 'Eve' },
    contextAt(at, { expectedVersion: version }),
  );
  expect(late).toMatchObject({ refusal: { code: 'store.version-conflict' } });
  expect((await house.ports.store.load(subscriberAggregate, id))?.state.details.name).toBe('Ada Park');
});

test('organizations form a tree without a loop', async () => {
  const create = (parentId?: string) =>
    must(
      createSubscriber(
        house.ports,
        { ...subscriberWish(), kind: 'organization', ...(parentId === undefined ? {} : { parentId }) },
        contextAt(at),
      ),
    );
  const head = await create();
  const branch = await create(head.id);
  const shop = await create(branch.id);
  expect(await changeSubscriber(house.ports, head.id, { parentId: shop.id }, contextAt(at))).toMatchObject({
    refusal: { code: 'subscriber.parent-loop', pointer: '/parentId' },
  });
  const unknown = house.ports.ids.next('sub');
  expect(await changeSubscriber(house.ports, head.id, { parentId: unknown }, contextAt(at))).toMatchObject({
    refusal: { code: 'reference.subscriber-unknown' },
  });
  const below = await must(findSubscribers(house.ports, { limit: 10, parentId: head.id }));
  expect(below.items.map(({ id }) => id)).toEqual([branch.id]);
});

test('services fix the currency, stand in the way of closing, and are found by what the network calls them', async () => {
  const plan = await newPlan();
  const site = await must(createSite(house.ports, { name: 'Mill', timeZone: 'UTC' }, contextAt(at)));
  const { id } = await must(
    createSubscriber(house.ports, { ...subscriberWish(), name: 'Zoë Quill' }, contextAt(at)),
  );
  const sold = await must(
    selectService(
      house.ports,
      id,
      {
        planId: plan.id,
        addOns: [],
        equipment: [],
        access: { technology: 'pppoe', siteId: site.id, username: 'zoe@isp', framedIp: '10.9.8.7' },
      },
      contextAt('2026-03-02T09:00:00.000Z'),
    ),
  );
  expect(await changeSubscriber(house.ports, id, { currency: 'USD' }, contextAt(at))).toMatchObject({
    refusal: { code: 'subscriber.currency-fixed' },
  });
  expect(await changeSubscriber(house.ports, id, { status: 'closed' }, contextAt(at))).toMatchObject({
    refusal: { code: 'subscriber.has-services' },
  });

  await indexSearch(house.ports, { aggregateType: 'subscriber', aggregateId: id });
  await indexSearch(house.ports, { aggregateType: 'service', aggregateId: sold.service.id });
  for (const q of ['zoe quill', 'Quill zoe@isp', '10.9.8.7', 'am ufer quill']) {
    const found = await must(findSubscribers(house.ports, { limit: 5, q }));
    expect(found.items.map((item) => item.id)).toEqual([id]);
  }
  const session = {
    sequence: 1,
    kind: 'start',
    serviceId: sold.service.id,
    username: 'zoe@isp',
    sessionId: 's1',
    receivedAt: '2026-03-02T10:00:00.000Z',
    sessionSeconds: 0,
    uploadOctets: 0,
    downloadOctets: 0,
    framedIp: '100.64.0.9',
  } as const;
  const byAddress = async (q: string) =>
    (await must(findSubscribers(house.ports, { limit: 5, q }))).items.length;
  await indexSessions(house.ports, [{ ...session, kind: 'stop', framedIp: '100.64.0.1' }, session]);
  expect([await byAddress('100.64.0.9'), await byAddress('100.64.0.1')]).toEqual([1, 0]);
  const next = { ...session, receivedAt: '2026-03-02T11:00:00.000Z', framedIp: '100.64.0.10' };
  await indexSessions(house.ports, [next]);
  await indexSessions(house.ports, [session]);
  expect([await byAddress('100.64.0.10'), await byAddress('100.64.0.9')]).toEqual([1, 0]);

  await must(changeSubscriber(house.ports, id, { name: 'Zoë Reed' }, contextAt('2026-03-03T09:00:00.000Z')));
  await indexSearch(house.ports, { aggregateType: 'subscriber', aggregateId: id });
  expect((await must(findSubscribers(house.ports, { limit: 5, q: 'quill' }))).items).toEqual([]);

  const timeline = await must(readTimeline(house.ports, id, { limit: 50 }));
  expect(timeline.items.map(({ words }) => words)).toEqual([
    expect.stringMatching(/^Became subscriber \d{8}\.$/),
    'Service sold: Fibre 50 over pppoe.',
    'Details changed: name.',
  ]);
  expect(timeline.state).toBeUndefined();

  const then = await must(readTimeline(house.ports, id, { limit: 50, at: '2026-03-02T12:00:00.000Z' }));
  expect(then.items).toHaveLength(2);
  expect(then.state?.subscriber?.state.details.name).toBe('Zoë Quill');
  expect(then.state?.services.map(({ state }) => state.state)).toEqual(['selected']);
  const before = await must(readTimeline(house.ports, id, { limit: 50, at: '2026-03-01T12:00:00.000Z' }));
  expect(before.state?.services).toEqual([]);

  const paged = async (order: 'oldest' | 'newest') => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await must(readTimeline(house.ports, id, { limit: 1, cursor, order }));
      ids.push(...page.items.map(({ eventId }) => eventId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  };
  const inOrder = timeline.items.map(({ eventId }) => eventId);
  expect(await paged('oldest')).toEqual(inOrder);
  expect(await paged('newest')).toEqual(inOrder.toReversed());
});

test('a lead is found by its words, which lead to the subscriber once it is won', async () => {
  const lead = await newLead({ name: 'Quentin Oldname', organization: 'Quasar Works' });
  await indexSearch(house.ports, { aggregateType: 'lead', aggregateId: lead.id });
  expect((await must(findSubscribers(house.ports, { limit: 5, q: 'oldname' }))).items).toEqual([]);
  const leads = async (q: string) => (await must(listLeads(house.ports, { limit: 5, q }))).items;
  expect(await leads('quasar nobody')).toEqual([]);
  expect(await leads('quasar oldname')).toMatchObject([{ id: lead.id }]);
  const { id } = await must(convertLead(house.ports, lead.id, conversion, contextAt(at)));
  await must(changeSubscriber(house.ports, id, { contactName: 'Rita Newname' }, contextAt(at)));
  await indexSearch(house.ports, { aggregateType: 'lead', aggregateId: lead.id });
  const found = await must(findSubscribers(house.ports, { limit: 5, q: 'oldname quasar' }));
  expect(found.items.map((item) => item.id)).toEqual([id]);
  expect(await leads('quasar oldname')).toEqual([]);
});

test('a lead is moved with what is said in one request, or not at all', async () => {
  const lead = await newLead();
  const refused = await changeLead(
    house.ports,
    lead.id,
    {
      email: 'ada@example.com',
      status: 'quoted',
      quote: { planId: house.ports.ids.next('pln'), addOns: [] },
    },
    contextAt(at),
  );
  expect(refused).toMatchObject({ refusal: { code: 'reference.plan-unknown', pointer: '/quote/planId' } });
  expect(await changeLead(house.ports, lead.id, { status: 'won' }, contextAt(at))).toMatchObject({
    refusal: { code: 'lead.won-by-conversion-only' },
  });
  expect(await changeLead(house.ports, lead.id, { status: 'quoted' }, contextAt(at))).toMatchObject({
    refusal: { code: 'lead.quote-missing', pointer: '/quote' },
  });
  expect((await house.ports.store.load(leadAggregate, lead.id))?.version).toBe(1);
});

test('a plan without a day is on sale everywhere at once', async () => {
  const plan = await newPlan();
  expect(plan.state.versions[0]?.availableOn).toBe('2026-02-28');
  const dated = { ...terms, availableOn: '2027-01-01' };
  const published = await must(publishPlanVersion(house.ports, plan.id, dated, contextAt(at)));
  expect(published.state.versions.map(({ availableOn }) => availableOn)).toEqual([
    '2026-02-28',
    '2027-01-01',
  ]);
  const tooPrecise = { ...terms, price: { amount: '1.005', currency: 'EUR' } };
  expect(await publishPlanVersion(house.ports, plan.id, tooPrecise, contextAt(at))).toMatchObject({
    refusal: { code: 'money.too-precise', pointer: '/price/amount' },
  });
});
