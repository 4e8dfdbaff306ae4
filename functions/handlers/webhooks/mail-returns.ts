import { now } from '../../runtime/clock.ts';
import { lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { mailReturnsEnvironment } from '../../runtime/environments/mail-returns.ts';
import { mailReturns } from '../../runtime/mail-returns.ts';

const env = environment(mailReturnsEnvironment);

/** Mail that came back, and mail that was called unwanted. */
export const handler = mailReturns(lazily({ store: () => store(env) }), now);
