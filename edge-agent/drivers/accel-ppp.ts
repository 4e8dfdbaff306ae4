import { defineDriver } from '../capabilities/driver.ts';
import { filterSettings, nasCredentials, radiusNas } from '../capabilities/nas.ts';
import { filter, mikrotikRates, standardAddress, standardIpv6 } from '../capabilities/radius-dialect.ts';
import { bySessionId } from '../capabilities/radius-session-control.ts';

/**
 * accel-ppp, also inside VyOS, with `[radius] dae-server=` and `[shaper] attr=Mikrotik-Rate-Limit vendor=Mikrotik` (VyOS:
 * `authentication radius dynamic-author` and `rate-limit attribute Mikrotik-Rate-Limit vendor Mikrotik`). It signs no
 * Access-Request, finds a session by Acct-Session-Id, changes the shaper on a live session, and drops what has a wrong
 * secret without a word. Address, pool and filter need a Disconnect.
 */
export default defineDriver({
  kind: 'nas',
  settings: filterSettings,
  credentials: nasCredentials,
  open: (settings, credentials, tools) =>
    radiusNas(
      settings,
      credentials,
      tools,
      {
        signsRequests: false,
        address: standardAddress,
        ipv6: standardIpv6,
        rates: mikrotikRates,
        walledGarden: (rate) => [...mikrotikRates(rate), ...filter(settings.walledGardenFilterId)],
      },
      {
        names: bySessionId,
        rateChange: (to) => [mikrotikRates(to)],
        causes: { 401: 'its [shaper] attr may be another than Mikrotik-Rate-Limit' },
      },
    ),
});
