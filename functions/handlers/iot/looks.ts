import { lookAnswer } from '../../contracts/edge/look.ts';
import { lazily, looks } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { looksEnvironment } from '../../runtime/environments/looks.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { takeLookAnswer } from '../../use-cases/ask-site.ts';

const env = environment(looksEnvironment);
const ports = lazily({ looks: () => looks(env) });

/** Takes in what a site saw for somebody who waits for it. */
export async function handler(event: unknown): Promise<void> {
  await takeLookAnswer(ports, siteMessage(lookAnswer, event));
}
