import { defineDriver } from '../capabilities/driver.ts';
import { filterSettings, nasCredentials, radiusNas } from '../capabilities/nas.ts';
import { filter, standardAddress, standardIpv6, wisprRates } from '../capabilities/radius-dialect.ts';
import { bySessionId, byUserName } from '../capabilities/radius-session-control.ts';

/**
 * Hotspots that speak WISPr: CoovaChilli and ChilliSpot (`coaport`), and the access points built on them. Rates are
 * WISPr-Bandwidth-Max-Up and -Down in bit/s, also in a CoA-Request, which must name the user; Filter-Id reaches the
 * hotspot's own scripts, which keep the walled garden. The address is the hotspot's DHCP's unless the log-in is by MAC.
 * (coova.org, "CoovaChilli RADIUS Attributes")
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
        signsRequests: true,
        address: standardAddress,
        ipv6: standardIpv6,
        rates: wisprRates,
        walledGarden: (rate) => [...wisprRates(rate), ...filter(settings.walledGardenFilterId)],
      },
      {
        names: (session) => [...byUserName(session), ...bySessionId(session)],
        rateChange: (to) => [wisprRates(to)],
        silence: 'has no coaport set',
      },
    ),
});
