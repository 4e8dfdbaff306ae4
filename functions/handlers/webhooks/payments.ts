import { now } from '../../runtime/clock.ts';
import { ids, lazily, paymentIntake, searchIndex, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { paymentsEnvironment } from '../../runtime/environments/payments.ts';
import { paymentProviders } from '../../runtime/payment-providers.ts';
import { paymentWebhook } from '../../runtime/payment-webhook.ts';

const env = environment(paymentsEnvironment);

/** Messages of payment providers. */
export const handler = paymentWebhook(
  lazily({
    store: () => store(env),
    search: () => searchIndex(env),
    paymentIntake: () => paymentIntake(env),
    ids,
    paymentProviders: () => paymentProviders(env),
  }),
  now,
);
