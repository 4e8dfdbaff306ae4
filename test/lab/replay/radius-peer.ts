import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type PacketAsData, packetAsData } from '../../../edge-agent/protocols/radius/packet-as-data.ts';
import { isEqual, type ReplayPeer, type Script } from './script.ts';

/** RFC 5176 §2.3: NAKs, for what is not recorded. */
const nak = (code: number) => code + 2;

export async function radiusPeer(
  script: Script<PacketAsData, PacketAsData>,
  secret: string,
): Promise<ReplayPeer> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, from) => {
    const asked = packetAsData(packet);
    const answer = script.answerTo(JSON.stringify(asked), (one) => isEqual(one, asked));
    const { code, attributes } = answer ?? { code: nak(asked.code), attributes: [] };
    const body = Buffer.concat(
      attributes.map((one) => {
        const value = 'text' in one ? Buffer.from(one.text, 'latin1') : Buffer.from(one.hex, 'hex');
        return Buffer.concat([Buffer.of(one.type, value.length + 2), value]);
      }),
    );
    const head = Buffer.of(code, packet[1]!, 0, 0);
    head.writeUInt16BE(20 + body.length, 2);
    const signed = createHash('md5').update(head).update(packet.subarray(4, 20)).update(body).update(secret);
    socket.send(Buffer.concat([head, signed.digest(), body]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
