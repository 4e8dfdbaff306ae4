import { defineDriver } from '../capabilities/driver.ts';
import { filterSettings, nasCredentials, radiusNas, udpPort } from '../capabilities/nas.ts';
import { filter, standardAddress, standardIpv6, wisprRates } from '../capabilities/radius-dialect.ts';
import { byUserName } from '../capabilities/radius-session-control.ts';

/**
 * Ubiquiti EdgeRouter as PPPoE server. Its pppd has no CoA: a script of the router listens for Disconnect-Requests on a port
 * of its own and ends the sessions of the user that is named; every change needs a Disconnect. Rates and filter of the
 * Access-Accept are left in pppd's `radattr` file, where an ip-up script of the provider's takes them. It signs no request.
 */
export default defineDriver({
  kind: 'nas',
  settings: filterSettings.extend({ coaPort: udpPort.default(3779) }),
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
        rates: wisprRates,
        walledGarden: (rate) => [...wisprRates(rate), ...filter(settings.walledGardenFilterId)],
      },
      { names: byUserName, silence: 'does not run the script that listens' },
    ),
});
