import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasName, nasSettings, radiusNas, udpPort } from '../capabilities/nas.ts';
import { standardIpv6 } from '../capabilities/radius-dialect.ts';
import { bySessionId } from '../capabilities/radius-session-control.ts';
import { rateName, rateTemplate } from '../capabilities/rate-name.ts';
import type { Rate } from '../capabilities/session-control.ts';
import { type Avp, avp, standardAttributes } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';

const pair = (text: string): Avp => avp(vendorAttributes.ciscoAvPair, text);

/**
 * Cisco IOS-XR broadband gateway (ASR 9000; `aaa server radius dynamic-author`, port 1700). A rate is a pair of policy maps,
 * or a service (dynamic template) with its parameters, of the router's own configuration, named by templates. On a live
 * session policy maps change by `account-update`; a service by one CoA-Request that takes the former away (`sd`) and gives
 * the next (`sa`). Sessions are found by Acct-Session-Id. Address and pool need a Disconnect. (Cisco, "ASR9000/XR: BNG
 * VSA's and Services"; ASR9K BNG RADIUS and CoA deployment guide)
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings.extend({
    coaPort: udpPort.default(1700),
    rateBy: z.enum(['policy-map', 'service'], 'must be policy-map or service').default('policy-map'),
    policyIn: rateTemplate.default('UP-{up}'),
    policyOut: rateTemplate.default('DOWN-{down}'),
    service: rateTemplate.default('RATE({upKbps},{downKbps})'),
    /** The service that redirects whoever may do nothing but pay. */
    walledGardenService: nasName.default('WALLED-GARDEN'),
  }),
  credentials: nasCredentials,
  open(settings, credentials, tools) {
    const { rateBy, service, policyIn, policyOut } = settings;
    const policies = (rate: Rate) => [
      pair(`subscriber:sub-qos-policy-in=${rateName(policyIn, rate)}`),
      pair(`subscriber:sub-qos-policy-out=${rateName(policyOut, rate)}`),
    ];
    function changeOfService(to: Rate, from: Rate | undefined) {
      if (from === undefined) return undefined;
      const [former, next] = [rateName(service, from), rateName(service, to)];
      return former === next ? [] : [[pair(`subscriber:sd=${former}`), pair(`subscriber:sa=${next}`)]];
    }
    return radiusNas(
      settings,
      credentials,
      tools,
      {
        signsRequests: true,
        ipv6: standardIpv6,
        address({ framedIp, addressPool }) {
          if (framedIp !== undefined) return [avp(standardAttributes.framedIpAddress, framedIp)];
          return addressPool === undefined ? [] : [pair(`ip:addr-pool=${addressPool}`)];
        },
        rates: (rate) =>
          rateBy === 'policy-map' ? policies(rate) : [pair(`subscriber:sa=${rateName(service, rate)}`)],
        walledGarden: (rate) => [
          ...(rateBy === 'policy-map' ? policies(rate) : []),
          pair(`subscriber:sa=${settings.walledGardenService}`),
        ],
      },
      {
        names: bySessionId,
        rateChange: (to, from) =>
          rateBy === 'policy-map'
            ? [[pair('subscriber:command=account-update'), ...policies(to)]]
            : changeOfService(to, from),
        causes: {
          404: 'the policy map or dynamic template may not be configured on the router',
          407: 'what names the session does not match one of the router, or the command has a wrong value',
        },
        silence: 'does not name this agent under aaa server radius dynamic-author',
      },
    );
  },
});
