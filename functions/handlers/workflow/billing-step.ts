import { type BegunRun, billingStep, type DueBatches } from '../../contracts/billing-run.ts';
import { now } from '../../runtime/clock.ts';
import { archive, ids, lazily, store, taxServices } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { billingStepEnvironment } from '../../runtime/environments/billing-step.ts';
import { beginRun, billBatch, endRun, giveUpBatch, listDue } from '../../use-cases/run-billing.ts';

const env = environment(billingStepEnvironment);

const ports = lazily({
  store: () => store(env),
  ids,
  archive: () => archive(env),
  taxServices: () => taxServices(env),
});

/** One step of a billing run, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<BegunRun | DueBatches | Record<string, never> | null> {
  const step = billingStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'billing-run' }, now: now() };
  switch (step.step) {
    case 'begin':
      return beginRun(ports, step.execution, context);
    case 'list':
      return listDue(ports, step);
    case 'bill':
      await billBatch(ports, step, context);
      return {};
    case 'give-up':
      await giveUpBatch(ports, step, step, context);
      return {};
    case 'complete':
      await endRun(ports, step.runId, undefined, context);
      return {};
    case 'fail':
      await endRun(ports, step.runId, step, context);
      return {};
  }
}
