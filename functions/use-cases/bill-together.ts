import { done, type Result } from '../domain/result.ts';
import { itemsOf, mostItems } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change } from '../ports/store.ts';
import {
  type BilledInvoice,
  type BillingPorts,
  type BillingWish,
  type PreparedBilling,
  prepareBilling,
} from './billing-plan.ts';

type Billed = Result<readonly BilledInvoice[]>;

/** A subscriber for whom one invoice, or a change of the account alone, is ready to be written. */
interface Ready {
  readonly wish: BillingWish;
  readonly before: PreparedBilling['before'];
  readonly next: NonNullable<PreparedBilling['next']>;
}

/** Many subscribers, calculated: those for whom nothing more is to be written, and those whose invoices wait for numbers. */
export interface PreparedTogether {
  readonly settled: ReadonlyMap<BillingWish, Billed>;
  readonly ready: readonly Ready[];
}

/** Calculates what many subscribers are to be charged, side by side. Nothing is changed. */
export async function prepareTogether(
  ports: BillingPorts,
  wishes: readonly BillingWish[],
  context: Context,
): Promise<PreparedTogether> {
  const settled = new Map<BillingWish, Billed>();
  const ready: Ready[] = [];
  const read = await Promise.allSettled(wishes.map((wish) => prepareBilling(ports, wish, context)));
  for (const [i, wish] of wishes.entries()) {
    const prepared = read[i];
    if (prepared?.status !== 'fulfilled') continue;
    if (!prepared.value.ok) {
      settled.set(wish, prepared.value);
      continue;
    }
    const { before, wait, next } = prepared.value.value;
    if (wait !== undefined) {
      if (wait.changes.length === 0) settled.set(wish, wait.refused);
    } else if (next === undefined) settled.set(wish, done(before));
    else if (!next.more) ready.push({ wish, before, next });
  }
  return { settled, ready };
}

/**
 * Issues what was prepared, as much in one transaction as it holds. A number without gaps is one place in the table
 * that all must pass, and who takes twenty at a time passes it twenty times as fast. Answers by the wish; without an
 * answer is who cannot go with the others (several invoices, a rival at the account, a fault) and must be billed alone. By
 * series, the numbers say where the caller last saw it, and are kept for the next call.
 */
export async function billTogether(
  ports: Pick<Ports, 'store'>,
  { settled, ready }: PreparedTogether,
  numbers: Map<string, number>,
  context: Context,
): Promise<ReadonlyMap<BillingWish, Billed>> {
  const outcomes = new Map(settled);
  for (const group of Map.groupBy(ready, ({ next }) => next.series).values()) {
    for (const [wish, billed] of await writeTogether(ports, group, numbers, context))
      outcomes.set(wish, billed);
  }
  return outcomes;
}

/** Who could be written together, with what was issued. */
async function writeTogether(
  { store }: Pick<Ports, 'store'>,
  group: readonly Ready[],
  numbers: Map<string, number>,
  context: Context,
): Promise<ReadonlyMap<BillingWish, Billed>> {
  const written = new Map<BillingWish, Billed>();
  const series = group[0]?.next.series ?? '';
  let last = numbers.get(series) ?? (await store.currentInSeries(series));
  for (let from = 0; from < group.length; ) {
    const pack = await packOf(group.slice(from), last + 1);
    if (await isCommitted({ store }, pack.changes, context)) {
      for (const [wish, billed] of pack.billed) written.set(wish, billed);
      from += pack.billed.length;
      last += pack.numbers;
      continue;
    }
    // A rival took the number: the same again from where it stands now. Otherwise one of them cannot be written.
    const now = await store.currentInSeries(series);
    if (now === last) from += pack.billed.length;
    last = now;
  }
  numbers.set(series, last);
  return written;
}

async function isCommitted(
  { store }: Pick<Ports, 'store'>,
  changes: readonly Change[],
  context: Context,
): Promise<boolean> {
  try {
    return (await store.commit(changes, context)).ok;
  } catch {
    // Whose fault it is comes out where each is billed alone, and is noted there.
    return false;
  }
}

interface Pack {
  readonly changes: readonly Change[];
  readonly billed: readonly (readonly [BillingWish, Billed])[];
  /** How many numbers it takes. */
  readonly numbers: number;
}

/** The first of a group that one transaction holds, numbered from the given one on. */
async function packOf(group: readonly Ready[], first: number): Promise<Pack> {
  const changes: Change[] = [];
  const billed: [BillingWish, Billed][] = [];
  let numbers = 0;
  for (const { wish, before, next } of group) {
    const issued = await next.issue(first + numbers);
    if (billed.length > 0 && itemsOf([...changes, ...issued.changes]) > mostItems) break;
    changes.push(...issued.changes);
    billed.push([wish, done([...before, ...issued.invoices])]);
    numbers += issued.invoices.length;
  }
  return { changes, billed, numbers };
}
