import { type DunningPage, dunningRunStep } from '../../contracts/dunning-run.ts';
import { now } from '../../runtime/clock.ts';
import {
  checkpoints,
  holidays,
  ids,
  lazily,
  paymentIntake,
  store,
  taxServices,
} from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { runDunningEnvironment } from '../../runtime/environments/run-dunning.ts';
import { log } from '../../runtime/log.ts';
import { sweepReceivables } from '../../use-cases/sweep-receivables.ts';

const env = environment(runDunningEnvironment);

const ports = lazily({
  store: () => store(env),
  checkpoints: () => checkpoints(env),
  taxServices: () => taxServices(env),
  paymentIntake: () => paymentIntake(env),
  holidays,
  ids,
});

/** One page of what is due of those who owe something, as the state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<DunningPage> {
  const step = dunningRunStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'dunning' }, now: now() };
  const page = await sweepReceivables(ports, step, context);
  for (const failure of page.failures) log('error', 'dunning broke off', failure);
  return page;
}
