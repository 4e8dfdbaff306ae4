import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A line between a NAS and its server on the loopback that loses, repeats and reorders datagrams, both ways. */
export interface LossyLine {
  readonly port: number;
  /** What it did to datagrams so far. */
  readonly done: { lost: number; repeated: number; reordered: number };
  close(): void;
}

const host = '127.0.0.1';

/** `random` says for each datagram what becomes of it: one in five is lost, one repeated, one overtaken by its successor. */
export async function createLossyLine(
  serverPort: number,
  random: () => number,
  /** Address by which the server knows the NAS. */
  from = host,
): Promise<LossyLine> {
  const done = { lost: 0, repeated: 0, reordered: 0 };
  const near = createSocket('udp4');
  const far = new Map<number, Socket>();

  function pass(send: () => void, held: (() => void)[]): void {
    const fate = random();
    if (fate < 0.2) done.lost++;
    else if (fate < 0.4) held.push(send);
    else {
      send();
      if (fate < 0.6) {
        done.repeated++;
        send();
      }
      done.reordered += held.length;
      for (const overtaken of held.splice(0)) overtaken();
    }
  }

  function towardsServer(port: number, address: string): Socket {
    const known = far.get(port);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    socket.bind(0, from);
    const held: (() => void)[] = [];
    socket.on('message', (answer) => pass(() => near.send(answer, port, address), held));
    far.set(port, socket);
    return socket;
  }

  const held: (() => void)[] = [];
  near.on('message', (request, { port, address }) =>
    pass(() => towardsServer(port, address).send(request, serverPort, host), held),
  );
  near.bind(0, host);
  await once(near, 'listening');
  return {
    port: near.address().port,
    done,
    close() {
      near.close();
      for (const socket of far.values()) socket.close();
    },
  };
}
