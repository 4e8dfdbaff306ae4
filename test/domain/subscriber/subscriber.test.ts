import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billingProfile } from '../../../functions/contracts/billing-profile.ts';
import { subscriberBillingProfileChanged } from '../../../functions/contracts/events/subscriber-billing-profile-changed.ts';
import { subscriberClosed } from '../../../functions/contracts/events/subscriber-closed.ts';
import { subscriberCreated } from '../../../functions/contracts/events/subscriber-created.ts';
import { subscriberDetailsChanged } from '../../../functions/contracts/events/subscriber-details-changed.ts';
import { subscriberNoteAdded } from '../../../functions/contracts/events/subscriber-note-added.ts';
import { subscriberReopened } from '../../../functions/contracts/events/subscriber-reopened.ts';
import type { Note } from '../../../functions/contracts/note.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import type { Lead } from '../../../functions/domain/lead/lead.ts';
import { notesKept } from '../../../functions/domain/notes.ts';
import { done, type Result } from '../../../functions/domain/result.ts';
import { accountNumberFor, isWellFormed } from '../../../functions/domain/subscriber/account-number.ts';
import {
  addSubscriberNote,
  changeBillingProfile,
  changeSubscriberDetails,
  closeSubscriber,
  createSubscriber,
  reopenSubscriber,
} from '../../../functions/domain/subscriber/decide.ts';
import { subscriberFromLead } from '../../../functions/domain/subscriber/from-lead.ts';
import {
  type Subscriber,
  type SubscriberEvent,
  subscriberAggregate,
} from '../../../functions/domain/subscriber/subscriber.ts';

const at = '2026-03-01T09:00:00.000Z';
const note: Note = { text: 'prefers mail', author: { kind: 'staff', id: 'ada' }, at };
const none = { any: false, living: false };
const seed = 20_261_123;
const schemas = new Map(
  [
    subscriberBillingProfileChanged,
    subscriberClosed,
    subscriberCreated,
    subscriberDetailsChanged,
    subscriberNoteAdded,
    subscriberReopened,
  ].map(({ type, data }) => [type as string, data]),
);

function events(result: Result<readonly SubscriberEvent[]>): readonly SubscriberEvent[] {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

const begun = events(
  createSubscriber({
    number: '12345674',
    kind: 'contact',
    details: {
      name: 'Ada Park',
      emails: ['ada@example.com'],
      phones: [],
      addresses: {},
      language: 'en',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      tags: [],
    },
    billingProfile: billingProfile.parse({}),
    notes: [],
  }),
);
const fresh = () => fold(subscriberAggregate, undefined, begun, at)!;

type Command = (subscriber: Subscriber) => Result<readonly SubscriberEvent[]>;
const services = fc.constantFrom(none, { any: true, living: true }, { any: true, living: false });
const command: fc.Arbitrary<Command> = fc.oneof(
  services.map((held) => (s: Subscriber) => closeSubscriber(s, held)),
  fc.constant<Command>((s) => done(reopenSubscriber(s))),
  fc.constant<Command>(() => done(addSubscriberNote(note))),
  fc
    .record({ cycleDay: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }) })
    .map((changes) => (s: Subscriber) => done(changeBillingProfile(s, changes))),
  fc
    .tuple(
      fc.record({
        currency: fc.constantFrom('EUR', 'USD', undefined),
        taxId: fc.constantFrom(null, 'DE123', undefined),
        tags: fc.constantFrom<string[] | undefined>(['vip'], [], undefined),
      }),
      services,
    )
    .map(
      ([changes, held]) =>
        (s: Subscriber) =>
          changeSubscriberDetails(s, changes, held),
    ),
);

test('replaying the events of any commands gives the state, every event fits its contract', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
      let subscriber = fresh();
      const history = [...begun];
      for (const decide of commands) {
        const decided = decide(subscriber);
        if (!decided.ok) continue;
        for (const event of decided.value) schemas.get(event.type)!.parse(event.data);
        history.push(...decided.value);
        subscriber = fold(subscriberAggregate, subscriber, decided.value, at)!;
        expect(subscriber.number).toBe('12345674');
        expect(subscriber.notes.length).toBeLessThanOrEqual(notesKept);
        reached.add(subscriber.status);
      }
      expect(fold(subscriberAggregate, undefined, history, at)).toEqual(subscriber);
    }),
    { seed, numRuns: 500 },
  );
  expect(reached).toEqual(new Set(['active', 'closed']));
});

test('the currency is free until the first service, and fixed from then on', () => {
  expect(events(changeSubscriberDetails(fresh(), { currency: 'USD' }, none))).toHaveLength(1);
  const ended = { any: true, living: false };
  expect(changeSubscriberDetails(fresh(), { currency: 'USD' }, ended)).toMatchObject({
    refusal: { code: 'subscriber.currency-fixed', pointer: '/currency' },
  });
  expect(events(changeSubscriberDetails(fresh(), { currency: 'EUR' }, ended))).toEqual([]);
});

test('a subscriber is closed only when nothing is delivered any more', () => {
  expect(closeSubscriber(fresh(), { any: true, living: true })).toMatchObject({
    refusal: { code: 'subscriber.has-services' },
  });
  expect(events(closeSubscriber(fresh(), { any: true, living: false }))).toHaveLength(1);
});

test('a billing profile changes in parts and is told whole', () => {
  expect(changeBillingProfile(fresh(), { model: 'pro-rata', cycleDay: 15 })).toEqual([
    {
      type: 'subscriber.billing-profile-changed',
      data: { billingProfile: billingProfile.parse({ model: 'pro-rata', cycleDay: 15 }) },
    },
  ]);
  expect(changeBillingProfile(fresh(), { model: 'cycle' })).toEqual([]);
});

test('an account number shows every wrong digit and every swap of neighbours', () => {
  const ids = fc.string({ minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(ids, fc.nat(7), fc.integer({ min: 1, max: 9 }), (id, place, shift) => {
      const number = accountNumberFor(id);
      expect(isWellFormed(number)).toBe(true);
      expect(accountNumberFor(id)).toBe(number);
      const digits = [...number];
      digits[place] = String((Number(digits[place]) + shift) % 10);
      expect(isWellFormed(digits.join(''))).toBe(false);
      const left = number[place]!;
      const right = number[place + 1];
      if (right === undefined || left === right) return;
      expect(isWellFormed(number.slice(0, place) + right + left + number.slice(place + 2))).toBe(false);
    }),
    { seed, numRuns: 3000 },
  );
});

test('account numbers of ids that follow each other spread evenly', () => {
  const numbers = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    numbers.add(accountNumberFor(`sub_01k9xq3v7n5e2r8t4w6y${String(i).padStart(6, '0')}`));
  }
  // Among 20,000 of nine million some twenty pairs meet by chance; many more would mean that the ids do not spread.
  expect(numbers.size).toBeGreaterThan(19_940);
});

const lead: Lead = {
  status: 'quoted',
  details: {
    name: 'Ada Park',
    organization: 'Park Ltd',
    email: 'ada@park.example',
    phone: '+4930123456',
    source: 'referral',
    sourceDetail: 'by Ben',
    address: { line1: 'Am Ufer 1', city: 'Berlin', country: 'DE' },
    wantedPlanId: 'pln_01k9xq3v7n5e2r8t4w6y0a1b2c',
    assignee: 'cleo',
  },
  notes: [note],
  createdAt: at,
};
const terms = {
  language: 'de',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  billingProfile: billingProfile.parse({}),
};

test.each(['organization', 'contact', undefined] as const)(
  'nothing that a lead knows is lost (kind %s)',
  (kind) => {
    const wish = subscriberFromLead('led_01k9xq3v7n5e2r8t4w6y0a1b2c', lead, '12345674', { ...terms, kind });
    const [event] = events(createSubscriber(wish));
    subscriberCreated.data.parse(event?.data);
    const told = JSON.stringify(event);
    for (const detail of Object.values(lead.details)) {
      expect(told).toContain(typeof detail === 'string' ? detail : JSON.stringify(detail));
    }
    expect(told).toContain(note.text);
    expect(wish.kind).toBe(kind ?? 'organization');
    expect(wish.details.name).toBe(kind === 'contact' ? 'Ada Park' : 'Park Ltd');
    expect(wish.details.contactName).toBe(kind === 'contact' ? undefined : 'Ada Park');
  },
);
