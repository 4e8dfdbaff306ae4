import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { encodeSentence, SentenceReader } from '../../../edge-agent/protocols/routeros/sentences.ts';
import { isEqual, type ReplayPeer, type Script } from './script.ts';

interface Request {
  readonly command: readonly string[];
}

type Answer =
  | { readonly rows: readonly Readonly<Record<string, string>>[]; readonly ret?: string }
  | { readonly trap: string; readonly category?: number };

export async function routerOsPeer(
  script: Script<Request, Answer>,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<ReplayPeer> {
  const sockets = new Set<Socket>();

  function answer(words: readonly string[], send: (...words: string[]) => void): void {
    const command = words.filter((word) => !word.startsWith('.tag='));
    if (command[0] === '/login') {
      const right = isEqual(command.slice(1), [`=name=${username}`, `=password=${password}`]);
      if (!right) send('!trap', '=message=invalid user name or password (6)');
      send('!done');
      return;
    }
    const found = script.answerTo(command.join(' '), (one) => isEqual(one.command, command));
    if (found === undefined || 'trap' in found) {
      const category = found?.category === undefined ? [] : [`=category=${found.category}`];
      send('!trap', ...category, `=message=${found?.trap ?? 'not recorded'}`);
      send('!done');
      return;
    }
    for (const row of found.rows)
      send('!re', ...Object.entries(row).map(([name, value]) => `=${name}=${value}`));
    send('!done', ...(found.ret === undefined ? [] : [`=ret=${found.ret}`]));
  }

  const server = createServer((socket) => {
    const reader = new SentenceReader();
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (piece) => {
      for (const words of reader.read(piece)) {
        const tag = words.filter((word) => word.startsWith('.tag='));
        answer(words, (...said) => socket.write(encodeSentence([...said, ...tag])));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
