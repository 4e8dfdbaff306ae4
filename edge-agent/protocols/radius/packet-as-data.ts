import { attribute, headerLength } from './codes.ts';
import { namedAttribute } from './packet.ts';

/** `text` where the value is one that can be read, so that names in it can be struck out; else `hex`. */
export type AttributeAsData = { readonly name: string; readonly type: number } & (
  | { readonly text: string }
  | { readonly hex: string }
);

export interface PacketAsData {
  readonly code: number;
  /** In the order of the packet, and without what is another one each time: authenticators, and when it was sent. */
  readonly attributes: readonly AttributeAsData[];
}

/** A packet whose bounds were checked. */
export function packetAsData(packet: Buffer): PacketAsData {
  const attributes: AttributeAsData[] = [];
  const end = Math.min(packet.length, packet.readUInt16BE(2));
  for (let at = headerLength; at + 2 <= end; at += Math.max(2, packet[at + 1]!)) {
    const type = packet[at]!;
    if (type === attribute.messageAuthenticator || type === attribute.eventTimestamp) continue;
    const value = packet.subarray(at + 2, Math.min(end, at + packet[at + 1]!));
    const { name } = namedAttribute({ type, value });
    const isText = value.length > 0 && value.every((octet) => octet >= 0x20 && octet < 0x7f);
    attributes.push({
      name,
      type,
      ...(isText ? { text: value.toString('latin1') } : { hex: value.toString('hex') }),
    });
  }
  return { code: packet[0]!, attributes };
}
