import { type BulkActionProgress, bulkActionStep } from '../../contracts/bulk-action.ts';
import { now } from '../../runtime/clock.ts';
import { ids, lazily, mail, sessions, sms, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { bulkActionStepEnvironment } from '../../runtime/environments/bulk-action-step.ts';
import { advanceBulkAction } from '../../use-cases/advance-bulk-action.ts';
import { failBulkAction } from '../../use-cases/fail-bulk-action.ts';

const env = environment(bulkActionStepEnvironment);

const ports = lazily({
  store: () => store(env),
  sessions: () => sessions(env),
  mail: () => mail(env),
  sms,
  ids,
});

/** One step of a bulk action, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<BulkActionProgress | Record<string, never>> {
  const step = bulkActionStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: step.bulkActionId }, now: now() };
  switch (step.step) {
    case 'advance':
      return advanceBulkAction(ports, step, context);
    case 'fail':
      await failBulkAction(ports, step.bulkActionId, step, context);
      return {};
  }
}
