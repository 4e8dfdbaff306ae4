import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { nasCredentials, nasName, nasSettings, radiusNas } from '../capabilities/nas.ts';
import { ipv6By, standardAddress } from '../capabilities/radius-dialect.ts';
import { byAddress, bySessionId, byUserName } from '../capabilities/radius-session-control.ts';
import { rateName, rateTemplate } from '../capabilities/rate-name.ts';
import type { Rate } from '../capabilities/session-control.ts';
import { type Avp, avp } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';

/**
 * Nokia 7750 SR, 7450 ESS and VSR (SR OS, `subscriber-mgmt`). A rate is an SLA profile of the router's own configuration,
 * named by a template, or overrides of queues, policers or the aggregate; both change on a live session. The session is
 * found by Acct-Session-Id in the number format (`session-id-format number`), or by User-Name and Framed-IP-Address. What
 * the router does not support in a CoA-Request it passes over in silence, so a misspelt attribute is acknowledged. Address
 * and pool need a Disconnect. (SR OS RADIUS Attributes Reference Guide, "RADIUS CoA and disconnect message attributes",
 * [26.6527.126], [101])
 */
export default defineDriver({
  kind: 'nas',
  settings: nasSettings.extend({
    rateBy: z
      .enum(['sla-profile', 'qos-override'], 'must be sla-profile or qos-override')
      .default('sla-profile'),
    slaProfile: rateTemplate.default('rate-{up}-{down}'),
    overrideUp: rateTemplate.default('i:q:1:pir={upKbps}'),
    overrideDown: rateTemplate.default('e:r:rate={downKbps}'),
    /** Sent with every log-in, where the router has no default. */
    subscriberProfile: nasName.optional(),
    sessionBy: z
      .enum(['acct-session-id', 'user-name-and-address'], 'must be acct-session-id or user-name-and-address')
      .default('acct-session-id'),
    /** The SLA profile whose filter redirects whoever may do nothing but pay. */
    walledGardenSlaProfile: nasName.default('walled-garden'),
  }),
  credentials: nasCredentials,
  open(settings, credentials, tools) {
    const { rateBy, slaProfile, overrideUp, overrideDown, subscriberProfile, sessionBy } = settings;
    const sla = (name: string) => avp(vendorAttributes.alcSlaProfile, name);
    const override = (template: string, rate: Rate) =>
      avp(vendorAttributes.alcSubscriberQosOverride, rateName(template, rate));
    const rates = (rate: Rate): readonly Avp[] =>
      rateBy === 'sla-profile'
        ? [sla(rateName(slaProfile, rate))]
        : [override(overrideUp, rate), override(overrideDown, rate)];
    const subscriber =
      subscriberProfile === undefined ? [] : [avp(vendorAttributes.alcSubscProfile, subscriberProfile)];
    return radiusNas(
      settings,
      credentials,
      tools,
      {
        signsRequests: true,
        address: standardAddress,
        ipv6: ipv6By(vendorAttributes.alcDelegatedIpv6Pool),
        rates: (rate) => [...subscriber, ...rates(rate)],
        walledGarden: (rate) => [
          ...subscriber,
          sla(settings.walledGardenSlaProfile),
          ...(rateBy === 'qos-override' ? rates(rate) : []),
        ],
      },
      {
        names:
          sessionBy === 'acct-session-id'
            ? bySessionId
            : (session) => [...byUserName(session), ...byAddress(session)],
        rateChange: (to) => [rates(to)],
        causes: {
          404: 'the SLA profile or override may not fit the configuration of the router',
          503: 'no host has it; Acct-Session-Id must be in the number format',
          504: 'the session stands by on this router and must be ended on the other',
        },
      },
    );
  },
});
