import type {
  DunningHold,
  InvoiceDispute,
  PaymentPlan,
  PaymentPromise,
  TakenStep,
} from '../../contracts/dunning.ts';
import type { DunningBalanceLow } from '../../contracts/events/dunning-balance-low.ts';
import type { DunningBalanceRecovered } from '../../contracts/events/dunning-balance-recovered.ts';
import type { DunningClosed } from '../../contracts/events/dunning-closed.ts';
import type { DunningForeseen } from '../../contracts/events/dunning-foreseen.ts';
import type { DunningHeld } from '../../contracts/events/dunning-held.ts';
import type { DunningHoldLifted } from '../../contracts/events/dunning-hold-lifted.ts';
import type { DunningInvoiceDisputeEnded } from '../../contracts/events/dunning-invoice-dispute-ended.ts';
import type { DunningInvoiceDisputed } from '../../contracts/events/dunning-invoice-disputed.ts';
import type { DunningOpened } from '../../contracts/events/dunning-opened.ts';
import type { DunningPaymentPromised } from '../../contracts/events/dunning-payment-promised.ts';
import type { DunningPlanAgreed } from '../../contracts/events/dunning-plan-agreed.ts';
import type { DunningPlanEnded } from '../../contracts/events/dunning-plan-ended.ts';
import type { DunningPromiseEnded } from '../../contracts/events/dunning-promise-ended.ts';
import type { DunningServicesRestored } from '../../contracts/events/dunning-services-restored.ts';
import type { DunningStepTaken } from '../../contracts/events/dunning-step-taken.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { dayNumber } from '../billing/days.ts';
import { type Cut, isCutting, isHarsher } from './severity.ts';

export type DunningEvent =
  | DunningBalanceLow
  | DunningBalanceRecovered
  | DunningOpened
  | DunningForeseen
  | DunningClosed
  | DunningStepTaken
  | DunningHeld
  | DunningHoldLifted
  | DunningServicesRestored
  | DunningPaymentPromised
  | DunningPromiseEnded
  | DunningInvoiceDisputed
  | DunningInvoiceDisputeEnded
  | DunningPlanAgreed
  | DunningPlanEnded;

/** How far a subscriber who has not paid was taken. */
export interface Dunning {
  readonly subscriberId: string;
  /** Since when something is open; left out while nothing is. */
  readonly openSince?: Day;
  /** No step can be due before that day; left out where any day may bring one. */
  readonly nothingBefore?: Day;
  readonly taken: readonly TakenStep[];
  /** Late fees of debts that are paid: an invoice that is opened again is charged none again. */
  readonly fees?: readonly TakenStep[];
  readonly hold?: DunningHold;
  readonly promise?: PaymentPromise;
  /** In which instalments what was open is paid; left out while none are agreed. */
  readonly plan?: PaymentPlan;
  /** Of which the subscriber says that they are wrong; left out while there are none. */
  readonly disputed?: readonly InvoiceDispute[];
  /** For what is open now; left out while there are none. */
  readonly brokenPromises?: number;
  /** Services of which a step took something, and that are not restored yet. */
  readonly cut: readonly string[];
  /** Since when the debt is listed for whoever collects it; left out until it is. */
  readonly handedOverOn?: Day;
  /** What was taken of them by the harshest step; left out while there are none. */
  readonly level?: Cut | undefined;
  /** Since when the subscriber is told that the balance runs low; left out while it does not. */
  readonly lowSince?: Day;
}

/** There is one per subscriber, so its id follows from the subscriber's. */
export function dunningIdOf(subscriberId: string): string {
  return `dun_${subscriberId.slice(subscriberId.indexOf('_') + 1)}`;
}

/**
 * The steps that stand when invoices are owed again of which nothing was to be done for a while. What had been taken of
 * services for them was given back, so it is there to be taken again; notices, fees and lists are not repeated.
 */
function takenStill({ taken, level }: Dunning, invoiceIds: readonly string[]): readonly TakenStep[] {
  if (level !== undefined) return taken;
  return taken.filter(
    (step) => !isCutting(step) || step.invoiceId === undefined || !invoiceIds.includes(step.invoiceId),
  );
}

function expecting({ nothingBefore: _, ...dunning }: Dunning, nothingBefore: Day | undefined): Dunning {
  return nothingBefore === undefined ? dunning : { ...dunning, nothingBefore };
}

/** Whether nothing ends by itself, or waits to be given back: what was taken, promised or agreed may on any day. */
function isQuiet({ cut, level, promise, plan }: Dunning): boolean {
  return cut.length === 0 && level === undefined && promise === undefined && plan === undefined;
}

/** By fewer days it is not worth an event that somebody is looked at later. */
const fewDays = 3;

/** What is told when a step can be due earlier than was foreseen, or so much later that no run need look until then. */
export function foresee(dunning: Dunning, on: Day, first: Day | undefined): readonly DunningForeseen[] {
  const { subscriberId, nothingBefore: foreseen = on } = dunning;
  const isEarlier = on < foreseen && (first ?? on) < foreseen;
  const isLater =
    foreseen <= on && first !== undefined && dayNumber(first) - dayNumber(on) >= fewDays && isQuiet(dunning);
  if (!isEarlier && !isLater) return [];
  const data = { subscriberId, ...(first === undefined ? {} : { nothingBefore: first }) };
  return [{ type: 'dunning.foreseen', data }];
}

/** Where debts are listed that are handed over. */
export const handedOver = 'handed-over';

export const dunningAggregate: Aggregate<Dunning, DunningEvent> = {
  type: 'dunning',
  evolve(state, { type, data }) {
    const { subscriberId } = data;
    const dunning: Dunning = state ?? { subscriberId, taken: [], cut: [] };
    switch (type) {
      case 'dunning.balance-low':
        return { ...dunning, lowSince: data.on };
      case 'dunning.balance-recovered': {
        const { lowSince: _, ...rest } = dunning;
        return rest;
      }
      case 'dunning.opened':
        return { ...expecting(dunning, data.nothingBefore), openSince: data.on };
      case 'dunning.foreseen':
        return expecting(dunning, data.nothingBefore);
      case 'dunning.closed': {
        const { openSince: _, promise: __, brokenPromises: ___, handedOverOn: ____, ...rest } = dunning;
        // What took nothing of any service must not keep a step of the next debt from taking it.
        const { level: _____, ...unlevelled } = expecting(rest, undefined);
        const fees = [...(dunning.fees ?? []), ...dunning.taken].filter(
          ({ feeInvoiceId }) => feeInvoiceId !== undefined,
        );
        return {
          ...(rest.cut.length === 0 ? unlevelled : expecting(rest, undefined)),
          ...(fees.length === 0 ? {} : { fees }),
          taken: [],
        };
      }
      case 'dunning.step-taken': {
        const { subscriberId: _, owed: __, serviceIds, ...step } = data;
        const { kind, rate, blocks } = step;
        const level = {
          kind,
          ...(rate === undefined ? {} : { rate }),
          ...(blocks === undefined ? {} : { blocks }),
        };
        return {
          ...dunning,
          ...(isHarsher(step, dunning.level) ? { level } : {}),
          ...(kind === 'hand-over' ? { handedOverOn: dunning.handedOverOn ?? step.on } : {}),
          taken: [...dunning.taken, step],
          cut: [...new Set([...dunning.cut, ...serviceIds])],
        };
      }
      case 'dunning.payment-promised': {
        const { subscriberId: _, ...promise } = data;
        return { ...dunning, promise };
      }
      case 'dunning.promise-ended': {
        const { promise: _, ...rest } = dunning;
        if (data.outcome === 'kept') return rest;
        return { ...rest, brokenPromises: (dunning.brokenPromises ?? 0) + 1 };
      }
      case 'dunning.plan-agreed': {
        const { subscriberId: _, ...plan } = data;
        return { ...dunning, plan };
      }
      case 'dunning.plan-ended': {
        const { plan, ...rest } = dunning;
        const { invoiceIds = [] } = data.outcome === 'kept' ? {} : (plan ?? {});
        return { ...rest, taken: takenStill(dunning, invoiceIds) };
      }
      case 'dunning.invoice-disputed': {
        const { subscriberId: _, ...dispute } = data;
        const others = (dunning.disputed ?? []).filter(({ invoiceId }) => invoiceId !== dispute.invoiceId);
        return { ...dunning, disputed: [...others, dispute] };
      }
      case 'dunning.invoice-dispute-ended': {
        const { disputed = [], ...rest } = dunning;
        const others = disputed.filter(({ invoiceId }) => invoiceId !== data.invoiceId);
        const again = { ...rest, taken: takenStill(dunning, [data.invoiceId]) };
        return others.length === 0 ? again : { ...again, disputed: others };
      }
      case 'dunning.held': {
        const { until, reason } = data;
        return { ...dunning, hold: { until, reason } };
      }
      case 'dunning.hold-lifted': {
        const { hold: _, ...rest } = dunning;
        return rest;
      }
      case 'dunning.services-restored': {
        const cut = dunning.cut.filter((id) => !data.serviceIds.includes(id));
        const { level: _, ...rest } = dunning;
        return cut.length === 0 ? { ...rest, cut } : { ...dunning, cut };
      }
    }
  },
  // Watched while something is open, or is not yet restored.
  links: (dunning) => {
    const { subscriberId, openSince, nothingBefore, cut, handedOverOn } = dunning;
    const quietUntil = isQuiet(dunning) ? nothingBefore : undefined;
    const dueOn = quietUntil ?? openSince ?? (cut.length > 0 ? '0001-01-01' : undefined);
    return {
      owner: subscriberId,
      ...(dueOn === undefined ? {} : { dueOn }),
      ...(handedOverOn === undefined ? {} : { place: handedOver }),
    };
  },
};
