import { now } from '../../runtime/clock.ts';
import { checkpoints, eventFeed, lazily, store, taxServices } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { reportTaxesEnvironment } from '../../runtime/environments/report-taxes.ts';
import { feedFollower } from '../../runtime/follow-feed.ts';
import { reportTaxes } from '../../use-cases/report-taxes.ts';

const env = environment(reportTaxesEnvironment);

const ports = lazily({
  store: () => store(env),
  feed: () => eventFeed(env),
  checkpoints: () => checkpoints(env),
  taxServices: () => taxServices(env),
});

/** Tells an external tax service of documents that were issued and voided. */
export const handler = feedFollower('report-taxes', (through) =>
  reportTaxes(ports, through, { actor: { kind: 'system', id: 'report-taxes' }, now: now() }),
);
