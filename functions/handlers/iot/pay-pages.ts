import { payPageQuestion } from '../../contracts/edge/pay-page.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, lazily, passwords, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { payPagesEnvironment } from '../../runtime/environments/pay-pages.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { tellWhereToPay } from '../../use-cases/tell-where-to-pay.ts';

const env = environment(payPagesEnvironment);

const ports = lazily({ store: () => store(env), ids, passwords, edgeLink });

/** Tells a site where somebody is led who came to its pay redirect. */
export async function handler(event: unknown): Promise<void> {
  const question = siteMessage(payPageQuestion, event);
  await tellWhereToPay(ports, question, { actor: { kind: 'agent', id: question.siteId }, now: now() });
}
