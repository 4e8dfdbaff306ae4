import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../../functions/contracts/event.ts';
import { profileOn, readBillingTerms } from '../../../functions/domain/billing/billing-terms.ts';
import { calculate } from '../../../functions/domain/billing/calculate.ts';
import { dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { withEntries } from '../../../functions/domain/billing/ledger.ts';
import { Biller, freshId, history, plan, profile, timelineOf } from './service-history.ts';

const continues = profile({ model: 'pro-rata', suspension: { requested: 'continue' } });
const stops = profile({ model: 'pro-rata', suspension: { requested: 'stop' } });

function subscriber(...events: [type: string, at: string, data: Record<string, unknown>][]): EventEnvelope[] {
  return events.map(([type, at, data], i) => ({
    eventId: freshId('evt'),
    type: `subscriber.${type}`,
    aggregateType: 'subscriber',
    aggregateId: 'sub_00000000000000000000000001',
    version: i + 1,
    at,
    actor: { kind: 'system', id: 'test' },
    data,
  }));
}

describe('how a subscriber is billed', () => {
  it('is read with the zone that was in force at each instant', () => {
    const { dayOf: day } = readBillingTerms(
      subscriber(
        ['created', '2026-01-01T00:00:00.000Z', { timeZone: 'America/New_York', billingProfile: continues }],
        ['details-changed', '2026-03-01T12:00:00.000Z', { changes: { timeZone: 'Asia/Tokyo' } }],
      ),
    );
    expect(dayOf(day('2026-03-01T02:00:00.000Z'))).toBe('2026-02-28');
    expect(dayOf(day('2026-03-01T18:00:00.000Z'))).toBe('2026-03-02');
  });

  it('is the last profile of a day', () => {
    const { profiles } = readBillingTerms(
      subscriber(
        ['created', '2026-01-01T00:00:00.000Z', { timeZone: 'UTC', billingProfile: continues }],
        ['billing-profile-changed', '2026-02-01T08:00:00.000Z', { billingProfile: continues }],
        ['billing-profile-changed', '2026-02-01T09:00:00.000Z', { billingProfile: stops }],
      ),
    );
    expect(profiles).toHaveLength(2);
    expect(profileOn(profiles, dayNumber('2026-01-31'))).toBe(continues);
    expect(profileOn(profiles, dayNumber('2026-02-01'))).toBe(stops);
  });

  it('changes nothing that was before: a new rule for suspensions counts from its day on', () => {
    const timeline = timelineOf(
      history({ plan: plan('a', { minor: 3_100 }) }, [
        { on: '2026-01-01', type: 'activated' },
        { on: '2026-01-05', type: 'suspended' },
        { on: '2026-01-25', type: 'resumed' },
      ]),
    );
    const before = new Biller([timeline], continues).through('2026-01-01', '2026-01-14');
    expect(before.net).toBe(3_100);
    const profiles = [
      { from: Number.NEGATIVE_INFINITY, profile: continues, event: '' },
      { from: dayNumber('2026-01-15'), profile: stops, event: 'evt_of_the_profile' },
    ];
    let { ledger } = before;
    const words: string[] = [];
    for (let day = dayNumber('2026-01-15'); day <= dayNumber('2026-01-31'); day++) {
      const bills = calculate({
        services: [{ timeline, profiles }],
        ledger,
        on: day,
        nextLineId: () => freshId('lin'),
      });
      ledger = withEntries(
        ledger,
        bills.flatMap(({ entries }) => entries),
      );
      for (const { kind, from, to, minor, events } of bills.flatMap(({ lines }) => lines)) {
        words.push(`${kind} ${from}..${to} ${minor} ${events.includes('evt_of_the_profile')}`);
      }
    }
    expect(words).toEqual([
      'credit 2026-01-15..2026-02-01 -1700 true',
      'recurring 2026-01-25..2026-02-01 700 false',
    ]);
  });
});
