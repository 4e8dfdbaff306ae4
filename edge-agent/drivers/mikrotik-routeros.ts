import { defineDriver } from '../capabilities/driver.ts';
import { addressListSettings, nasCredentials, radiusNas } from '../capabilities/nas.ts';
import { mikrotikDialect } from '../capabilities/radius-dialect.ts';
import { mikrotikControl } from '../capabilities/radius-session-control.ts';

/**
 * MikroTik RouterOS as PPPoE, IPoE or hotspot server over RADIUS (`/radius incoming set accept=yes port=3799`; releases
 * before 6.x: 1700). A session is found by User-Name, Acct-Session-Id and, on a hotspot, Framed-IP-Address. A CoA-Request
 * may change Mikrotik-Rate-Limit, filters and time-outs, but no address, pool, route or address list: those need a
 * Disconnect. (help.mikrotik.com, "RADIUS", supported attributes of Change of Authorization)
 */
export default defineDriver({
  kind: 'nas',
  settings: addressListSettings,
  credentials: nasCredentials,
  open: (settings, credentials, tools) =>
    radiusNas(
      settings,
      credentials,
      tools,
      mikrotikDialect(settings.walledGardenAddressList),
      mikrotikControl,
    ),
});
