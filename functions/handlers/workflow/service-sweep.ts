import { type SweptPage, serviceSweepStep } from '../../contracts/service-sweep.ts';
import { now } from '../../runtime/clock.ts';
import { ids, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { serviceSweepEnvironment } from '../../runtime/environments/service-sweep.ts';
import { log } from '../../runtime/log.ts';
import { sweepServices } from '../../use-cases/sweep-services.ts';

const env = environment(serviceSweepEnvironment);

const ports = lazily({ store: () => store(env), ids });

/** One page of a sweep over services, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<SweptPage> {
  const step = serviceSweepStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'service-sweep' }, now: now() };
  const page = await sweepServices(ports, step, context);
  for (const failure of page.failures) log('error', 'service not swept', { ...step.work, ...failure });
  return page;
}
