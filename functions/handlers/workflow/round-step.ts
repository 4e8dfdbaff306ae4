import type { BulkChangeProgress } from '../../contracts/bulk-change.ts';
import { roundStep } from '../../contracts/round.ts';
import { now } from '../../runtime/clock.ts';
import { lazily, mail, sms, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { roundStepEnvironment } from '../../runtime/environments/round-step.ts';
import { advanceRound } from '../../use-cases/advance-round.ts';
import { failRound } from '../../use-cases/fail-round.ts';

const env = environment(roundStepEnvironment);

const ports = lazily({ store: () => store(env), mail: () => mail(env), sms });

/** One step of a round, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<BulkChangeProgress | Record<string, never>> {
  const step = roundStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: step.roundId }, now: now() };
  switch (step.step) {
    case 'advance':
      return advanceRound(ports, step, context);
    case 'fail':
      await failRound(ports, step.roundId, step, context);
      return {};
  }
}
