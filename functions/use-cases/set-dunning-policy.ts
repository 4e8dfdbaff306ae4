import type { DatedDunning, DunningRule, DunningRuleWire } from '../contracts/dunning.ts';
import type { Day, Money, MoneyWire } from '../contracts/scalars.ts';
import {
  type DunningPolicy,
  setDunningPolicy as decide,
  dunningPolicyAggregate,
  dunningPolicyId,
} from '../domain/dunning/policy.ts';
import { parseMoney } from '../domain/money.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

type CuttingLimits = Pick<DatedDunning, 'weekdays' | 'hours' | 'holidays' | 'perDay'>;

export interface DunningPolicyWish extends CuttingLimits {
  readonly rules: readonly DunningRuleWire[];
  readonly unmatchedLimit: number;
  readonly from?: Day | undefined;
}

/** Sets the dunning policy from a day on that is not over; from today (UTC), if none is named. */
export async function setDunningPolicy(
  { store, holidays }: Pick<Ports, 'store' | 'holidays'>,
  wish: DunningPolicyWish,
  context: Context,
): Promise<Result<Stored<DunningPolicy>>> {
  const wanted = await datedDunningOf(holidays, wish, context);
  if (!wanted.ok) return wanted;
  return withRetry(context, async () => {
    const stored = await store.load(dunningPolicyAggregate, dunningPolicyId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(wanted.value, context.now.slice(0, 10));
    if (!decided.ok) return decided;
    const made = change(dunningPolicyAggregate, dunningPolicyId, stored, decided.value, context.now);
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}

/** The policy that is in force if these terms are set: what is there, and theirs from their day on. Nothing is set. */
export async function draftDunningPolicy(
  { store, holidays }: Pick<Ports, 'store' | 'holidays'>,
  wish: DunningPolicyWish,
  context: Context,
): Promise<Result<DunningPolicy>> {
  const wanted = await datedDunningOf(holidays, wish, context);
  if (!wanted.ok) return wanted;
  const decided = decide(wanted.value, context.now.slice(0, 10));
  if (!decided.ok) return decided;
  const stored = await store.load(dunningPolicyAggregate, dunningPolicyId);
  return done(change(dunningPolicyAggregate, dunningPolicyId, stored, decided.value, context.now).state);
}

async function datedDunningOf(
  calendars: Ports['holidays'],
  { rules: wires, unmatchedLimit, from, weekdays, hours, holidays, perDay }: DunningPolicyWish,
  context: Context,
): Promise<Result<DatedDunning>> {
  const rules = rulesOf(wires);
  if (!rules.ok) return rules;
  for (const [i, place] of (holidays ?? []).entries()) {
    if (await calendars.knows(place)) continue;
    return refuse(
      'dunning-policy.holidays-unknown',
      `No public holidays are known of ${[place.country, place.region].filter(Boolean).join('-')}; name another place, or the country alone.`,
      `/holidays/${i}`,
    );
  }
  return done({
    from: from ?? context.now.slice(0, 10),
    rules: [...rules.value],
    unmatchedLimit,
    weekdays,
    hours,
    holidays,
    perDay,
  });
}

function rulesOf(wires: readonly DunningRuleWire[]): Result<readonly DunningRule[]> {
  const rules: DunningRule[] = [];
  for (const [i, { minimum: wire, minimumBalance, lowBalance, ...rule }] of wires.entries()) {
    for (const [j, { fee }] of rule.steps.entries()) {
      for (const [k, amount] of (fee?.amounts ?? []).entries()) {
        const read = parseMoney(amount, `/rules/${i}/steps/${j}/fee/amounts/${k}/amount`);
        if (!read.ok) return read;
        if (read.value.minor <= 0) {
          return refuse(
            'dunning-policy.fee-not-positive',
            'A late fee is more than zero; leave the step out instead.',
            `/rules/${i}/steps/${j}/fee/amounts/${k}/amount`,
          );
        }
      }
    }
    const minimum = moneyOf(wire, `/rules/${i}/minimum`);
    if (!minimum.ok) return minimum;
    const kept = positiveOf(minimumBalance, `/rules/${i}/minimumBalance`);
    if (!kept.ok) return kept;
    const below = positiveOf(lowBalance?.below, `/rules/${i}/lowBalance/below`);
    if (!below.ok) return below;
    rules.push({
      ...rule,
      ...(minimum.value === undefined ? {} : { minimum: minimum.value }),
      ...(kept.value === undefined ? {} : { minimumBalance: kept.value }),
      ...(lowBalance === undefined ? {} : { lowBalance: { ...lowBalance, below: below.value } }),
    });
  }
  return done(rules);
}

function moneyOf(wire: MoneyWire | undefined, pointer: string): Result<Money | undefined> {
  return wire === undefined ? done(undefined) : parseMoney(wire, `${pointer}/amount`);
}

function positiveOf(wire: MoneyWire | undefined, pointer: string): Result<Money | undefined> {
  const read = moneyOf(wire, pointer);
  return !read.ok || read.value === undefined || read.value.minor > 0
    ? read
    : refuse(
        'dunning-policy.balance-not-positive',
        'It is more than zero; leave it out where nothing must stay on the balance.',
        `${pointer}/amount`,
      );
}
