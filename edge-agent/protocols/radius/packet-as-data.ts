import { attribute, headerLength } from './codes.ts';
import { namedAttribute } from './packet.ts';

export interface PacketAsData {
  readonly code: number;
  /** In the order of the packet, and without what is another one each time: authenticators, and when it was sent. */
  readonly attributes: readonly { readonly name: string; readonly type: number; readonly hex: string }[];
}

/** A packet whose bounds were checked. */
export function packetAsData(packet: Buffer): PacketAsData {
  const attributes: PacketAsData['attributes'][number][] = [];
  const end = Math.min(packet.length, packet.readUInt16BE(2));
  for (let at = headerLength; at + 2 <= end; at += Math.max(2, packet[at + 1]!)) {
    const type = packet[at]!;
    if (type === attribute.messageAuthenticator || type === attribute.eventTimestamp) continue;
    const value = packet.subarray(at + 2, Math.min(end, at + packet[at + 1]!));
    attributes.push({ name: namedAttribute({ type, value }).name, type, hex: value.toString('hex') });
  }
  return { code: packet[0]!, attributes };
}
