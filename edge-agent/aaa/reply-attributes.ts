import type { NetworkProfile } from '../../functions/contracts/catalog.ts';
import type { Rate } from '../capabilities/session-control.ts';
import { type Avp, avp, standardAttributes } from '../protocols/radius/avp.ts';
import type { AaaEntry } from './aaa-entry.ts';
import type { NasClient } from './nas.ts';

/** In the walled garden nobody gets more than the garden's rate, nor more than the plan's. */
function gardenRate({ upKbps, downKbps }: Rate, { walledGarden: garden }: ToldNas): Rate {
  return { upKbps: Math.min(upKbps, garden.upKbps), downKbps: Math.min(downKbps, garden.downKbps) };
}

/** Class is echoed by the NAS in accounting (RFC 2865 §5.25): it says which service a session belongs to. */
export function classOf(entry: AaaEntry): string {
  return `tl1.${entry.serviceId}.${entry.revision}`;
}

const classForm = /^tl1\.([a-z]{2,4}_[0-9a-z]{26})\.(\d{1,15})$/;

/** The service and revision in a Class of ours; undefined for any other. */
export function readClass(
  text: string,
): { readonly serviceId: string; readonly revision: number } | undefined {
  const match = classForm.exec(text);
  return match === null ? undefined : { serviceId: match[1]!, revision: Number(match[2]) };
}

/** What must be known of a NAS to know what it is told. */
export type ToldNas = Pick<NasClient, 'dialect' | 'walledGarden'>;

/** What an Access-Accept for this entry tells this NAS, apart from what depends on the request. */
export function acceptAttributes(entry: AaaEntry, nas: ToldNas): readonly Avp[] {
  const { dialect, walledGarden } = nas;
  const { profile, framedIp, framedIpv6Prefix, delegatedIpv6Prefix } = entry;
  const isGarden = entry.admission === 'walled-garden';
  const garden = isGarden ? walledGarden.addressPool : undefined;
  const address =
    garden === undefined
      ? { framedIp, addressPool: profile.addressPool }
      : { framedIp: undefined, addressPool: garden };
  const pools = { framedIpv6Pool: profile.framedIpv6Pool, delegatedIpv6Pool: profile.delegatedIpv6Pool };
  return [
    ...dialect.address(address),
    // The garden with a pool of its own is a network of its own, and has no IPv6.
    ...(garden === undefined ? dialect.ipv6({ framedIpv6Prefix, delegatedIpv6Prefix, ...pools }) : []),
    ...(isGarden ? dialect.walledGarden(gardenRate(profile, nas)) : dialect.rates(profile)),
    ...limits(profile),
    avp(standardAttributes.class, classOf(entry)),
  ];
}

function* limits({
  sessionTimeoutSeconds,
  idleTimeoutSeconds,
  interimSeconds,
}: NetworkProfile): Generator<Avp> {
  if (sessionTimeoutSeconds !== undefined)
    yield avp(standardAttributes.sessionTimeout, sessionTimeoutSeconds);
  if (idleTimeoutSeconds !== undefined) yield avp(standardAttributes.idleTimeout, idleTimeoutSeconds);
  yield avp(standardAttributes.acctInterimInterval, interimSeconds);
}
