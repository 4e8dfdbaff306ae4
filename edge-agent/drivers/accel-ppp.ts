import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasLimits, nasPolicy, nasSettings } from '../capabilities/nas.ts';
import { radiusSessionControl } from '../capabilities/radius-session-control.ts';

/**
 * accel-ppp, also inside VyOS, with `[radius] dae-server=` and `[shaper] attr=Mikrotik-Rate-Limit vendor=Mikrotik`. It
 * sends no Message-Authenticator, and drops requests with a wrong secret without a word.
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings,
  credentials: nasCredentials,
  open: (settings, credentials, tools) => ({
    limits: nasLimits(settings),
    nas: nasPolicy(settings, credentials),
    sessionControl: radiusSessionControl(
      tools.radius,
      { port: settings.coaPort, secret: credentials.coaSecret ?? credentials.secret },
      { changesRate: true, names: ({ sessionId }) => ({ acctSessionId: sessionId }) },
      tools.isOpen,
    ),
  }),
});
