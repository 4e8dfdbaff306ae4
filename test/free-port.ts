import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that is free for TCP and for UDP at this moment. The kernel gives the TCP one: a port that is free
 * for UDP alone may still be the client's side of a TCP connection that ended within the last minute, and such a port
 * cannot be listened on.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const datagrams = createSocket('udp4');
    const free = await new Promise<boolean>((resolve) => {
      datagrams.once('error', () => resolve(false));
      datagrams.bind(port, '127.0.0.1', () => resolve(true));
    });
    await Promise.all([
      new Promise<void>((closed) => datagrams.close(() => closed())),
      new Promise<void>((closed) => server.close(() => closed())),
    ]);
    if (free) return port;
  }
}
