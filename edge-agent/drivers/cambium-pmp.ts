import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasSettings, radiusNas } from '../capabilities/nas.ts';
import { byUserName } from '../capabilities/radius-session-control.ts';
import type { Rate } from '../capabilities/session-control.ts';
import { type Avp, avp } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';

const vlan = z
  .int('must be a VLAN from 1 to 4094')
  .min(1, 'must be a VLAN from 1 to 4094')
  .max(4094, 'must be a VLAN from 1 to 4094');
const seconds = z
  .int('must be a number of seconds from 0 to 60')
  .min(0, 'must be a number of seconds from 0 to 60')
  .max(60, 'must be a number of seconds from 0 to 60');

/**
 * Cambium PMP 450 access points, release 13.4 and later, whose subscriber modules log in by their MAC address. Rates are
 * Canopy's sustained rate (ULBR, DLBR, kbit/s) and burst (ULBL, DLBL, kbit), at the log-in and by CoA (RFC 3576); the
 * walled garden is a VLAN. A CoA-Request names the module by User-Name and must be stamped within 300 s of the access
 * point's clock, or it is dropped. Framed-IP-Address would be the module's own management address, so none is sent, and no
 * pool. A module that must go and is not let go by a Disconnect goes when it next authenticates again (the access point's
 * re-authentication interval), for then it is refused. (PMP/PTP 450 Configuration and User Guide, "Configuring a RADIUS
 * server")
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings.omit({ coaEventTimestamp: true }).extend({
    /** How many seconds' worth of its rate a module may send at once. */
    burstSeconds: seconds.default(1),
    /** Where a module's traffic goes that may do nothing but pay. */
    walledGardenVlan: vlan.optional(),
  }),
  credentials: nasCredentials,
  open({ burstSeconds, walledGardenVlan, ...settings }, credentials, tools) {
    const rates = ({ upKbps, downKbps }: Rate): readonly Avp[] => [
      avp(vendorAttributes.canopyUlbr, upKbps),
      avp(vendorAttributes.canopyUlbl, upKbps * burstSeconds),
      avp(vendorAttributes.canopyDlbr, downKbps),
      avp(vendorAttributes.canopyDlbl, downKbps * burstSeconds),
    ];
    return radiusNas(
      { ...settings, coaEventTimestamp: true },
      credentials,
      tools,
      {
        signsRequests: true,
        address: () => [],
        ipv6: () => [],
        rates,
        walledGarden: (rate) => [
          ...rates(rate),
          ...(walledGardenVlan === undefined
            ? []
            : [avp(vendorAttributes.canopyVlanIngress, walledGardenVlan)]),
        ],
      },
      {
        names: byUserName,
        rateChange: (to) => [rates(to)],
        causes: {
          405: 'this release has CoA without Disconnect; the module goes when it authenticates again',
        },
        silence: 'has a clock more than 300 s off, knows no Disconnect',
      },
    );
  },
});
