import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasName, nasSettings, radiusNas, udpPort } from '../capabilities/nas.ts';
import { standardIpv6 } from '../capabilities/radius-dialect.ts';
import { bySessionId } from '../capabilities/radius-session-control.ts';
import { rateName, rateTemplate } from '../capabilities/rate-name.ts';
import type { NasSession, Rate } from '../capabilities/session-control.ts';
import { type Avp, avp, standardAttributes } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';

const pair = (text: string): Avp => avp(vendorAttributes.ciscoAvPair, text);

/**
 * Cisco IOS and IOS-XE with the Intelligent Services Gateway (`aaa server radius dynamic-author`, port 1700). A rate is a
 * pair of policy maps, or an ISG service, of the router's own configuration, named by templates. Policy maps change on a
 * live session by `subscriber:command=account-update`, services by `activate-service` and then `deactivate-service`. The
 * session is found by Acct-Session-Id, or by Cisco-Account-Info `S<address>` where several gateways share the accounting.
 * Address and pool need a Disconnect. (Cisco ISG RADIUS Interface Guide; Intelligent Services Gateway Configuration Guide)
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings.extend({
    coaPort: udpPort.default(1700),
    rateBy: z.enum(['policy-map', 'service'], 'must be policy-map or service').default('policy-map'),
    policyIn: rateTemplate.default('UP-{up}'),
    policyOut: rateTemplate.default('DOWN-{down}'),
    service: rateTemplate.default('RATE-{up}-{down}'),
    sessionBy: z
      .enum(['acct-session-id', 'account-info'], 'must be acct-session-id or account-info')
      .default('acct-session-id'),
    /** The ISG service that redirects whoever may do nothing but pay. */
    walledGardenService: nasName.default('WALLED-GARDEN'),
  }),
  credentials: nasCredentials,
  open(settings, credentials, tools) {
    const { rateBy, service, policyIn, policyOut, sessionBy } = settings;
    const policies = (rate: Rate) => [
      pair(`ip:sub-qos-policy-in=${rateName(policyIn, rate)}`),
      pair(`ip:sub-qos-policy-out=${rateName(policyOut, rate)}`),
    ];
    const command = (verb: 'activate' | 'deactivate', name: string) => [
      pair(`subscriber:command=${verb}-service`),
      pair(`subscriber:service-name=${name}`),
    ];
    function changeOfService(to: Rate, from: Rate | undefined) {
      if (from === undefined) return undefined;
      const [former, next] = [rateName(service, from), rateName(service, to)];
      return former === next ? [] : [command('activate', next), command('deactivate', former)];
    }
    const byAccountInfo = (session: NasSession) =>
      session.framedIp === undefined
        ? bySessionId(session)
        : [avp(vendorAttributes.ciscoAccountInfo, `S${session.framedIp}`)];
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
          rateBy === 'policy-map'
            ? policies(rate)
            : [avp(vendorAttributes.ciscoAccountInfo, `A${rateName(service, rate)}`)],
        walledGarden: (rate) => [
          ...(rateBy === 'policy-map' ? policies(rate) : []),
          avp(vendorAttributes.ciscoAccountInfo, `A${settings.walledGardenService}`),
        ],
      },
      {
        names: sessionBy === 'acct-session-id' ? bySessionId : byAccountInfo,
        rateChange: (to, from) =>
          rateBy === 'policy-map'
            ? [[pair('subscriber:command=account-update'), ...policies(to)]]
            : changeOfService(to, from),
        causes: {
          404: 'the policy map or service may not be configured on the router',
          407: 'what names the session does not match one of the router, or the command has a wrong value',
          503: 'no session is found by what named it',
        },
        silence: 'does not name this agent under aaa server radius dynamic-author',
      },
    );
  },
});
