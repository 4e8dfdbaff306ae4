import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DunningRule,
  type DunningStep,
  dunningRuleWire,
  dunningStep,
  type TakenStep,
} from '../../../functions/contracts/dunning.ts';
import { dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { lowBalance } from '../../../functions/domain/dunning/balance.ts';
import {
  type DunningFacts,
  isSettled,
  missingOnBalance,
  nextStep,
  nothingBefore,
  overdueBeyondCredit,
} from '../../../functions/domain/dunning/next-step.ts';
import { setDunningPolicy, versionOn } from '../../../functions/domain/dunning/policy.ts';
import { isCutting, isHarsher } from '../../../functions/domain/dunning/severity.ts';
import { ruleFor } from '../../../functions/domain/policy/rule-for.ts';

const rule: DunningRule = {
  steps: [
    { stepId: 'cut', kind: 'suspension', day: 10 },
    { stepId: 'soon', kind: 'reminder', day: -3 },
    { stepId: 'late', kind: 'reminder', day: 2 },
  ],
};
const invoice = (n: number, dueOn: string, due = 3_100) => ({
  invoiceId: `inv_${n}`,
  number: `INV-${n}`,
  issuedOn: '2026-01-01',
  dueOn,
  due,
});
const facts = (on: string, more: Partial<DunningFacts> = {}): DunningFacts => ({
  on,
  account: { currency: 'USD', credit: 0, openInvoices: [invoice(1, '2026-01-15')] },
  taken: [],
  unmatched: [],
  ...more,
});
const account = (openInvoices: DunningFacts['account']['openInvoices'], credit = 0) => ({
  currency: 'USD',
  credit,
  openInvoices,
});

/** Every step that is taken from a day up to another one, as a run every day takes them. */
function run(known: DunningFacts, wanted: DunningRule, days: number): TakenStep[] {
  const taken: TakenStep[] = [...known.taken];
  let level = known.level;
  for (let i = 0; i < days; i++) {
    const on = dayOf(dayNumber(known.on) + i);
    for (;;) {
      const next = nextStep({ ...known, on, taken, level }, wanted);
      if ('spared' in next) break;
      const { step, invoice: of, dueOn } = next;
      const named = of === undefined ? {} : { invoiceId: of.invoiceId, number: of.number };
      taken.push({ ...named, dueOn, stepId: step.stepId, kind: step.kind, on });
      if (isHarsher(step, level)) level = step;
    }
  }
  return taken;
}

describe('the next step', () => {
  it('comes on its day before and after the due day', () => {
    expect(run(facts('2026-01-01'), rule, 60).map(({ stepId, on }) => `${on} ${stepId}`)).toEqual([
      '2026-01-12 soon',
      '2026-01-17 late',
      '2026-01-25 cut',
    ]);
  });

  it('of an old debt is the notice, and the suspension no earlier than the day after', () => {
    expect(run(facts('2026-06-01'), rule, 5).map(({ stepId, on }) => `${on} ${stepId}`)).toEqual([
      '2026-06-01 late',
      '2026-06-02 cut',
    ]);
  });

  it.each([
    ['exempt', facts('2026-02-01'), { steps: [] }],
    ['nothing-due', facts('2026-01-16'), rule],
    ['held', facts('2026-02-01', { hold: { until: '2026-02-02', reason: 'Promised.' } }), rule],
    ['credit', facts('2026-02-01', { account: account([invoice(1, '2026-01-15')], 3_100) }), rule],
    ['below-minimum', facts('2026-02-01'), { ...rule, minimum: { minor: 3_101, currency: 'USD' } }],
  ] as const)('is none: %s', (spared, known, wanted) => {
    expect(nextStep(known, wanted as DunningRule)).toEqual({ spared });
  });

  it('waits while a payment of that amount looks for its subscriber, and for no other one', () => {
    const late = run(facts('2026-01-01'), rule, 20);
    const at = (minor: number) =>
      nextStep(facts('2026-02-01', { taken: late, unmatched: [{ minor, currency: 'USD' }] }), rule);
    expect(at(3_100)).toEqual({ spared: 'unmatched-payment' });
    expect(at(3_099)).toMatchObject({ step: { stepId: 'cut' }, owed: { minor: 3_100 } });
  });

  it('waits while a payment that names the subscriber could not be counted, whatever its amount', () => {
    const late = run(facts('2026-01-01'), rule, 20);
    const at = (more: Partial<DunningFacts>) =>
      nextStep(facts('2026-02-01', { ...more, unmatched: [{ minor: 5, currency: 'EUR' }] }), rule);
    expect(at({ taken: late, isUnmatchedOwn: true })).toEqual({ spared: 'unmatched-payment' });
    expect(at({ taken: late })).toMatchObject({ step: { stepId: 'cut' } });
    expect(at({ isUnmatchedOwn: true })).toMatchObject({ step: { stepId: 'late' } });
  });

  it('comes for what is owed beyond all invoices, since the day on which it was, without a fee', () => {
    const steps: DunningStep[] = [
      ...rule.steps,
      { stepId: 'fee', kind: 'late-fee', day: 3, fee: { percent: 10 } },
      { stepId: 'gone', kind: 'hand-over', day: 20 },
    ];
    const owing = facts('2026-03-01', { account: account([], -900), openSince: '2026-03-01' });
    expect(run(owing, { steps }, 40).map(({ stepId, on, number }) => [on, stepId, number])).toEqual([
      ['2026-03-03', 'late', undefined],
      ['2026-03-11', 'cut', undefined],
    ]);
    // An invoice that is overdue tells of it too, and one that is not yet due takes nothing away.
    const open = [invoice(1, '2026-02-20'), invoice(2, '2026-03-25')];
    const both = run({ ...owing, account: account(open, -900) }, { steps }, 5);
    expect(new Set(both.map(({ number }) => number))).toEqual(new Set(['INV-1']));
    const next = nextStep({ ...owing, on: '2026-03-04', account: account(open.slice(1), -900) }, rule);
    expect(next).toMatchObject({ step: { stepId: 'late' }, owed: { minor: 900 } });
  });

  it('comes on its own day of the younger debt where an older one is too small to be pursued', () => {
    const minimum = { minor: 200, currency: 'USD' };
    const open = [invoice(1, '2025-11-01', 50), invoice(2, '2026-01-15')];
    const taken = run(facts('2026-01-01', { account: account(open) }), { ...rule, minimum }, 40);
    expect(taken.map(({ stepId, on, number }) => `${on} ${stepId} ${number}`)).toEqual([
      '2026-01-12 soon INV-2',
      '2026-01-17 late INV-2',
      '2026-01-25 cut INV-2',
    ]);
  });

  it('takes nothing of services outside the days, the hours and the number of the policy, and reminds all the same', () => {
    const late = run(facts('2026-01-01'), rule, 20);
    // 1 February 2026 is a Sunday.
    const at = (limits: DunningFacts['limits'], time?: string, on = '2026-02-01') =>
      nextStep({ ...facts(on, { taken: late, time }), ...(limits === undefined ? {} : { limits }) }, rule);
    const weekdays = [1, 2, 3, 4, 5];
    const hours = { from: '08:00', to: '18:00' };
    expect(at({ weekdays })).toEqual({ spared: 'outside-weekdays' });
    expect(at({ weekdays }, undefined, '2026-02-02')).toMatchObject({ step: { stepId: 'cut' } });
    expect(at({ hours }, '07:59')).toEqual({ spared: 'outside-hours' });
    expect(at({ hours }, '08:00')).toMatchObject({ step: { stepId: 'cut' } });
    expect(at({ hours }, '18:00')).toEqual({ spared: 'outside-hours' });
    expect(at({ hours })).toMatchObject({ step: { stepId: 'cut' } });
    expect(at({ left: 0 })).toEqual({ spared: 'daily-limit' });
    expect(at({ left: 1 })).toMatchObject({ step: { stepId: 'cut' } });
    const reminded = facts('2026-01-18', { time: '03:00', limits: { weekdays, hours, left: 0 } });
    expect(nextStep(reminded, rule)).toMatchObject({ step: { stepId: 'late' } });
  });

  it('goes on when a hold is over', () => {
    const hold = { until: '2026-02-01', reason: 'Promised.' };
    expect(nextStep(facts('2026-02-01', { hold }), rule)).toMatchObject({ step: { stepId: 'late' } });
  });
});

describe('what must stay on the balance of who pays before', () => {
  const usd = (minor: number) => ({ minor, currency: 'USD' });
  const kept: DunningRule = {
    prepaid: true,
    minimumBalance: usd(1_000),
    steps: [
      { stepId: 'soon', kind: 'reminder', day: -3 },
      { stepId: 'fee', kind: 'late-fee', day: 0, fee: { percent: 10 } },
      { stepId: 'slow', kind: 'throttle', day: 0, rate: { downKbps: 1_000, upKbps: 500 } },
      { stepId: 'cut', kind: 'suspension', day: 2 },
    ],
  };
  const holding = (credit: number, openInvoices: DunningFacts['account']['openInvoices'] = []) =>
    facts('2026-02-01', { openSince: '2026-02-01', account: account(openInvoices, credit) });

  it('is overdue as far as it is missing, though no invoice is open', () => {
    expect(nextStep(holding(400), kept)).toEqual({
      step: kept.steps[2],
      dueOn: '2026-02-01',
      owed: usd(600),
    });
    expect(run(holding(400), kept, 9).map(({ stepId, on }) => `${on} ${stepId}`)).toEqual([
      '2026-02-01 slow',
      '2026-02-03 cut',
    ]);
    expect(isSettled(holding(999), kept)).toBe(false);
    expect(isSettled(holding(1_000), kept)).toBe(true);
    expect(missingOnBalance(holding(400), kept)).toBe(600);
  });

  it('asks nothing where it is there, is in other money, or the rule is not prepaid', () => {
    const { prepaid: _, ...postpaid } = kept;
    for (const [known, wanted] of [
      [holding(1_000), kept],
      [holding(0), { ...kept, minimumBalance: { minor: 1_000, currency: 'EUR' } }],
      [holding(0), postpaid],
    ] as const) {
      expect(nextStep(known, wanted)).toEqual({ spared: 'nothing-due' });
      expect(missingOnBalance(known, wanted)).toBe(0);
    }
  });

  it('is owed beside an invoice that is overdue, which comes first', () => {
    const known = holding(0, [invoice(1, '2026-02-01')]);
    expect(nextStep(known, kept)).toMatchObject({ step: { stepId: 'soon' }, owed: usd(4_100) });
    expect(nextStep(known, kept)).toHaveProperty('invoice.invoiceId');
    expect(missingOnBalance(known, kept)).toBe(1_000);
  });

  it('runs low below an amount, or when the next charge would not be covered', () => {
    const next = { on: '2026-03-01', minor: 3_100 };
    const low = (credit: number, told: DunningRule['lowBalance'], charge: typeof next | undefined = next) =>
      lowBalance(holding(credit), { ...kept, lowBalance: told }, charge);
    expect(low(4_099, { nextDebit: true })).toEqual(usd(4_099));
    expect(low(4_100, { nextDebit: true })).toBeUndefined();
    expect(low(1_999, { below: usd(2_000) })).toEqual(usd(1_999));
    expect(low(2_000, { below: usd(2_000) })).toBeUndefined();
    expect(lowBalance(holding(0), { ...kept, lowBalance: { nextDebit: true } }, undefined)).toBeUndefined();
    expect(lowBalance(holding(0), kept, next)).toBeUndefined();
  });
});

const anyStep = fc
  .record({
    stepId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    kind: fc.constantFrom(
      'reminder' as const,
      'throttle' as const,
      'walled-garden' as const,
      'suspension' as const,
      'termination' as const,
    ),
    day: fc.integer({ min: -20, max: 40 }),
  })
  .map(
    (step): DunningStep =>
      step.kind === 'throttle' ? { ...step, rate: { downKbps: 1_000, upKbps: 500 } } : step,
  )
  .filter((step) => dunningStep.safeParse(step).success);
const anyRule = fc.record({
  steps: fc.uniqueArray(anyStep, { selector: ({ stepId }) => stepId, maxLength: 5 }),
});
const anyInvoices = fc
  .array(fc.record({ due: fc.integer({ min: 1, max: 9_000 }), late: fc.integer({ min: -30, max: 60 }) }), {
    maxLength: 4,
  })
  .map((list) => list.map(({ due, late }, i) => invoice(i, dayOf(dayNumber('2026-03-01') - late), due)));

describe('laws of dunning', () => {
  it('what is taken of services only ever grows harsher, whatever the invoices and the order of the steps', () => {
    fc.assert(
      fc.property(anyRule, anyInvoices, (wanted, open) => {
        const cutting = run(facts('2026-02-01', { account: account(open) }), wanted, 80).filter(isCutting);
        for (const [i, step] of cutting.entries()) {
          const before = cutting[i - 1];
          if (before !== undefined) expect(isHarsher(step, before)).toBe(true);
        }
        const turned = run(
          facts('2026-02-01', { account: account(open.toReversed()) }),
          { ...wanted, steps: wanted.steps.toReversed() },
          80,
        );
        expect(turned.filter(isCutting)).toEqual(cutting);
      }),
      { numRuns: 300 },
    );
  });

  it('nobody is suspended who owes nothing that is overdue beyond credit', () => {
    fc.assert(
      fc.property(anyRule, anyInvoices, fc.integer({ min: 0, max: 40_000 }), (wanted, open, credit) => {
        const known = facts('2026-03-01', { account: account(open, credit) });
        const next = nextStep(known, wanted);
        if ('spared' in next || !isCutting(next.step)) return;
        expect(overdueBeyondCredit(known, wanted)).toBeGreaterThan(0);
        expect(isSettled(known, wanted)).toBe(false);
        expect(next.dueOn < known.on).toBe(true);
      }),
    );
  });

  it('no step is taken twice for an invoice, and no two on one day', () => {
    fc.assert(
      fc.property(anyRule, anyInvoices, (wanted, open) => {
        const taken = run(facts('2026-02-01', { account: account(open) }), wanted, 90);
        const keys = taken.map(({ invoiceId, stepId }) => `${invoiceId} ${stepId}`);
        expect(new Set(keys).size).toBe(keys.length);
        const days = taken.map(({ invoiceId, on }) => `${invoiceId} ${on}`);
        expect(new Set(days).size).toBe(days.length);
      }),
      { numRuns: 50 },
    );
  });

  it('the order in which invoices and steps are listed is of no consequence', () => {
    fc.assert(
      fc.property(anyRule, anyInvoices, (wanted, open) => {
        const known = facts('2026-03-01', { account: account(open) });
        const turned = facts('2026-03-01', { account: account(open.toReversed()) });
        expect(nextStep(turned, { steps: wanted.steps.toReversed() })).toEqual(nextStep(known, wanted));
      }),
    );
  });
});

describe('the policy', () => {
  it('is of the day, and of the category before all', () => {
    const vip = { category: 'VIP', steps: [] };
    expect(ruleFor([rule, vip], 'vip')).toBe(vip);
    expect(ruleFor([rule, vip], 'residential')).toBe(rule);
    expect(ruleFor([vip], undefined)).toBeUndefined();
    const first = { from: '2026-01-01', rules: [], unmatchedLimit: 10 };
    const later = { ...first, from: '2026-02-01' };
    expect(versionOn([first, later], '2026-01-31')).toBe(first);
    expect(versionOn([first, later], '2025-12-31')).toBeUndefined();
    expect(setDunningPolicy(first, '2026-01-02')).toMatchObject({
      refusal: { code: 'dunning-policy.day-past', pointer: '/from' },
    });
  });

  it('suspends nobody before an invoice is overdue', () => {
    expect(dunningStep.safeParse({ stepId: 'cut', kind: 'suspension', day: -1 }).success).toBe(false);
    expect(
      dunningRuleWire.safeParse({ steps: [{ stepId: 'cut', kind: 'suspension', day: 0 }] }).success,
    ).toBe(false);
    const step = { stepId: 'slow', kind: 'throttle', day: 3 };
    expect(dunningStep.safeParse(step).success).toBe(false);
    expect(dunningStep.safeParse({ ...step, rate: { downKbps: 1, upKbps: 1 } }).success).toBe(true);
    expect(dunningStep.safeParse({ ...step, kind: 'termination', blocks: true }).success).toBe(false);
  });
});

describe('the first day on which a step can be due', () => {
  const someSteps = fc
    .uniqueArray(
      fc.record({
        kind: fc.constantFrom('reminder', 'late-fee', 'suspension', 'hand-over'),
        day: fc.integer({ min: -20, max: 60 }),
      }),
      { maxLength: 4, selector: ({ day }) => day },
    )
    .map((steps) =>
      steps
        .filter(({ kind, day }) => kind === 'reminder' || day >= 1)
        .map((step, i) => ({
          ...step,
          stepId: `step-${i}`,
          ...(step.kind === 'late-fee' ? { fee: { percent: 5 } } : {}),
        })),
    );
  const someRules = fc.array(fc.record({ steps: someSteps }), { maxLength: 3 }) as fc.Arbitrary<
    DunningRule[]
  >;
  const someInvoices = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 9_999 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  const begin = dayNumber('2026-01-01');

  it('is never after one that is taken, whichever of the rules holds then', () => {
    fc.assert(
      fc.property(
        someInvoices,
        fc.nat(5_000),
        someRules,
        fc.integer({ min: -40, max: 200 }),
        (open, credit, known, n) => {
          const invoices = open.map(([day, due], i) => invoice(i, dayOf(begin + day), due));
          const first = nothingBefore(account(invoices, credit), known);
          const on = dayOf(begin + n);
          fc.pre(first !== undefined && on < first);
          for (const one of known) {
            expect(nextStep(facts(on, { account: account(invoices, credit) }), one)).toHaveProperty('spared');
          }
        },
      ),
    );
  });

  it('is that of the step which comes first, of the invoice that is due first', () => {
    const open = [invoice(1, '2026-02-10'), invoice(2, '2026-02-05')];
    expect(nothingBefore(account(open), [rule])).toBe('2026-02-02');
    expect(nextStep(facts('2026-02-02', { account: account(open) }), rule)).toHaveProperty('step');
    expect(nothingBefore(account(open), [{ steps: [] }])).toBe('9999-12-31');
  });

  it('is not known of who pays before, or owes beyond all invoices', () => {
    const open = [invoice(1, '2026-02-10')];
    expect(nothingBefore(account(open), [rule, { ...rule, prepaid: true }])).toBeUndefined();
    expect(nothingBefore(account(open, -1), [rule])).toBeUndefined();
    expect(nothingBefore(account([]), [rule])).toBeUndefined();
  });
});
