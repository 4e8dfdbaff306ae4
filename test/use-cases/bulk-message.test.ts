import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { BulkActionWish, BulkMessage } from '../../functions/contracts/bulk-action.ts';
import type { SubscriberDetails } from '../../functions/contracts/subscriber.ts';
import { type BulkAction, bulkActionAggregate } from '../../functions/domain/bulk-action/bulk-action.ts';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import { refuse } from '../../functions/domain/result.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { cancelBulkAction } from '../../functions/use-cases/cancel-bulk-action.ts';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { findSubscribers } from '../../functions/use-cases/find-subscribers.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import { pauseBulkAction } from '../../functions/use-cases/pause-bulk-action.ts';
import {
  listBulkResults,
  previewMessage,
  readBulkAction,
} from '../../functions/use-cases/read-bulk-actions.ts';
import { listServices } from '../../functions/use-cases/read-services.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { resumeBulkAction } from '../../functions/use-cases/resume-bulk-action.ts';
import {
  restoreFailingAddress,
  setNoticePreferences,
} from '../../functions/use-cases/set-notice-preferences.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { startBulkAction } from '../../functions/use-cases/start-bulk-action.ts';
import { takeMailReturn } from '../../functions/use-cases/take-mail-return.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.recorded.mail.length = 0;
  world.recorded.sms.length = 0;
});

let count = 0;
/** A subscriber with an address of its own, whom each test finds by its tag. */
async function subscriber(tag: string, more: Partial<SubscriberDetails> = {}): Promise<string> {
  count++;
  const made = await createSubscriber(
    world.ports,
    {
      kind: 'contact',
      name: `Reader ${count}`,
      emails: [`reader${count}@example.com`],
      phones: [],
      addresses: {},
      language: 'en',
      timeZone: 'UTC',
      currency: 'USD',
      tags: [tag],
      billingProfile: billingProfile.parse({}),
      notes: [],
      ...more,
    },
    world.at(today),
  );
  return value(made).id;
}

const message: BulkMessage = {
  channels: ['email', 'sms'],
  words: [
    {
      language: 'en',
      subject: 'Work on the mast',
      text: 'On Sunday, {name}.\n\nIt takes an hour.',
      sms: 'Sunday',
    },
    { language: 'de', subject: 'Arbeiten am Mast', text: 'Am Sonntag.' },
  ],
};

type Wish = Partial<BulkActionWish>;

/** A message where there are words, else tags. */
const wished = (wish: Wish): BulkActionWish => ({
  action: wish.message === undefined ? 'tags' : 'message',
  starts: 'when-told',
  ...wish,
});

const requested = async (wish: Wish) =>
  value(await requestBulkAction(world.ports, wished(wish), world.at(today)));

async function advance(
  { id, state: { run } }: Stored<BulkAction>,
  ports: Ports = world.ports,
  attempt = 0,
  now = today,
): Promise<boolean> {
  const context = world.at(now, { actor: { kind: 'system', id } });
  const step = { step: 'advance' as const, bulkActionId: id, run, turn: 0, attempt };
  return (await advanceBulkAction(ports, step, context)).goesOn;
}

async function toEnd(bulk: Stored<BulkAction>, ports: Ports = world.ports): Promise<void> {
  while (await advance(bulk, ports));
}

const started = async (bulk: Stored<BulkAction>) => {
  await toEnd(bulk);
  return value(await startBulkAction(world.ports, bulk.id, world.at(today)));
};

async function view({ id }: Stored<BulkAction>) {
  const stored = await world.ports.store.load(bulkActionAggregate, id);
  if (stored === undefined) throw new Error('gone');
  return showBulkAction(stored);
}

const foundBy = async ({ id }: Stored<BulkAction>) =>
  value(await readBulkAction(world.ports, id)).found.map(({ subscriberId }) => subscriberId);

const timelineOf = async (id: string) =>
  value(await readTimeline(world.ports, id, { limit: 100 }))
    .items.filter(({ type }) => type.startsWith('notification.'))
    .map(({ words }) => words);

const tagsOf = async (id: string) =>
  (await world.ports.store.load(subscriberAggregate, id))?.state.details.tags;

describe('a message to many', () => {
  it('is surveyed, seen as one of them gets it, and told once by each way, in their language', async () => {
    const ada = await subscriber('hill');
    const dora = await subscriber('hill', { language: 'de', phones: ['+4930111222'] });
    const none = await subscriber('hill', { emails: [] });
    const closed = await subscriber('hill');
    value(await changeSubscriber(world.ports, closed, { status: 'closed' }, world.at(today)));
    const unwilling = await subscriber('hill');
    const wishes = { message: { email: false } };
    value(await setNoticePreferences(world.ports, unwilling, wishes, world.at(today)));
    const bouncing = await subscriber('hill', { emails: ['gone@example.com'] });
    const failed = { address: 'gone@example.com', fault: 'bounced' as const, reason: 'no such user' };
    await takeMailReturn(world.ports, { subscriberId: bouncing, failed }, world.at(today));
    const bulk = await requested({ tag: 'Hill', message });
    await toEnd(bulk);
    expect(await view(bulk)).toMatchObject({
      state: 'surveyed',
      survey: {
        complete: true,
        found: 2,
        email: 2,
        sms: 1,
        leftOut: {
          'notification.no-address': 1,
          'notification.not-wanted': 1,
          'notification.address-failing': 1,
          'subscriber.closed': 1,
        },
      },
    });
    expect(world.recorded.mail).toEqual([]);
    expect(await foundBy(bulk)).toEqual([ada, dora]);
    expect(value(await previewMessage(world.ports, bulk.id, undefined))).toMatchObject({
      subscriberId: ada,
      language: 'en',
      subject: 'Work on the mast',
      text: expect.stringMatching(/On Sunday, Reader \d+\.\n\nIt takes an hour\./),
      sms: 'Internet provider: Sunday',
    });
    expect(value(await previewMessage(world.ports, bulk.id, dora))).toMatchObject({ language: 'de' });

    const late = await subscriber('hill');
    const sending = value(await startBulkAction(world.ports, bulk.id, world.at(today)));
    expect(value(await startBulkAction(world.ports, bulk.id, world.at(today)))).toEqual(sending);
    await toEnd(sending);
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { toDo: 0, done: 2, failed: 0, email: 2, sms: 1, waiting: 0 },
    });
    expect(world.recorded.mail.map(({ subject }) => subject).toSorted()).toEqual([
      'Arbeiten am Mast',
      'Work on the mast',
    ]);
    expect(world.recorded.sms).toEqual([{ to: '+4930111222', text: 'Internet provider: Arbeiten am Mast' }]);
    expect(await timelineOf(dora)).toHaveLength(2);
    for (const id of [none, closed, unwilling, late]) expect(await timelineOf(id)).not.toContain('Told');
    value(await restoreFailingAddress(world.ports, bouncing, 'gone@example.com', world.at(today)));
  });

  it('reaches nobody twice when a step breaks off, and says of whom the carrier wants nothing', async () => {
    const readers = [];
    for (let n = 0; n < 4; n++) readers.push(await subscriber('valley'));
    const [, second = '', , fourth = ''] = readers;
    const refused = (await world.ports.store.load(subscriberAggregate, fourth))?.state.details.emails[0];
    let breaks = 1;
    const mail: Ports['mail'] = {
      async send(message) {
        if (message.to === refused) return refuse('notification.refused', 'The mailbox is full.');
        if (message.subscriberId === second && breaks-- > 0) throw new Error('the carrier is away');
        return world.ports.mail.send(message);
      },
    };
    const ports = { ...world.ports, mail };
    const bulk = await started(await requested({ tag: 'valley', message }));
    await expect(advance(bulk, ports)).rejects.toThrow('the carrier is away');
    await toEnd(bulk, ports);
    expect(world.recorded.mail.map(({ subscriberId }) => subscriberId).toSorted()).toEqual(
      readers.slice(0, 3).toSorted(),
    );
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { email: 3 },
      failures: [
        { subscriberId: fourth, code: 'notification.refused', message: expect.stringMatching(/^email: /) },
      ],
    });
    expect(await timelineOf(fourth)).toEqual([expect.stringMatching(/^Could not be told .* is full\.$/)]);
    const results = value(await listBulkResults(world.ports, bulk.id, { limit: 3 }));
    expect(results.items.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    const rest = value(await listBulkResults(world.ports, bulk.id, { limit: 3, cursor: results.nextCursor }));
    expect(rest.items).toMatchObject([
      { subscriberId: fourth, outcome: 'failed', code: 'notification.refused' },
    ]);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('lets a fault with one be that one’s failure in the end, and text messages wait for quiet hours', async () => {
    const cursed = await subscriber('lake');
    const other = await subscriber('lake', { emails: [], phones: ['+4930111333'] });
    const quietHours = { from: '20:00', to: '10:00' };
    value(await changeOperator(world.ports, { ...unnamedOperator, quietHours }, world.at(today)));
    const mail: Ports['mail'] = {
      send: async () => {
        throw new Error('a curse');
      },
    };
    const ports = { ...world.ports, mail };
    const bulk = await started(await requested({ tag: 'lake', message }));
    for (const attempt of [0, 1, 2]) await expect(advance(bulk, ports, attempt)).rejects.toThrow('a curse');
    await advance(bulk, ports, 3);
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { email: 0, sms: 0, waiting: 1 },
      failures: [{ subscriberId: cursed, code: 'platform.fault', message: 'a curse' }],
    });
    expect(world.recorded.sms).toEqual([]);
    expect(await timelineOf(other)).toEqual([expect.stringContaining('waits for the end of quiet hours')]);
    value(await changeOperator(world.ports, unnamedOperator, world.at(today)));
  });

  it('is paused, resumed in a run of its own, and cancelled', async () => {
    for (let n = 0; n < 60; n++) await subscriber('crowd');
    const bulk = await started(await requested({ tag: 'crowd', message }));
    expect(await advance(bulk)).toBe(true);
    value(await pauseBulkAction(world.ports, bulk.id, world.at(today)));
    expect(await advance(bulk)).toBe(false);
    expect(await view(bulk)).toMatchObject({ state: 'paused', counts: { toDo: 10, done: 50 } });
    const resumed = value(await resumeBulkAction(world.ports, bulk.id, world.at(today)));
    expect(await advance(bulk)).toBe(false);
    await toEnd(resumed);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { toDo: 0, done: 60 } });
    expect(world.recorded.mail).toHaveLength(60);
    expect(code(await cancelBulkAction(world.ports, bulk.id, world.at(today)))).toBe('bulk-action.ended');
    const next = await requested({ tag: 'crowd', message });
    value(await cancelBulkAction(world.ports, next.id, world.at(today)));
    expect(await advance(next)).toBe(false);
    expect(code(await startBulkAction(world.ports, next.id, world.at(today)))).toBe(
      'bulk-action.not-surveyed',
    );
  });

  it('means whoever has a service like that, or these services', async () => {
    const serviceId = await world.active('of-ada');
    const found = async (wish: Wish) => {
      const bulk = await requested({ tags: { add: ['x'], remove: [] }, ...wish });
      await toEnd(bulk);
      return foundBy(bulk);
    };
    expect(await found({ siteId: world.siteId, serviceState: 'active' })).toEqual([world.subscriberId]);
    expect(await found({ technology: 'lte' })).toEqual([]);
    expect(await found({ serviceIds: [serviceId, serviceId] })).toEqual([world.subscriberId]);
  });

  it('is refused where it cannot be', async () => {
    const refusal = async (wish: Wish) =>
      code(await requestBulkAction(world.ports, wished(wish), world.at(today)));
    const [words] = message.words;
    const worded = (...more: BulkMessage['words']) => ({ tag: 'x', message: { ...message, words: more } });
    expect(await refusal({ message })).toBe('bulk-action.nobody-meant');
    const unknown = { serviceIds: ['svc_01k9xq3v7n5e2r8t4w6y0a1b2c'], message };
    expect(await refusal(unknown)).toBe('bulk-action.nobody-meant');
    expect(await refusal({ tag: 'x' })).toBe('bulk-action.tags-missing');
    expect(await refusal({ tag: 'x', tags: { add: [], remove: [] } })).toBe('bulk-action.tags-missing');
    expect(await refusal({ tag: 'x', action: 'message' })).toBe('bulk-action.message-missing');
    expect(await refusal({ tag: 'x', message, tags: { add: ['y'], remove: [] } })).toBe(
      'bulk-action.not-for-action',
    );
    expect(await refusal({ tag: 'x', action: 'resume', status: 'active' })).toBe(
      'bulk-action.not-for-action',
    );
    expect(await refusal(worded(words!, words!))).toBe('bulk-action.language-twice');
    expect(await refusal(worded({ ...words!, text: 'You owe {due}' }))).toBe('notice-template.place-unknown');
  });
});

describe('tags for many', () => {
  it('are put on and taken off, however they are written, and found in lists and by the search', async () => {
    const [first, second] = [await subscriber('Pilot'), await subscriber('other')];
    const full = await subscriber('many', { tags: Array.from({ length: 50 }, (_, n) => `tag ${n}`) });
    const bulk = await requested({
      subscriberIds: [first, second, full],
      tags: { add: ['pilot', 'Beta testers'], remove: ['OTHER'] },
    });
    const running = await started(bulk);
    expect(await view(bulk)).toMatchObject({
      survey: { found: 2, leftOut: { 'subscriber.too-many-tags': 1 } },
    });
    await toEnd(running);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 2 } });
    expect(await tagsOf(first)).toEqual(['Pilot', 'Beta testers']);
    expect(await tagsOf(second)).toEqual(['pilot', 'Beta testers']);
    const listed = value(await findSubscribers(world.ports, { limit: 10, tag: 'PILOT' }));
    expect(listed.items.map(({ id }) => id)).toEqual([first, second]);
    const aggregate = { aggregateType: 'subscriber' as const, aggregateId: second };
    await indexSearch(world.ports, aggregate);
    const found = value(await findSubscribers(world.ports, { limit: 10, q: 'beta testers', tag: 'pilot' }));
    expect(found.items.map(({ id }) => id)).toEqual([second]);
    const again = await requested({ tag: 'pilot', tags: { add: ['beta testers'], remove: [] } });
    await toEnd(again);
    expect(await view(again)).toMatchObject({
      state: 'completed',
      survey: { found: 0, leftOut: { 'bulk-action.already-so': 2 } },
    });
  });

  it('lead to the services of whoever has them', async () => {
    await world.active('tagged');
    value(await changeSubscriber(world.ports, world.subscriberId, { tags: ['mast 7'] }, world.at(today)));
    const tagged = async (tag: string) =>
      value(await listServices(world.ports, { limit: 100, tag })).items.length;
    expect(await tagged('Mast 7')).toBeGreaterThan(0);
    expect(await tagged('mast 8')).toBe(0);
  });
});
