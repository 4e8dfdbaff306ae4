import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessBinding } from '../../../functions/contracts/access.ts';
import type { ServiceChange } from '../../../functions/contracts/service-change.ts';
import type { OrderKind } from '../../../functions/contracts/service-order.ts';
import { defaultAccessPolicy } from '../../../functions/domain/policy/access-policy.ts';
import {
  completeOrder,
  failOrder,
  prepareOrder,
  rollBackOrder,
} from '../../../functions/domain/service/execute-order.ts';
import { entitlementOf, observeService } from '../../../functions/domain/service/observe-service.ts';
import { orderOnService } from '../../../functions/domain/service/order-on-service.ts';
import {
  runningOrder,
  type Service,
  type ServiceCommand,
  type ServiceEvent,
} from '../../../functions/domain/service/service.ts';
import { orderableIn, serviceTransitions } from '../../../functions/domain/service/transitions.ts';
import { at, evolved, fast, idOf, observation, serviceAfter, serviceId, siteId } from './samples.ts';

const seed = 20_261_123;

type Action =
  | { readonly do: 'order'; readonly command: ServiceCommand }
  | { readonly do: 'prepare' | 'roll-back' | 'complete' | 'fail' }
  | {
      readonly do: 'observe';
      readonly behind: number;
      readonly outcome: 'applied' | 'refused' | 'unreachable';
    };

/** The same line on a router of the site. */
const moved: AccessBinding = {
  technology: 'pppoe',
  siteId,
  username: 'ada@uplands',
  router: { nodeId: idOf('nod', 1) },
};

/** Termination is rare, so that most lives are long. */
const command: fc.Arbitrary<ServiceCommand> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom<ServiceCommand>(
      { kind: 'activate' },
      { kind: 'change', change: { plan: fast } },
      { kind: 'change', change: { access: moved } },
      { kind: 'suspend', reason: 'overdue' },
      { kind: 'suspend', reason: 'abuse' },
      { kind: 'resume' },
    ),
  },
  { weight: 1, arbitrary: fc.constant<ServiceCommand>({ kind: 'terminate' }) },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('order' as const), command }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('prepare' as const, 'complete' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('roll-back' as const, 'fail' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('observe' as const),
      behind: fc.integer({ min: -1, max: 2 }),
      outcome: fc.constantFrom('applied' as const, 'refused' as const, 'unreachable' as const),
    }),
  },
);

let nextOrder = 0;

/** What the action leads to; nothing when a state machine would not do it here. */
function eventsOf(service: Service, act: Action): readonly ServiceEvent[] {
  const running = runningOrder(service);
  const revision = service.desired?.revision ?? 0;
  switch (act.do) {
    case 'order': {
      nextOrder += 1;
      const decided = orderOnService(service, `ord_${nextOrder}`, act.command, at);
      return decided.ok ? decided.value : [];
    }
    case 'observe': {
      const observed = observation(Math.max(0, revision - act.behind), act.outcome, { reason: 'as drawn' });
      return observeService(service, observed, at);
    }
    case 'prepare':
      return running === undefined || running.progress === 'compensating'
        ? []
        : prepareOrder(serviceId, service, running.orderId, defaultAccessPolicy);
    case 'complete':
      return running?.progress === 'issued'
        ? completeOrder(service, running.orderId, observation(revision), at)
        : [];
    case 'roll-back':
      return running === undefined || running.command.kind === 'terminate'
        ? []
        : rollBackOrder(serviceId, service, running.orderId);
    case 'fail':
      return running === undefined
        ? []
        : failOrder(serviceId, service, running.orderId, 'as drawn', defaultAccessPolicy);
  }
}

/** Plays the actions event by event and shows each step to the check. */
function play(
  actions: readonly Action[],
  check: (before: Service, event: ServiceEvent, after: Service) => void,
) {
  let service = serviceAfter();
  for (const act of actions) {
    for (const event of eventsOf(service, act)) {
      const before = service;
      service = evolved(service, [event]);
      check(before, event, service);
    }
  }
  return service;
}

const runs = { seed, numRuns: 500 } as const;
const actions = fc.array(action, { maxLength: 80, size: 'max' });

describe('a service under any sequence of commands', () => {
  it('moves only along its transition table', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(actions, (acts) => {
        play(acts, (before, event, after) => {
          if (before.state === after.state) return;
          seen.add(`${before.state} → ${after.state}`);
          expect(serviceTransitions[before.state], event.type).toContain(after.state);
        });
      }),
      runs,
    );
    const table = Object.entries(serviceTransitions).flatMap(([from, to]) =>
      to.map((state) => `${from} → ${state}`),
    );
    expect([...seen].sort()).toEqual(table.sort());
  });

  it('has no way back from termination', () => {
    fc.assert(
      fc.property(actions, actions, (before, after) => {
        let ended = false;
        play([...before, { do: 'order', command: { kind: 'terminate' } }, ...after], (from, _event, to) => {
          if (ended) expect(['terminating', 'terminated']).toContain(to.state);
          if (from.state === 'terminated') expect(to.state).toBe('terminated');
          ended ||= to.state === 'terminating';
        });
      }),
      runs,
    );
  });

  it('raises the revision by exactly one, and only with a desired state', () => {
    fc.assert(
      fc.property(actions, (acts) => {
        play(acts, (before, event, after) => {
          const rise = (after.desired?.revision ?? 0) - (before.desired?.revision ?? 0);
          expect(rise).toBe(event.type === 'service.desired-state-issued' ? 1 : 0);
        });
      }),
      runs,
    );
  });

  it('leaves the right desired state behind whenever no order runs', () => {
    fc.assert(
      fc.property(actions, (acts) => {
        play(acts, (_before, event, after) => {
          if (runningOrder(after) !== undefined || event.type === 'service.desired-state-issued') return;
          const { desired } = after;
          if (after.state === 'active' || after.state === 'suspended') {
            expect(desired?.present).toBe(true);
            expect(desired?.access).toEqual(after.access);
            expect(desired?.profile).toEqual(after.plan.terms.network);
            expect(desired?.entitlement).toBe(
              after.state === 'active' ? 'full' : defaultAccessPolicy[after.suspension.reason],
            );
            expect(entitlementOf(after)).toBe(desired?.entitlement);
          } else {
            expect(desired?.present ?? false).toBe(false);
            expect(entitlementOf(after)).toBe('blocked');
          }
        });
      }),
      runs,
    );
  });

  it('runs one order at a time and ends each with success or a reason', () => {
    fc.assert(
      fc.property(actions, (acts) => {
        play(acts, (before, event, after) => {
          const running = runningOrder(before);
          if (event.type.endsWith('-requested')) expect(running).toBeUndefined();
          const ended = running !== undefined && runningOrder(after) === undefined;
          if (ended && after.failure !== undefined) expect(after.failure.orderId).toBe(running.orderId);
        });
      }),
      runs,
    );
  });
});

describe('a change of a service', () => {
  it('leaves the state as it is, keeps what was in force until the proof, and a failure restores it', () => {
    fc.assert(
      fc.property(actions, (acts) => {
        let before:
          | { readonly service: Service; readonly content: unknown; readonly change: ServiceChange }
          | undefined;
        play(acts, (former, event, after) => {
          if (event.type === 'service.change-requested') {
            before = { service: former, content: contentWithout(former), change: event.data.change };
            // Whoever is suspended can be moved, and nothing else.
            if (former.state === 'suspended') expect(event.data.change).toEqual({ access: moved });
            else expect(former.state).toBe('active');
          }
          if (before === undefined) return;
          const { service, change } = before;
          expect(after.state).toBe(service.state);
          if (event.type === 'service.changed') {
            const { plan = service.plan, access: binding = service.access } = change;
            expect(after).toMatchObject({ plan, access: binding });
            expect(after.desired).toMatchObject({ profile: plan.terms.network, access: binding });
            expect(after.desired?.entitlement).toBe(service.desired?.entitlement);
            before = undefined;
            return;
          }
          // Until then, and for good when it fails, nothing of it is in force.
          expect(after.plan).toEqual(service.plan);
          expect(after.access).toEqual(service.access);
          expect(entitlementOf(after)).toBe(entitlementOf(before.service));
          if (event.type === 'service.change-failed') {
            expect(contentWithout(after)).toEqual(before.content);
            expect(after.desired?.revision).toBeGreaterThanOrEqual(before.service.desired?.revision ?? 0);
            before = undefined;
          }
        });
      }),
      runs,
    );
  });

  it('shows the old revision as the proven one until the new one is', () => {
    const active = statesOfAService().active;
    const proven = evolved(active, observeService(active, observation(1), at));
    const ordered = orderOnService(proven, 'ord_x', { kind: 'change', change: { plan: fast } }, at);
    if (!ordered.ok) throw new Error(ordered.refusal.message);
    const requested = evolved(proven, ordered.value);
    const issued = evolved(requested, prepareOrder(serviceId, requested, 'ord_x', defaultAccessPolicy));
    expect(issued.network).toMatchObject({ status: 'converging', observedRevision: 1 });
    expect(issued.desired?.revision).toBe(2);
    const refused = observation(2, 'refused', { reason: 'no such profile' });
    const failed = evolved(issued, observeService(issued, refused, at));
    const undone = evolved(
      failed,
      failOrder(serviceId, failed, 'ord_x', 'no such profile', defaultAccessPolicy),
    );
    expect(undone).toMatchObject({
      state: 'active',
      plan: proven.plan,
      desired: { revision: 3, profile: proven.desired?.profile },
      failure: { kind: 'change', reason: 'no such profile' },
    });
    const back = evolved(undone, observeService(undone, observation(3), at));
    expect(back.network).toMatchObject({ status: 'in-sync', observedRevision: 3 });
  });
});

/** What the network must hold, whatever its revision. */
function contentWithout({ desired }: Service): unknown {
  if (desired === undefined) return undefined;
  const { revision: _, ...content } = desired;
  return content;
}

describe('an order on a service', () => {
  const cases: readonly (readonly [OrderKind, ServiceCommand])[] = [
    ['activate', { kind: 'activate' }],
    ['change', { kind: 'change', change: { plan: fast } }],
    ['suspend', { kind: 'suspend', reason: 'requested' }],
    ['resume', { kind: 'resume' }],
    ['terminate', { kind: 'terminate' }],
  ];

  const inState: Readonly<Record<Service['state'], Service>> = statesOfAService();

  it.each(cases)(
    '%s is taken in the states that the table says and refused with a code elsewhere',
    (kind, wish) => {
      for (const [state, service] of Object.entries(inState)) {
        const decided = orderOnService(service, 'ord_x', wish, at);
        const allowed = orderableIn[kind].includes(service.state);
        expect(decided.ok, `${kind} while ${state}`).toBe(allowed);
        if (!decided.ok) expect(decided.refusal.code).toMatch(/^service\./);
      }
    },
  );

  it('is refused while another runs, by the name of that one', () => {
    const provisioning = inState.provisioning;
    const decided = orderOnService(provisioning, 'ord_x', { kind: 'terminate' }, at);
    expect(decided).toMatchObject({ ok: false, refusal: { code: 'service.order-in-progress' } });
    expect(!decided.ok && decided.refusal.message).toContain('ord_a');
  });
});

/** One service in each state, reached as a state machine would. */
function statesOfAService(): Readonly<Record<Service['state'], Service>> {
  const then = (service: Service, act: Action) => evolved(service, eventsOf(service, act));
  const ordered = (service: Service, id: string, wish: ServiceCommand) => {
    const decided = orderOnService(service, id, wish, at);
    if (!decided.ok) throw new Error(decided.refusal.message);
    return evolved(service, decided.value);
  };
  const done = (service: Service) => then(then(service, { do: 'prepare' }), { do: 'complete' });
  const selected = serviceAfter();
  const provisioning = ordered(selected, 'ord_a', { kind: 'activate' });
  const active = done(provisioning);
  const suspended = done(ordered(active, 'ord_b', { kind: 'suspend', reason: 'overdue' }));
  const terminating = then(ordered(active, 'ord_c', { kind: 'terminate' }), { do: 'fail' });
  return {
    selected,
    provisioning,
    failed: then(provisioning, { do: 'fail' }),
    active,
    suspended,
    terminating,
    terminated: done(ordered(active, 'ord_d', { kind: 'terminate' })),
  };
}
