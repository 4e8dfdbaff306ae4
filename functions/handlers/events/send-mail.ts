import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, mail, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { sendMailEnvironment } from '../../runtime/environments/send-mail.ts';
import { mailOnEvent } from '../../use-cases/mail-on-event.ts';

const env = environment(sendMailEnvironment);

/** Tells subscribers of invoices and payments. */
export const handler = consumer({
  name: 'send-mail',
  types: subscriptions['send-mail'],
  ports: lazily({ store: () => store(env), checkpoints: () => checkpoints(env), mail: () => mail(env) }),
  handle: (event, ports) => mailOnEvent(ports, event),
});
