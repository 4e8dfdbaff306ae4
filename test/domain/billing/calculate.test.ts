import { describe, expect, it } from 'vitest';
import { Biller, extra, history, plan, profile, timelineOf } from './service-history.ts';

const A = plan('a', { minor: 3_100 });
const B = plan('b', { minor: 6_200 });
const prorata = profile({ model: 'pro-rata', cycleDay: 1 });

describe('a charge', () => {
  it('is due on the first day of its period in advance, and on the first day after it in arrear', () => {
    const arrear = plan('c', { minor: 3_100, charge: 'in-arrear' });
    const timeline = timelineOf(
      history({ plan: arrear }, [
        { on: '2026-01-10', type: 'activated' },
        { on: '2026-02-15', type: 'terminated' },
      ]),
    );
    expect(new Biller([timeline], prorata).through('2026-01-01', '2026-03-31').words).toEqual([
      '2026-02-01 recurring c 2026-01-10..2026-02-01 2200',
      '2026-02-15 recurring c 2026-02-01..2026-02-15 1550',
    ]);
  });

  it('starts after the trial, which is the anchor under cycle', () => {
    const trial = plan('t', { minor: 3_000, trialDays: 14 });
    const timeline = timelineOf(history({ plan: trial }, [{ on: '2026-01-17', type: 'activated' }]));
    expect(new Biller([timeline], profile()).through('2026-01-17', '2026-03-30').words).toEqual([
      '2026-01-31 recurring t 2026-01-31..2026-02-28 3000',
      '2026-02-28 recurring t 2026-02-28..2026-03-31 3000',
    ]);
  });

  it('of a year off the cycle day goes to the next cycle day first, as part of a virtual year', () => {
    const year = plan('y', { minor: 36_500, period: 'year' });
    const timeline = timelineOf(history({ plan: year }, [{ on: '2026-01-10', type: 'activated' }]));
    expect(new Biller([timeline], prorata).through('2026-01-10', '2026-02-02').words).toEqual([
      '2026-01-10 recurring y 2026-01-10..2026-02-01 2200',
      '2026-02-01 recurring y 2026-02-01..2027-02-01 36500',
    ]);
  });

  it('of weeks follows the weeks under cycle', () => {
    const week = plan('w', { minor: 700, period: 'week' });
    const timeline = timelineOf(
      history({ plan: week }, [
        { on: '2026-01-07', type: 'activated' },
        { on: '2026-01-17', type: 'terminated' },
      ]),
    );
    expect(new Biller([timeline], profile()).through('2026-01-07', '2026-02-01').words).toEqual([
      '2026-01-07 recurring w 2026-01-07..2026-01-14 700',
      '2026-01-14 recurring w 2026-01-14..2026-01-21 700',
      '2026-01-17 credit w 2026-01-17..2026-01-21 -400',
    ]);
  });

  it('is not renewed when the end or the change falls on the anchor day', () => {
    const ended = timelineOf(
      history({ plan: A }, [
        { on: '2026-01-01', type: 'activated' },
        { on: '2026-02-01', type: 'terminated' },
      ]),
    );
    expect(new Biller([ended], prorata).through('2026-01-01', '2026-03-01').words).toEqual([
      '2026-01-01 recurring a 2026-01-01..2026-02-01 3100',
    ]);
  });
});

describe('a change', () => {
  const changed = (...facts: Parameters<typeof history>[1]) =>
    timelineOf(history({ plan: A }, [{ on: '2026-01-01', type: 'activated' }, ...facts]));

  it('credits the unused rest and charges the new item to the end of the same period', () => {
    const timeline = changed({ on: '2026-01-11', type: 'changed', plan: B });
    expect(new Biller([timeline], prorata).through('2026-01-01', '2026-02-01').words).toEqual([
      '2026-01-01 recurring a 2026-01-01..2026-02-01 3100',
      '2026-01-11 recurring b 2026-01-11..2026-02-01 4200',
      '2026-01-11 credit a 2026-01-11..2026-02-01 -2100',
      '2026-02-01 recurring b 2026-02-01..2026-03-01 6200',
    ]);
  });

  it('to another length ends its first period on the last anchor day within one length', () => {
    const year = plan('y', { minor: 36_500, period: 'year' });
    const timeline = changed({ on: '2026-05-05', type: 'changed', plan: year });
    const biller = new Biller([timeline], prorata).through('2026-01-01', '2027-05-01');
    expect(biller.words.slice(-3)).toEqual([
      '2026-05-05 recurring y 2026-05-05..2027-05-01 36100',
      '2026-05-05 credit a 2026-05-05..2026-06-01 -2700',
      '2027-05-01 recurring y 2027-05-01..2028-05-01 36500',
    ]);
  });

  it('made and undone on one day nets to zero, also when it was billed in between', () => {
    const facts = [
      { on: '2026-01-01', type: 'activated' },
      { on: '2026-01-11', type: 'changed', plan: B },
      { on: '2026-01-11', type: 'changed', plan: A },
    ] as const;
    const events = history({ plan: A }, facts);
    const before = new Biller([timelineOf(events.slice(0, -1))], prorata).through('2026-01-01', '2026-01-11');
    const after = new Biller([timelineOf(events)], prorata);
    after.ledger = before.ledger;
    after.bill('2026-01-11');
    expect(before.net + after.net).toBe(3_100);
    expect(after.words).toEqual([
      '2026-01-11 recurring a 2026-01-11..2026-02-01 2100',
      '2026-01-11 credit b 2026-01-11..2026-02-01 -4200',
    ]);
  });

  it('of a yearly plan that is undone on the same day keeps the year', () => {
    const year = plan('y', { minor: 36_500, period: 'year' });
    const events = history({ plan: year }, [
      { on: '2026-01-01', type: 'activated' },
      { on: '2026-05-05', type: 'suspended' },
      { on: '2026-05-05', type: 'resumed' },
    ]);
    const stop = profile({ suspension: { requested: 'stop' } });
    const before = new Biller([timelineOf(events.slice(0, -1))], stop).through('2026-01-01', '2026-05-05');
    const after = new Biller([timelineOf(events)], stop);
    after.ledger = before.ledger;
    after.through('2026-05-05', '2026-12-31');
    expect(before.net + after.net).toBe(36_500);
  });
});

describe('a suspension', () => {
  const suspended = history({ plan: A }, [
    { on: '2026-01-01', type: 'activated' },
    { on: '2026-01-11', type: 'suspended' },
    { on: '2026-02-08', type: 'resumed' },
  ]);

  it('that stops credits the rest and charges the resume to the next anchor day', () => {
    const by = profile({ model: 'pro-rata', suspension: { requested: 'stop' } });
    expect(new Biller([timelineOf(suspended)], by).through('2026-01-01', '2026-03-01').words).toEqual([
      '2026-01-01 recurring a 2026-01-01..2026-02-01 3100',
      '2026-01-11 credit a 2026-01-11..2026-02-01 -2100',
      '2026-02-08 recurring a 2026-02-08..2026-03-01 2325',
      '2026-03-01 recurring a 2026-03-01..2026-04-01 3100',
    ]);
  });

  it('that goes on changes nothing, and neither does one whose reason has no rule', () => {
    const by = profile({ model: 'pro-rata', suspension: { requested: 'continue' } });
    const steady = new Biller([timelineOf(suspended)], by).through('2026-01-01', '2026-03-01').words;
    expect(steady).toHaveLength(3);
    expect(new Biller([timelineOf(suspended)], prorata).through('2026-01-01', '2026-03-01').words).toEqual(
      steady,
    );
  });

  it('at a percentage charges that part of the price', () => {
    const by = profile({ model: 'pro-rata', suspension: { requested: 50 } });
    expect(new Biller([timelineOf(suspended)], by).through('2026-01-01', '2026-03-01').words).toEqual([
      '2026-01-01 recurring a 2026-01-01..2026-02-01 3100',
      '2026-01-11 recurring a 2026-01-11..2026-02-01 1050',
      '2026-01-11 credit a 2026-01-11..2026-02-01 -2100',
      '2026-02-01 recurring a 2026-02-01..2026-03-01 1550',
      '2026-02-08 recurring a 2026-02-08..2026-03-01 2325',
      '2026-02-08 credit a 2026-02-08..2026-03-01 -1163',
      '2026-03-01 recurring a 2026-03-01..2026-04-01 3100',
    ]);
  });
});

describe('extras', () => {
  it('in instalments end with what the terms say', () => {
    const router = extra('r', { minor: 10_000, accounting: { instalments: 3 } });
    const forgiven = extra('f', { minor: 10_000, accounting: { instalments: 3 }, onTermination: 'forgive' });
    const timeline = timelineOf(
      history({ plan: A, extras: [router, forgiven] }, [
        { on: '2026-01-01', type: 'activated' },
        { on: '2026-01-20', type: 'terminated' },
      ]),
    );
    expect(new Biller([timeline], prorata).through('2026-01-01', '2026-04-01').words).toEqual([
      '2026-01-01 recurring a 2026-01-01..2026-02-01 3100',
      '2026-01-01 instalment r 3334',
      '2026-01-01 instalment f 3334',
      '2026-01-20 instalment r 6666',
      '2026-01-20 credit a 2026-01-20..2026-02-01 -1200',
    ]);
  });

  it('in instalments are postponed by a stopped suspension and still sum to the price', () => {
    const router = extra('r', { minor: 10_000, accounting: { instalments: 3 } });
    const timeline = timelineOf(
      history({ plan: plan('free', { minor: 0 }), extras: [router] }, [
        { on: '2026-01-10', type: 'activated' },
        { on: '2026-01-20', type: 'suspended' },
        { on: '2026-03-15', type: 'resumed' },
      ]),
    );
    const by = profile({ model: 'pro-rata', suspension: { requested: 'stop' } });
    expect(new Biller([timeline], by).through('2026-01-10', '2026-06-01').words).toEqual([
      '2026-01-10 instalment r 3334',
      '2026-03-15 instalment r 3333',
      '2026-04-01 instalment r 3333',
    ]);
  });

  it('charged once stay paid, unless they came and went on one day', () => {
    const box = extra('box', { minor: 5_000, accounting: 'once' });
    const events = history({ plan: A }, [
      { on: '2026-01-01', type: 'activated' },
      { on: '2026-01-05', type: 'changed', addExtras: [box] },
      { on: '2026-01-05', type: 'changed', removeExtras: [box.itemId] },
    ]);
    const before = new Biller([timelineOf(events.slice(0, -1))], prorata).through('2026-01-01', '2026-01-05');
    expect(before.words.at(-1)).toBe('2026-01-05 once box 5000');
    const after = new Biller([timelineOf(events)], prorata);
    after.ledger = before.ledger;
    after.through('2026-01-05', '2026-01-20');
    expect(after.words).toEqual(['2026-01-05 credit box -5000']);
    const kept = timelineOf([...events.slice(0, -1)]);
    expect(new Biller([kept], prorata).through('2026-01-01', '2026-01-31').net).toBe(8_100);
  });

  it('added in the middle of a period are charged to its end', () => {
    const tv = extra('tv', { minor: 1_000 });
    const timeline = timelineOf(
      history({ plan: A }, [
        { on: '2026-01-15', type: 'activated' },
        { on: '2026-01-25', type: 'changed', addExtras: [tv] },
        { on: '2026-02-04', type: 'changed', removeExtras: [tv.itemId] },
      ]),
    );
    expect(new Biller([timeline], profile()).through('2026-01-15', '2026-02-14').words).toEqual([
      '2026-01-15 recurring a 2026-01-15..2026-02-15 3100',
      '2026-01-25 recurring tv 2026-01-25..2026-02-15 677',
      '2026-02-04 credit tv 2026-02-04..2026-02-15 -355',
    ]);
  });
});

describe('a line', () => {
  it('names the service events it rests on', () => {
    const events = history({ plan: A }, [
      { on: '2026-01-01', type: 'activated' },
      { on: '2026-01-11', type: 'changed', plan: B },
    ]);
    const [selected, activated, changed] = events.map(({ eventId }) => eventId);
    const biller = new Biller([timelineOf(events)], prorata).through('2026-01-01', '2026-01-11');
    expect(biller.billed.map(({ line }) => [line.item, line.kind, line.events])).toEqual([
      ['a', 'recurring', [selected, activated]],
      ['b', 'recurring', [changed, activated]],
      ['a', 'credit', [changed]],
    ]);
  });

  it('carries its taxes, and so does what is taken back of it', () => {
    const by = profile({
      model: 'pro-rata',
      taxes: [
        { name: 'VAT', rate: '19' },
        { name: 'Levy', rate: '5', inclusive: true },
      ],
    });
    const timeline = timelineOf(
      history({ plan: A }, [
        { on: '2026-01-01', type: 'activated' },
        { on: '2026-01-11', type: 'terminated' },
      ]),
    );
    const biller = new Biller([timeline], by).through('2026-01-01', '2026-01-11');
    expect(
      biller.billed.map(({ line: { kind, minor, contains, tax } }) => [
        kind,
        minor,
        tax?.name,
        contains?.[0]?.minor,
      ]),
    ).toEqual([
      ['recurring', 3_100, undefined, 148],
      ['tax', 589, 'VAT', undefined],
      ['credit', -2_100, undefined, -100],
      ['tax', -399, 'VAT', undefined],
    ]);
  });
});

describe('proration none', () => {
  it('has no part price and no credit', () => {
    const by = profile({ model: 'pro-rata', proration: 'none' });
    const timeline = timelineOf(
      history({ plan: A }, [
        { on: '2026-01-10', type: 'activated' },
        { on: '2026-02-10', type: 'changed', plan: B },
        { on: '2026-03-10', type: 'terminated' },
      ]),
    );
    expect(new Biller([timeline], by).through('2026-01-10', '2026-05-01').words).toEqual([
      '2026-02-01 recurring a 2026-02-01..2026-03-01 3100',
      '2026-03-01 recurring b 2026-03-01..2026-04-01 6200',
    ]);
  });
});

describe('what is left of a line', () => {
  it('bounds the credit of a line of which an outage took a part before', () => {
    const noon = (on: string) => `${on}T07:00:00.000Z`;
    const facts = [
      { on: '2026-01-01', type: 'activated' },
      {
        on: '2026-01-01',
        type: 'outage-recorded',
        outageId: 'out_1',
        startedAt: noon('2026-01-01'),
        endedAt: '2026-01-01T19:00:00.000Z',
      },
      { on: '2026-01-01', type: 'terminated' },
    ] as const;
    const events = history({ plan: A }, facts);
    const before = new Biller([timelineOf(events.slice(0, 2))], prorata);
    before.bill('2026-01-01');
    const during = new Biller([timelineOf(events.slice(0, 3))], prorata);
    during.ledger = before.ledger;
    during.bill('2026-01-01');
    expect(during.words).toEqual(['2026-01-01 credit a 2026-01-01..2026-01-02 -50']);
    const after = new Biller([timelineOf(events)], prorata);
    after.ledger = during.ledger;
    after.bill('2026-01-01');
    expect(before.net + during.net + after.net).toBe(0);
  });
});
