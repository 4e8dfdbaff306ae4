import { type BulkChangeProgress, bulkChangeStep } from '../../contracts/bulk-change.ts';
import { now } from '../../runtime/clock.ts';
import { ids, lazily, sessions, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { bulkChangeStepEnvironment } from '../../runtime/environments/bulk-change-step.ts';
import { advanceBulkChange } from '../../use-cases/advance-bulk-change.ts';
import { failBulkChange } from '../../use-cases/fail-bulk-change.ts';

const env = environment(bulkChangeStepEnvironment);

const ports = lazily({
  store: () => store(env),
  sessions: () => sessions(env),
  ids,
});

/** One step of a bulk change, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<BulkChangeProgress | Record<string, never>> {
  const step = bulkChangeStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: step.bulkChangeId }, now: now() };
  switch (step.step) {
    case 'advance':
      return advanceBulkChange(ports, step, context);
    case 'fail':
      await failBulkChange(ports, step.bulkChangeId, step, context);
      return {};
  }
}
