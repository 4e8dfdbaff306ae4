import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasName, nasSettings, radiusNas } from '../capabilities/nas.ts';
import { standardAddress, standardIpv6 } from '../capabilities/radius-dialect.ts';
import { bySessionId } from '../capabilities/radius-session-control.ts';
import { rateName, rateTemplate } from '../capabilities/rate-name.ts';
import { avp } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';

/**
 * Juniper MX (Junos subscriber management) and ERX (JunosE). A rate is a service of a dynamic profile, given at the log-in by
 * ERX-Service-Activate; on a live session one CoA-Request takes the former away and gives the next (the router deactivates
 * first). The session is found by Acct-Session-Id alone: a User-Name beside it would have to match as well. Address and
 * pool need a Disconnect. Error-Causes 401, 402, 404, 503, 504 and 506 are what it sends (Junos, "RADIUS-Initiated Change
 * of Authorization Overview", "RADIUS-Initiated Disconnect Overview").
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings.extend({
    /** Service and parameters, as the dynamic profile has them. */
    service: rateTemplate.default('internet({downKbps},{upKbps})'),
    /** The service that redirects whoever may do nothing but pay. */
    walledGardenService: nasName.default('walled-garden'),
  }),
  credentials: nasCredentials,
  open(settings, credentials, tools) {
    const { service, walledGardenService } = settings;
    const activate = (name: string) => avp(vendorAttributes.erxServiceActivate, name);
    return radiusNas(
      settings,
      credentials,
      tools,
      {
        signsRequests: true,
        address: standardAddress,
        ipv6: standardIpv6,
        rates: (rate) => [activate(rateName(service, rate))],
        walledGarden: () => [activate(walledGardenService)],
      },
      {
        names: bySessionId,
        rateChange(to, from) {
          if (from === undefined) return undefined;
          const [former, next] = [rateName(service, from), rateName(service, to)];
          if (former === next) return [];
          return [[avp(vendorAttributes.erxServiceDeactivate, former), activate(next)]];
        },
        causes: {
          401: 'the router takes no attribute of another make',
          402: 'the router misses Acct-Session-Id',
          404: 'the service may not be in a dynamic profile, or its parameters do not fit',
          504: 'what owns the session does not let RADIUS end it (an L2TP LAC)',
          506: 'the router has no room for the request now',
        },
      },
    );
  },
});
