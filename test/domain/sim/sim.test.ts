import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simActivated } from '../../../functions/contracts/events/sim-activated.ts';
import { simAssigned } from '../../../functions/contracts/events/sim-assigned.ts';
import { simNumberChanged } from '../../../functions/contracts/events/sim-number-changed.ts';
import { simReleased } from '../../../functions/contracts/events/sim-released.ts';
import { simResumed } from '../../../functions/contracts/events/sim-resumed.ts';
import { simRetired } from '../../../functions/contracts/events/sim-retired.ts';
import { simStocked } from '../../../functions/contracts/events/sim-stocked.ts';
import { simSuspended } from '../../../functions/contracts/events/sim-suspended.ts';
import { simKeyFingerprint } from '../../../functions/contracts/sim-key-fingerprint.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import type { Result } from '../../../functions/domain/result.ts';
import { changeSimNumber, moveSim, type SimMove, stockSim } from '../../../functions/domain/sim/decide.ts';
import { type Sim, type SimEvent, simAggregate } from '../../../functions/domain/sim/sim.ts';
import { simTransitions } from '../../../functions/domain/sim/transitions.ts';

const at = '2026-03-01T09:00:00.000Z';
const services = ['svc_01k9xq3v7n5e2r8t4w6y0a1b2c', 'svc_01k9xq3v7n5e2r8t4w6y0a1b2d'] as const;
const schemas = new Map(
  [
    simStocked,
    simNumberChanged,
    simAssigned,
    simActivated,
    simSuspended,
    simResumed,
    simReleased,
    simRetired,
  ].map(({ type, data }) => [type as string, data]),
);
const begun = stockSim({ iccid: '8949000000000000018', imsi: '001010000000001', msisdn: '491700000001' });
const fresh = () => fold(simAggregate, undefined, begun, at)!;

type Command = (sim: Sim) => Result<readonly SimEvent[]>;
const moves: readonly SimMove[] = [
  { to: 'stock' },
  { to: 'activated' },
  { to: 'suspended' },
  { to: 'retired' },
  { to: 'retired', reason: 'lost' },
  ...services.map((serviceId) => ({ to: 'assigned' as const, serviceId })),
];
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...moves).map((move) => (sim: Sim) => moveSim(sim, move)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(null, '491700000001', '491700000002')
      .map((number) => (sim: Sim) => changeSimNumber(sim, number)),
  },
);

test('no sequence of commands leads where the table does not; a service is there exactly while it has the SIM', () => {
  const reached = new Set<string>();
  const passed = new Set<string>();
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      let sim = fresh();
      const history: SimEvent[] = [...begun];
      for (const decide of commands) {
        const before = sim;
        const decided = decide(sim);
        if (!decided.ok) continue;
        for (const event of decided.value) {
          schemas.get(event.type)!.parse(event.data);
          sim = simAggregate.evolve(sim, event, at);
          if (sim.status !== before.status) {
            expect(simTransitions[before.status]).toContain(sim.status);
            passed.add(`${before.status} → ${sim.status}`);
          }
        }
        history.push(...decided.value);
        const held = ['assigned', 'activated', 'suspended'].includes(sim.status);
        expect(sim.serviceId !== undefined).toBe(held);
        expect(simAggregate.links?.(sim)).toEqual(held ? { owner: sim.serviceId } : {});
        if (before.serviceId !== undefined && held) expect(sim.serviceId).toBe(before.serviceId);
        if (before.status === 'retired') expect(sim).toEqual(before);
        if (sim.status === 'retired') expect(sim.details.msisdn).toBeUndefined();
        expect(sim.details).toMatchObject({ iccid: '8949000000000000018', imsi: '001010000000001' });
        reached.add(sim.status);
      }
      expect(fold(simAggregate, undefined, history, at)).toEqual(sim);
    }),
    { seed: 20_261_123, numRuns: 2000 },
  );
  expect([...reached].sort()).toEqual(Object.keys(simTransitions).sort());
  const drawn = Object.entries(simTransitions).flatMap(([from, next]) => next.map((to) => `${from} → ${to}`));
  expect([...passed].sort()).toEqual(drawn.sort());
});

test('a refused move says where the SIM can go, and whose it is', () => {
  expect(moveSim(fresh(), { to: 'activated' })).toMatchObject({
    refusal: {
      code: 'sim.transition-not-allowed',
      message: 'A SIM that is stock cannot become activated; from here it can become assigned or retired.',
    },
  });
  const assigned = fold(
    simAggregate,
    fresh(),
    [{ type: 'sim.assigned', data: { serviceId: services[0] } }],
    at,
  )!;
  expect(moveSim(assigned, { to: 'assigned', serviceId: services[1] })).toMatchObject({
    refusal: { code: 'sim.assigned-elsewhere', pointer: '/serviceId' },
  });
  expect(moveSim(assigned, { to: 'assigned', serviceId: services[0] })).toEqual({ ok: true, value: [] });
});

test('the fingerprint of a key is the same in either case, and is not the key', () => {
  const ki = '465b5ce8b199b49faa5f0a2ee238a6bc';
  expect(simKeyFingerprint(ki.toUpperCase())).toBe(simKeyFingerprint(ki));
  expect(simKeyFingerprint(ki)).toBe('4e8a90b1b3689e04e1c777487953eda4af3498c771a0863968838539efe595d2');
});
