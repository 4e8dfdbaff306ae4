import type { NetworkProfile } from '../../functions/contracts/catalog.ts';
import { attribute } from '../protocols/radius/codes.ts';
import type { PacketWriter } from '../protocols/radius/packet-writer.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';
import type { AaaEntry } from './aaa-entry.ts';
import type { NasClient } from './nas.ts';

/** The rates that hold for a session, in kbit/s as the subscriber sees them. */
export interface Rates {
  readonly upKbps: number;
  readonly downKbps: number;
}

/** In the walled garden nobody gets more than the garden's rate, nor more than the plan's. */
export function ratesOf(entry: AaaEntry, nas: NasClient): Rates {
  const { profile } = entry;
  if (entry.admission !== 'walled-garden') return profile;
  return {
    upKbps: Math.min(profile.upKbps, nas.walledGarden.upKbps),
    downKbps: Math.min(profile.downKbps, nas.walledGarden.downKbps),
  };
}

/** RouterOS's way of writing a rate: `10M`, or `10500k` where that would not be whole. */
export function mikrotikRate(kbps: number): string {
  return kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`;
}

/** Upload first: RouterOS counts from its own side, where the subscriber's upload is received (rx/tx). */
export function mikrotikRateLimit({ upKbps, downKbps }: Rates): string {
  return `${mikrotikRate(upKbps)}/${mikrotikRate(downKbps)}`;
}

/** WISPr counts in bit/s in 32 bits; faster than that is as good as unlimited. */
export function wisprRate(kbps: number): number {
  return Math.min(kbps * 1000, 0xffffffff);
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

/** Writes what an Access-Accept for this entry tells this NAS, apart from what depends on the request. */
export function writeAcceptAttributes(writer: PacketWriter, entry: AaaEntry, nas: NasClient): void {
  const { profile } = entry;
  writeAddress(writer, entry, nas);
  writeRates(writer, ratesOf(entry, nas), nas);
  if (entry.admission === 'walled-garden') {
    for (const way of nas.dialect.walledGarden) {
      if (way === 'filter-id') writer.text(attribute.filterId, nas.walledGarden.filterId);
      else writer.vendorText(vendorAttributes.mikrotikAddressList, nas.walledGarden.addressList);
    }
  }
  writeTimes(writer, profile);
  writer.text(attribute.class, classOf(entry));
}

function writeAddress(writer: PacketWriter, entry: AaaEntry, nas: NasClient): void {
  const garden = entry.admission === 'walled-garden' ? nas.walledGarden.addressPool : undefined;
  const pool = entry.profile.addressPool;
  if (garden !== undefined) writer.text(attribute.framedPool, garden);
  else if (entry.framedIp !== undefined) writer.ipv4(attribute.framedIpAddress, entry.framedIp);
  else if (pool !== undefined) writer.text(attribute.framedPool, pool);
}

export function writeRates(writer: PacketWriter, rates: Rates, nas: NasClient): void {
  for (const way of nas.dialect.rates) {
    if (way === 'mikrotik') {
      writer.vendorText(vendorAttributes.mikrotikRateLimit, mikrotikRateLimit(rates));
    } else {
      writer
        .vendorInteger(vendorAttributes.wisprBandwidthMaxUp, wisprRate(rates.upKbps))
        .vendorInteger(vendorAttributes.wisprBandwidthMaxDown, wisprRate(rates.downKbps));
    }
  }
}

function writeTimes(writer: PacketWriter, profile: NetworkProfile): void {
  if (profile.sessionTimeoutSeconds !== undefined) {
    writer.integer(attribute.sessionTimeout, profile.sessionTimeoutSeconds);
  }
  if (profile.idleTimeoutSeconds !== undefined) {
    writer.integer(attribute.idleTimeout, profile.idleTimeoutSeconds);
  }
  writer.integer(attribute.acctInterimInterval, profile.interimSeconds);
}
