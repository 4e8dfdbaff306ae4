import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasLimits, nasPolicy, nasSettings } from '../capabilities/nas.ts';
import { radiusSessionControl } from '../capabilities/radius-session-control.ts';

/**
 * Any NAS that keeps to RFC 2865, 2866 and 5176 and of whose own attributes nothing is known: a change of rate takes
 * effect by a new session.
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
      {
        changesRate: false,
        names: ({ username, sessionId }) => ({ userName: username, acctSessionId: sessionId }),
      },
      tools.isOpen,
    ),
  }),
});
