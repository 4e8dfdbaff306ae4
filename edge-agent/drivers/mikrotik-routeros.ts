import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasLimits, nasPolicy, nasSettings } from '../capabilities/nas.ts';
import { radiusSessionControl } from '../capabilities/radius-session-control.ts';

/**
 * MikroTik RouterOS as PPPoE, IPoE or hotspot server over RADIUS (`/radius incoming set accept=yes port=3799`). A
 * CoA-Request may change Mikrotik-Rate-Limit but no address, pool or address list: those need a new session. A hotspot
 * finds its session by Framed-IP-Address too.
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
        changesRate: true,
        names: ({ username, sessionId, framedIp }) => ({
          userName: username,
          acctSessionId: sessionId,
          ...(framedIp === undefined ? {} : { framedIpAddress: framedIp }),
        }),
      },
      tools.isOpen,
    ),
  }),
});
