import { subscriptions } from '../../contracts/subscriptions.ts';
import {
  archive,
  checkpoints,
  ids,
  lazily,
  mail,
  passwords,
  printing,
  sms,
  store,
} from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { sendNoticesEnvironment } from '../../runtime/environments/send-notices.ts';
import { foreseeNotice, notifyOnEvent } from '../../use-cases/notify-on-event.ts';

const env = environment(sendNoticesEnvironment);

/** Tells subscribers, by mail and text message, of what concerns them. */
export const handler = consumer({
  name: 'send-notices',
  types: subscriptions['send-notices'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    ids,
    passwords,
    mail: () => mail(env),
    sms,
    printing,
    archive: () => archive(env),
  }),
  foresee: foreseeNotice,
  handle: (event, ports, context) => notifyOnEvent(ports, event, context),
});
