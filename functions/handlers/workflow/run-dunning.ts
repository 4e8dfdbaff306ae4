import { type DunningPage, dunningRunStep } from '../../contracts/dunning-run.ts';
import { now } from '../../runtime/clock.ts';
import { ids, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { runDunningEnvironment } from '../../runtime/environments/run-dunning.ts';
import { log } from '../../runtime/log.ts';
import { sweepDunning } from '../../use-cases/sweep-dunning.ts';

const env = environment(runDunningEnvironment);

const ports = lazily({ store: () => store(env), ids });

/** One page of those who owe something, as the state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<DunningPage> {
  const step = dunningRunStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'dunning' }, now: now() };
  const page = await sweepDunning(ports, step, context);
  for (const failure of page.failures) log('error', 'dunning broke off', failure);
  return page;
}
