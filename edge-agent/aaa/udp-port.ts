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
  let isOpen = true;
  socket.once('close', () => {
    isOpen = false;
  });
  // A reply that cannot be sent is a lost packet, which the NAS asks for again. A refusal may have been held back for
  // longer than the port was open.
  const reply: Reply = (packet, toPort, address) => {
    if (!isOpen) return;
    socket.send(packet, toPort, type === 'udp4' || isIPv6(address) ? address : `::ffff:${address}`);
  };
  socket.on('message', (datagram, from) => {
    // Port 0 is nobody's: such a datagram is forged and could not be answered.
    if (from.port !== 0) receive(datagram, plainAddress(from.address), from.port, reply);
  });
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
