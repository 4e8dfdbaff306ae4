import { type SweptPage, serviceSweepStep } from '../../contracts/service-sweep.ts';
import { now } from '../../runtime/clock.ts';
import { figures, ids, lazily, store, usage } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { serviceSweepEnvironment } from '../../runtime/environments/service-sweep.ts';
import { log } from '../../runtime/log.ts';
import { countFigures } from '../../use-cases/count-figures.ts';
import { sweepServices } from '../../use-cases/sweep-services.ts';

const env = environment(serviceSweepEnvironment);

const ports = lazily({ store: () => store(env), usage: () => usage(env), figures: () => figures(env), ids });

/** One page of a sweep, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<SweptPage> {
  const step = serviceSweepStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'service-sweep' }, now: now() };
  const { work, cursor } = step;
  const page =
    work.sweep === 'figures'
      ? await countFigures(ports, { asOf: work.asOf, cursor })
      : await sweepServices(ports, { work, cursor }, context);
  for (const failure of page.failures) log('error', 'not swept', { ...step.work, ...failure });
  return page;
}
