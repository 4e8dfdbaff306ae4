import { createSocket, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { plainAddress } from './nas.ts';

/** Sends a packet back to where a datagram came from. */
export type Reply = (packet: Buffer, port: number, address: string) => void;

export type Receive = (datagram: Buffer, address: string, port: number, reply: Reply) => void;

export interface BoundPort {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
}

/** As much as the system allows: a burst after a power cut comes from every subscriber at once. */
const wantedBuffer = 4 * 1024 * 1024;

/** Opens a UDP port for requests. Rejects with the system's error. */
export function openPort(
  host: string,
  port: number,
  receive: Receive,
  onFault: (fault: unknown) => void,
): Promise<BoundPort> {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const socket = createSocket({
    type,
    recvBufferSize: wantedBuffer,
    sendBufferSize: wantedBuffer,
    // Addresses come from datagrams, so there is nothing to look up; the default would cost a turn of the event loop.
    lookup: (name, _options, found) => found(null, name, isIP(name)),
  });
  // A reply that cannot be sent is a lost packet, which the NAS asks for again.
  const reply: Reply = (packet, toPort, address) => socket.send(packet, toPort, address);
  const mapped: Reply = (packet, toPort, address) =>
    socket.send(packet, toPort, isIPv6(address) ? address : `::ffff:${address}`);
  const replyTo = type === 'udp4' ? reply : mapped;
  socket.on('message', (datagram, from) => receive(datagram, plainAddress(from.address), from.port, replyTo));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      socket.on('error', onFault);
      const bound = socket.address();
      resolve({ socket, address: bound.address, port: bound.port });
    });
  });
}

export function closePort({ socket }: BoundPort): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
