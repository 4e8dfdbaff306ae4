import { reportMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, lazily, pendingTasks, store, taskAnswers } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { reportsEnvironment } from '../../runtime/environments/reports.ts';
import { log } from '../../runtime/log.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { recordReport } from '../../use-cases/record-report.ts';

const env = environment(reportsEnvironment);

const ports = lazily({
  store: () => store(env),
  ids,
  pendingTasks: () => pendingTasks(env),
  workflow: taskAnswers,
  edgeLink,
});

/** Takes in what a site observed on a service. */
export async function handler(event: unknown): Promise<void> {
  const report = siteMessage(reportMessage, event);
  const { siteId, messageId, observed } = report;
  const taken = await recordReport(ports, siteId, report, {
    actor: { kind: 'agent', id: siteId },
    now: now(),
  });
  if (taken === 'foreign') {
    log('warn', 'a site reported on a service that it does not have', {
      siteId,
      messageId,
      serviceId: observed.serviceId,
    });
  }
}
