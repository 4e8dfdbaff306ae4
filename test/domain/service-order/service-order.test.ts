import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/contracts/network-state.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  orderFailed,
  orderObserved,
  orderPrepared,
  orderRolledBack,
  orderSucceeded,
  requestOrder,
} from '../../../functions/domain/service-order/decide.ts';
import { failureWords } from '../../../functions/domain/service-order/failure-words.ts';
import {
  hasEnded,
  orderTransitions,
  type ServiceOrder,
  type ServiceOrderEvent,
  serviceOrderAggregate,
} from '../../../functions/domain/service-order/service-order.ts';
import { at, idOf, observation, serviceId, siteId } from '../service/samples.ts';

const seed = 20_261_123;

const wish = {
  serviceId,
  subscriberId: idOf('sub', 1),
  siteId,
  kind: 'activate' as const,
  requestedBy: { kind: 'staff' as const, id: 'ada' },
};

function orderAfter(events: readonly ServiceOrderEvent[], order?: ServiceOrder): ServiceOrder {
  const folded = fold(serviceOrderAggregate, order, events, at);
  if (folded === undefined) throw new Error('no order');
  return folded;
}

const step = fc.oneof(
  fc.record({
    do: fc.constantFrom('prepare' as const, 'roll-back' as const, 'succeed' as const, 'fail' as const),
  }),
  fc.record({
    do: fc.constant('observe' as const),
    revision: fc.integer({ min: 1, max: 2 }),
    outcome: fc.constantFrom<Outcome>('applied', 'refused', 'unreachable'),
  }),
);

describe('an order', () => {
  it('moves only along its table, and once ended it is left alone', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 20 }), (executed, steps) => {
        let order = orderAfter(requestOrder(wish, executed));
        if (!executed) seen.add('requested → succeeded');
        for (const one of steps) {
          const before = order;
          // The state machine does not prepare or roll back an order that has ended.
          if (hasEnded(order) && (one.do === 'prepare' || one.do === 'roll-back')) continue;
          const events =
            one.do === 'observe'
              ? orderObserved(order, observation(one.revision, one.outcome))
              : {
                  prepare: () => orderPrepared(order, siteId, 1),
                  'roll-back': () => orderRolledBack(order, siteId, 2, 'it did not work'),
                  succeed: () => orderSucceeded(order, observation(1)),
                  fail: () =>
                    orderFailed(order, {
                      reason: 'it did not work',
                      code: 'platform.fault',
                      compensated: true,
                    }),
                }[one.do]();
          order = orderAfter(events, order);
          if (hasEnded(before)) expect(order).toEqual(before);
          if (order.state === before.state) continue;
          seen.add(`${before.state} → ${order.state}`);
          expect(orderTransitions[before.state]).toContain(order.state);
        }
      }),
      { seed, numRuns: 300 },
    );
    const table = Object.entries(orderTransitions).flatMap(([from, to]) =>
      to.map((state) => `${from} → ${state}`),
    );
    expect([...seen].sort()).toEqual(table.sort());
  });

  it('keeps what a site answered where it belongs, and each answer once', () => {
    let order = orderAfter([
      ...requestOrder(wish, true),
      ...orderPrepared(orderAfter(requestOrder(wish, true)), siteId, 1),
    ]);
    const refusal = observation(1, 'refused', {
      reason: 'no such profile',
      steps: [{ check: 'add ONU', at, ok: false, answer: 'SNMP inconsistentValue' }],
    });
    order = orderAfter(orderObserved(order, refusal), order);
    expect(orderObserved(order, refusal)).toEqual([]);
    order = orderAfter(orderRolledBack(order, siteId, 2, 'The network refused: no such profile'), order);
    order = orderAfter(orderObserved(order, observation(2)), order);
    order = orderAfter(
      orderFailed(order, {
        reason: 'The network refused: no such profile',
        code: 'network.refused',
        compensated: true,
      }),
      order,
    );
    expect(order.steps.map(({ name }) => name)).toEqual([
      'requested',
      'desired state issued',
      'add ONU',
      'site reported',
    ]);
    expect(order.compensation).toMatchObject({
      revision: 2,
      confirmed: true,
      steps: [{ name: 'roll-back issued' }, { name: 'site reported', ok: true }],
    });
  });
});

describe('the words of a failure', () => {
  it.each([
    ['Edge.Refused', 'no such profile', 'The network refused: no such profile'],
    ['Edge.Unreachable', 'no route', 'The site could not reach the network: no route'],
    [
      'States.Timeout',
      '',
      'The site did not answer in time. Check that its agent is connected, then order again.',
    ],
    [
      'Error',
      '{"errorType":"Error","errorMessage":"a \\"quoted\\" word","trace":["at x"]}',
      'The platform failed (Error): a "quoted" word',
    ],
    [
      'Error',
      '{"errorMessage":"half a document',
      'The platform failed (Error): {"errorMessage":"half a document',
    ],
    ['States.Runtime', '', 'The platform failed (States.Runtime): no reason was given.'],
  ])('%s, %s', (error, cause, words) => {
    expect(failureWords(error, cause)).toBe(words);
  });

  it('are there for any error and cause, and never too long to keep', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary', maxLength: 40 })),
        (error, cause) => {
          expect(failureWords(error, cause).length).toBeGreaterThan(10);
        },
      ),
      { seed, numRuns: 300 },
    );
    expect(failureWords('Edge.Refused', 'x'.repeat(30_000)).length).toBeLessThan(2100);
  });
});
