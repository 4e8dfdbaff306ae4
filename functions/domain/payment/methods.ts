import type { PaymentMethodsAutopaySet } from '../../contracts/events/payment-methods-autopay-set.ts';
import type { PaymentMethodsChanged } from '../../contracts/events/payment-methods-changed.ts';
import type { PaymentMethodsDefaultSet } from '../../contracts/events/payment-methods-default-set.ts';
import type { PaymentMethodsExpiring } from '../../contracts/events/payment-methods-expiring.ts';
import type { PaymentMethodsRemoved } from '../../contracts/events/payment-methods-removed.ts';
import type { PaymentMethodsSaved } from '../../contracts/events/payment-methods-saved.ts';
import type { MethodAtProvider, SavedMethod } from '../../contracts/saved-method.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { dayIn, dayNumber, dayOf, monthOf } from '../billing/days.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';

export type PaymentMethodsEvent =
  | PaymentMethodsSaved
  | PaymentMethodsChanged
  | PaymentMethodsRemoved
  | PaymentMethodsDefaultSet
  | PaymentMethodsAutopaySet
  | PaymentMethodsExpiring;

/** With what a subscriber may be charged without being there, and whether invoices are charged by themselves. */
export interface PaymentMethods {
  readonly subscriberId: string;
  readonly methods: readonly SavedMethod[];
  /** The one that is charged; left out while there is none. */
  readonly defaultId?: string | undefined;
  readonly autopay: boolean;
}

/** There is one per subscriber, so its id follows from the subscriber's. */
export function paymentMethodsIdOf(subscriberId: string): string {
  return `pms_${subscriberId.slice(subscriberId.indexOf('_') + 1)}`;
}

/** What a provider keeps for a payer is one method here, however often it tells of it. */
export function methodClaim({ provider, token }: Pick<MethodAtProvider, 'provider' | 'token'>): {
  readonly kind: string;
  readonly value: string;
} {
  return { kind: 'payment-method', value: `${provider}:${token}` };
}

export function defaultMethod(methods: PaymentMethods | undefined): SavedMethod | undefined {
  return methods?.methods.find(({ methodId }) => methodId === methods.defaultId);
}

/** The end of a method is announced so many days before its last one. */
const announceDaysBefore = [30, 7];

function lastDayOf(expires: string): Day {
  return dayOf(dayIn(monthOf(dayNumber(`${expires}-01`)), 31));
}

/** The next day on which the end of the method that is charged is announced. */
function nextAnnouncement({ expires, announcedOn }: SavedMethod): Day | undefined {
  if (expires === undefined) return undefined;
  const last = lastDayOf(expires);
  return announceDaysBefore
    .map((days) => dayOf(dayNumber(last) - days))
    .find((on) => announcedOn === undefined || announcedOn < on);
}

/** The announcement that is due of the method that is charged. */
export function announceExpiry(methods: PaymentMethods, on: Day): readonly PaymentMethodsEvent[] {
  const method = defaultMethod(methods);
  const due = method === undefined ? undefined : nextAnnouncement(method);
  if (method?.expires === undefined || due === undefined || due > on) return [];
  const { methodId, label, expires } = method;
  const { subscriberId } = methods;
  return [
    {
      type: 'payment-methods.expiring',
      data: { subscriberId, methodId, label, expires, lastOn: lastDayOf(expires), on },
    },
  ];
}

/** What a provider says of a method that it keeps for the subscriber. */
export function saveMethod(
  methods: PaymentMethods | undefined,
  subscriberId: string,
  methodId: string,
  method: MethodAtProvider,
): readonly PaymentMethodsEvent[] {
  const known = methods?.methods.find(
    ({ provider, token }) => provider === method.provider && token === method.token,
  );
  if (known === undefined) {
    return [{ type: 'payment-methods.saved', data: { subscriberId, methodId, method } }];
  }
  const { methodId: knownId, savedAt: _, announcedOn: __, ...before } = known;
  // A later message may know less of it than the first.
  const after = { ...before, ...method };
  return isSame(before, after)
    ? []
    : [{ type: 'payment-methods.changed', data: { subscriberId, methodId: knownId, method: after } }];
}

function unknown(methodId: string, pointer?: string) {
  return refuse('payment-method.unknown', `The subscriber has no payment method ${methodId}.`, pointer);
}

export function removeMethod(
  methods: PaymentMethods | undefined,
  methodId: string,
  by: 'house' | 'provider',
): Result<readonly PaymentMethodsEvent[]> {
  const found = methods?.methods.find((one) => one.methodId === methodId);
  if (methods === undefined || found === undefined) return unknown(methodId);
  const { methodId: _, savedAt: __, announcedOn: ___, ...method } = found;
  return done([
    {
      type: 'payment-methods.removed',
      data: { subscriberId: methods.subscriberId, methodId, method, by },
    },
  ]);
}

/** Turns autopay on or off, and says with what is paid. */
export function setAutopay(
  methods: PaymentMethods | undefined,
  subscriberId: string,
  wish: {
    readonly enabled: boolean;
    readonly methodId?: string | undefined;
    readonly includeOpen: boolean;
  },
): Result<readonly PaymentMethodsEvent[]> {
  const { enabled, methodId, includeOpen } = wish;
  if (methodId !== undefined && !methods?.methods.some((one) => one.methodId === methodId)) {
    return unknown(methodId, '/methodId');
  }
  const chosen = methodId ?? methods?.defaultId;
  if (enabled && chosen === undefined) {
    return refuse(
      'autopay.no-method',
      'There is no saved payment method; have the subscriber save one first.',
      '/enabled',
    );
  }
  const choice: readonly PaymentMethodsEvent[] =
    methodId === undefined || methodId === methods?.defaultId
      ? []
      : [{ type: 'payment-methods.default-set', data: { subscriberId, methodId } }];
  const isNews = enabled !== (methods?.autopay ?? false) || (enabled && includeOpen);
  return done([
    ...choice,
    ...(isNews
      ? [
          {
            type: 'payment-methods.autopay-set' as const,
            data: { subscriberId, enabled, includeOpen },
          },
        ]
      : []),
  ]);
}

export const paymentMethodsAggregate: Aggregate<PaymentMethods, PaymentMethodsEvent> = {
  type: 'payment-methods',
  evolve(state, event, at) {
    const { subscriberId } = event.data;
    const before: PaymentMethods = state ?? { subscriberId, methods: [], autopay: false };
    const changed = (methodId: string, next: (method: SavedMethod) => SavedMethod) =>
      before.methods.map((method) => (method.methodId === methodId ? next(method) : method));
    switch (event.type) {
      case 'payment-methods.saved': {
        const { methodId, method } = event.data;
        return {
          ...before,
          methods: [...before.methods, { ...method, methodId, savedAt: at }],
          // Who saves a method means it to be used.
          defaultId: methodId,
        };
      }
      case 'payment-methods.changed': {
        const { methodId, method } = event.data;
        return { ...before, methods: changed(methodId, ({ savedAt }) => ({ ...method, methodId, savedAt })) };
      }
      case 'payment-methods.removed': {
        const methods = before.methods.filter(({ methodId }) => methodId !== event.data.methodId);
        const { defaultId, ...rest } = before;
        const next = defaultId === event.data.methodId ? methods.at(-1)?.methodId : defaultId;
        return { ...rest, methods, ...(next === undefined ? {} : { defaultId: next }) };
      }
      case 'payment-methods.default-set':
        return { ...before, defaultId: event.data.methodId };
      case 'payment-methods.autopay-set':
        return { ...before, autopay: event.data.enabled };
      case 'payment-methods.expiring': {
        const { methodId, on } = event.data;
        return { ...before, methods: changed(methodId, (method) => ({ ...method, announcedOn: on })) };
      }
    }
  },
  links: (state) => {
    const method = defaultMethod(state);
    const dueOn = method === undefined ? undefined : nextAnnouncement(method);
    return { owner: state.subscriberId, ...(dueOn === undefined ? {} : { dueOn }) };
  },
};
