import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SuspensionReason } from '../../../functions/contracts/billing-profile.ts';
import { type CutFacts, isLetGo, movesOf } from '../../../functions/domain/dunning/cut-service.ts';
import { type Cut, isHarsher } from '../../../functions/domain/dunning/severity.ts';
import { liftRestriction, restrictAccess } from '../../../functions/domain/service/entitlement.ts';
import { orderOnService } from '../../../functions/domain/service/order-on-service.ts';
import {
  runningOrder,
  type Service,
  type ServiceCommand,
  type ServiceEvent,
} from '../../../functions/domain/service/service.ts';
import { at, evolved, idOf, serviceAfter } from '../service/samples.ts';

const rate = { downKbps: 1_000, upKbps: 500 };
const active = serviceAfter(
  { type: 'service.activation-requested', data: { orderId: idOf('ord', 1) } },
  { type: 'service.activated', data: { orderId: idOf('ord', 1), revision: 1, provenAt: at } },
);

/** One service, and what dunning knows of it, as the use cases bring both on. */
class Life {
  service: Service = active;
  isCut = false;
  level: Cut | undefined;
  paid = true;
  lent = false;
  #orders = 1;

  facts(resumedByStaff = false): CutFacts {
    const { service, paid, lent, level } = this;
    return { service, paid, lent, level, resumedByStaff };
  }

  order(command: ServiceCommand): void {
    this.#orders += 1;
    const ordered = orderOnService(this.service, idOf('ord', this.#orders), command, at);
    if (ordered.ok) this.service = evolved(this.service, ordered.value);
  }

  /** The order that runs is carried out, or fails. */
  end(fails: boolean): void {
    const running = runningOrder(this.service);
    if (running === undefined) return;
    const { orderId, command } = running;
    const byStaff = command.kind === 'resume' && this.#byStaff;
    this.service = evolved(this.service, [outcome(this.service, orderId, command, fails)]);
    this.attend(byStaff && !fails && this.#wasOverdue);
  }

  #byStaff = false;
  #wasOverdue = false;
  resumeByStaff(): void {
    if (this.service.state !== 'suspended' || runningOrder(this.service) !== undefined) return;
    this.#wasOverdue = this.service.suspension.reason === 'overdue';
    this.order({ kind: 'resume' });
    this.#byStaff = true;
  }

  step(level: Cut): void {
    if (this.paid || !isHarsher(level, this.level)) return;
    this.level = level;
    const { service } = this;
    const isServed =
      service.state === 'active' ||
      (service.state === 'suspended' && service.suspension.reason !== 'overdue');
    this.isCut ||= isServed;
    this.attend();
  }

  attend(resumedByStaff = false): void {
    if (!this.isCut) return;
    for (const move of movesOf(this.facts(resumedByStaff))) {
      if (move.kind === 'order') {
        this.#byStaff = false;
        this.order(move.command);
        continue;
      }
      const made =
        move.kind === 'lift'
          ? liftRestriction(this.service)
          : must(restrictAccess(this.service, move.restriction));
      this.service = evolved(this.service, made);
    }
    if (!isLetGo(this.facts(resumedByStaff))) return;
    this.isCut = false;
    this.level = undefined;
  }

  settle(): void {
    for (let round = 0; round < 6; round++) {
      this.attend();
      this.end(false);
    }
  }
}

function must(made: ReturnType<typeof restrictAccess>): readonly ServiceEvent[] {
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

function outcome(service: Service, orderId: string, command: ServiceCommand, fails: boolean): ServiceEvent {
  const failed = { orderId, reason: 'The site is away.' };
  switch (command.kind) {
    case 'suspend':
      return fails
        ? { type: 'service.suspension-failed', data: failed }
        : { type: 'service.suspended', data: { orderId, reason: command.reason, provenAt: at } };
    case 'resume': {
      const reason = service.state === 'suspended' ? service.suspension.reason : 'requested';
      return fails
        ? { type: 'service.resumption-failed', data: failed }
        : { type: 'service.resumed', data: { orderId, reason, provenAt: at } };
    }
    default:
      return { type: 'service.terminated', data: { orderId, provenAt: at } };
  }
}

const deed = fc.oneof(
  fc.record({ do: fc.constantFrom('owe', 'pay', 'promise', 'break', 'back', 'end', 'fail') }),
  fc.record({ do: fc.constant('suspend'), reason: fc.constantFrom('requested', 'abuse', 'administrative') }),
  fc.record({
    do: fc.constant('step'),
    kind: fc.constantFrom('throttle', 'throttle', 'walled-garden', 'suspension', 'suspension', 'termination'),
  }),
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function perform(life: Life, done: Deed): void {
  if ('reason' in done) life.order({ kind: 'suspend', reason: done.reason as SuspensionReason });
  else if ('kind' in done) {
    const kind = done.kind as Cut['kind'];
    life.step(kind === 'throttle' ? { kind, rate } : { kind });
  } else if (done.do === 'back') life.resumeByStaff();
  else if (done.do === 'end' || done.do === 'fail') life.end(done.do === 'fail');
  else {
    if (done.do === 'owe') life.paid = false;
    if (done.do === 'pay') life.paid = true;
    if (done.do === 'promise') life.lent = !life.paid;
    if (done.do === 'break') life.lent = false;
    if (life.paid) life.lent = false;
    life.attend();
  }
}

const isOverdue = ({ service }: Life) =>
  service.state === 'suspended' && service.suspension.reason === 'overdue';

it('what dunning takes of a service is taken, waits in a pause, and is all given back, in each of 10,000 lives', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), (deeds) => {
      const life = new Life();
      for (const each of deeds) perform(life, each);
      life.settle();
      const { service, isCut, level, paid, lent } = life;
      seen.set(service.state, (seen.get(service.state) ?? 0) + 1);
      if (service.state === 'terminated') return;
      expect(runningOrder(service)).toBeUndefined();
      if (paid || lent || !isCut) {
        expect(service.restriction).toBeUndefined();
        expect(isOverdue(life)).toBe(false);
      }
      if (paid) expect(isCut).toBe(false);
      if (paid || lent || !isCut || level === undefined) return;
      if (service.state === 'active') {
        expect(['throttle', 'walled-garden']).toContain(level.kind);
        expect(service.restriction?.entitlement).toBe(
          level.kind === 'throttle' ? 'throttled' : 'walled-garden',
        );
      } else if (!isOverdue(life)) {
        expect(service.restriction).toBeDefined();
      }

      // A payment ends what was taken, and no pause.
      life.paid = true;
      life.settle();
      expect(life.service.restriction).toBeUndefined();
      expect(life.isCut).toBe(false);
      expect(life.service.state).toBe(
        service.state === 'suspended' && service.suspension.reason !== 'overdue' ? 'suspended' : 'active',
      );
    }),
    { seed: 20_261_127, numRuns: 10_000 },
  );
  for (const state of ['active', 'suspended', 'terminated']) expect(seen.get(state)).toBeGreaterThan(100);
});
