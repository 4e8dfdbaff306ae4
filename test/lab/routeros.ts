import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Memory } from './memory.ts';
import { type Item, matches, RouterState, Trap } from './routeros-menus.ts';
import { readWords, sentenceOctets } from './routeros-wire.ts';

/**
 * A simulated MikroTik router with the RouterOS API: strict about properties and values, keeps its state over restarts,
 * and can refuse, stall, lie, repeat itself and cut the line. Its codec is its own, so that no mistake of the agent's is
 * met by the same mistake here.
 */
export interface RouterLab {
  readonly host: string;
  readonly port: number;
  readonly state: RouterState;
  /** What goes wrong next; see RouterFault. */
  fault: RouterFault | undefined;
  /** Commands that arrived, without their attributes. */
  readonly commands: readonly string[];
  readonly logins: number;
  /** Lines that are open now. */
  readonly lines: number;
  /** Commands that were under way at once, at most. */
  readonly mostAtOnce: number;
  /** A subscriber comes; undefined when the router does not let him in. */
  dial(kind: 'ppp' | 'hotspot', name: string, password: string, address?: string): Item | undefined;
  /** A DHCP client asks for an address; the lease, or undefined when it gets none: only static ones are served. */
  askAddress(mac: string): Item | undefined;
  cutLines(): void;
  /** Ends sessions and lines, forgets what is dynamic, and listens again at once. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `refuse`: answers with `words`, does nothing. `stall`: does nothing and never answers; `stall-after`: obeys and never
 * answers. `cut-before`, `cut-after`: closes the line before or after it obeyed. `twice`: obeys and answers twice. `lie`:
 * says that it is done and does nothing. Meets commands that match `on`, `times` of them (without it: all).
 */
export interface RouterFault {
  readonly kind: 'refuse' | 'stall' | 'stall-after' | 'cut-before' | 'cut-after' | 'twice' | 'lie';
  readonly on: RegExp;
  readonly words?: string;
  times?: number;
  /** What happens at the same moment. */
  readonly meanwhile?: () => void;
}

export interface RouterLabOptions {
  /** 7.18 says !empty, 6.49 takes the password, 6.42 wants its digest with a challenge. */
  readonly version?: '7.18' | '6.49' | '6.42';
  readonly username?: string;
  readonly password?: string;
  /** Octets in each piece that is written; default all at once. */
  readonly pieceSize?: number;
  /** Passwords are shown to users with the policy `sensitive` only. */
  readonly hidesPasswords?: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly host?: string;
  readonly port?: number;
  /** Without one, what it holds ends with it. */
  readonly memory?: Memory;
}

export async function startRouterLab(options: RouterLabOptions = {}): Promise<RouterLab> {
  const { version = '7.18', username = 'throughline', password = 'let-me-in', pieceSize } = options;
  const host = options.host ?? '127.0.0.1';
  const state = new RouterState(version, options.memory);
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let logins = 0;
  let underWay = 0;
  let mostAtOnce = 0;
  let fault: RouterFault | undefined;

  function faultFor(command: string): RouterFault['kind'] | undefined {
    if (fault === undefined || !fault.on.test(command)) return undefined;
    if (fault.times !== undefined && fault.times-- <= 0) return undefined;
    fault.meanwhile?.();
    return fault.kind;
  }

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    let loggedIn = false;
    let challenge: string | undefined;
    let sending = Promise.resolve();
    const words = readWords();

    function send(sentences: readonly (readonly string[])[]): Promise<void> {
      const octets = Buffer.concat(sentences.map(sentenceOctets));
      sending = sending.then(() => deliver(socket, octets, pieceSize));
      return sending;
    }

    function logIn(attributes: Item): readonly string[][] {
      if (version === '6.42' && attributes['response'] === undefined) {
        challenge = randomBytes(16).toString('hex');
        return [['!done', `=ret=${challenge}`]];
      }
      const expected =
        version === '6.42'
          ? `00${createHash('md5')
              .update(`\0${password}`)
              .update(challenge ?? '', 'hex')
              .digest('hex')}`
          : password;
      const given = version === '6.42' ? attributes['response'] : attributes['password'];
      if (attributes['name'] !== username || given !== expected) {
        const refusal = version === '6.42' ? 'cannot log in' : 'invalid user name or password (6)';
        return [['!trap', `=message=${refusal}`], ['!done']];
      }
      loggedIn = true;
      logins++;
      return [['!done']];
    }

    async function answer(sentence: readonly string[]): Promise<void> {
      const [command = '', ...rest] = sentence;
      const tag = rest.filter((word) => word.startsWith('.tag='));
      const attributes: Item = {};
      for (const word of rest.filter((one) => one.startsWith('='))) {
        const at = word.indexOf('=', 1);
        attributes[word.slice(1, at)] = word.slice(at + 1);
      }
      const tagged = (replies: readonly (readonly string[])[]) => replies.map((reply) => [...reply, ...tag]);
      const queries = rest.filter((word) => word.startsWith('?'));
      commands.push(command);
      const trouble = faultFor(command);
      if (trouble === 'stall') return;
      if (trouble === 'cut-before') {
        socket.destroy();
        return;
      }
      if (command === '/login') {
        await send(tagged(logIn(attributes)));
        return;
      }
      if (!loggedIn || command === '/quit') {
        const farewell = loggedIn ? 'session terminated on request' : 'not logged in';
        await send([['!fatal', farewell]]);
        socket.end();
        return;
      }
      if (trouble === 'refuse') {
        await send(tagged([['!trap', `=message=${fault?.words ?? 'failure: out of memory'}`], ['!done']]));
        return;
      }
      const replies = tagged(trouble === 'lie' ? [['!done']] : run(command, attributes, queries));
      if (trouble === 'stall-after') return;
      if (trouble === 'cut-after') {
        socket.destroy();
        return;
      }
      await send(trouble === 'twice' ? [...replies, ...replies] : replies);
    }

    socket.on('data', (data: Buffer) => {
      for (const sentence of words(data)) {
        underWay++;
        mostAtOnce = Math.max(mostAtOnce, underWay);
        // The next turn of the loop: what arrived together is under way together.
        setImmediate(() => {
          answer(sentence).finally(() => underWay--);
        });
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  function run(command: string, attributes: Item, queries: readonly string[]): readonly string[][] {
    const at = command.lastIndexOf('/');
    const menu = command.slice(0, at);
    const { '.id': ids = attributes['numbers'] ?? '', numbers: _numbers, ...values } = attributes;
    try {
      switch (command.slice(at + 1)) {
        case 'print':
          if (attributes['count-only'] !== undefined) {
            const count = state.items(menu).filter((item) => matches(item, queries)).length;
            return [['!done', `=ret=${count}`]];
          }
          return print(menu, attributes['.proplist'], queries);
        case 'add': {
          const added = state.add(menu, values);
          state.keep();
          return [['!done', `=ret=${added['.id']}`]];
        }
        case 'set':
          state.set(menu, ids, values);
          break;
        case 'unset':
          state.unset(menu, ids, values['value-name'] ?? '');
          break;
        case 'remove':
          state.remove(menu, ids);
          break;
        case 'make-static':
          state.makeStatic(menu, ids);
          break;
        default:
          throw new Trap('no such command', 0);
      }
      state.keep();
      return [['!done']];
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      const category = error.category === undefined ? [] : [`=category=${error.category}`];
      return [['!trap', ...category, `=message=${error.message}`], ['!done']];
    }
  }

  function print(menu: string, proplist: string | undefined, queries: readonly string[]): string[][] {
    const wanted = proplist?.split(',');
    const rows = state
      .items(menu)
      .filter((item) => matches(item, queries))
      .map((item) => [
        '!re',
        ...Object.entries(item)
          .filter(([property]) => property !== 'session' && (wanted?.includes(property) ?? true))
          .filter(([property]) => !(options.hidesPasswords === true && property === 'password'))
          .map(([property, value]) => `=${property}=${value}`),
      ]);
    return rows.length === 0 && version === '7.18' ? [['!empty'], ['!done']] : [...rows, ['!done']];
  }

  const server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve);
  server.on('tlsClientError', () => undefined);
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cutLines = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    cutLines();
    server.close();
    await once(server, 'close');
  };
  /** Lowest address of the pool that no session has. */
  const freeAddress = () => {
    const taken = new Set(
      ['/ppp/active', '/ip/hotspot/active', '/ip/dhcp-server/lease'].flatMap((menu) =>
        state.items(menu).map((item) => item['active-address'] ?? item['address']),
      ),
    );
    let n = 2;
    while (taken.has(`10.99.${n >> 8}.${n & 255}`)) n++;
    return `10.99.${n >> 8}.${n & 255}`;
  };

  return {
    host,
    port,
    state,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    commands,
    get logins() {
      return logins;
    },
    get lines() {
      return sockets.size;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    dial(kind, name, secret, address) {
      const users = state.items(kind === 'ppp' ? '/ppp/secret' : '/ip/hotspot/user');
      const user = users.find((item) => item['name'] === name && item['disabled'] !== 'true');
      if (user === undefined || user['password'] !== secret) return undefined;
      const profiles = state.items(kind === 'ppp' ? '/ppp/profile' : '/ip/hotspot/user/profile');
      const profile = profiles.find((item) => item['name'] === user['profile'])!;
      const own = address ?? user['remote-address'] ?? user['address'] ?? freeAddress();
      const session =
        kind === 'ppp'
          ? state.make('/ppp/active', { name, service: 'pppoe', address: own, radius: 'false' })
          : state.make('/ip/hotspot/active', { user: name, address: own, radius: 'false' });
      const mark = { dynamic: 'true', session: session['.id']! };
      if (profile['rate-limit']) {
        const [up, down] = profile['rate-limit'].split('/').map((rate) => Number.parseInt(rate, 10) * 1000);
        const queue = `<${kind === 'ppp' ? 'pppoe' : 'hotspot'}-${name}>`;
        state.make('/queue/simple', {
          name: queue,
          target: `${own}/32`,
          'max-limit': `${up}/${down}`,
          ...mark,
        });
      }
      if (profile['address-list']) {
        state.make('/ip/firewall/address-list', { list: profile['address-list'], address: own, ...mark });
      }
      state.keep();
      return session;
    },
    askAddress(mac) {
      const lease = state
        .items('/ip/dhcp-server/lease')
        .find((item) => item['mac-address'] === mac.toUpperCase() && item['disabled'] !== 'true');
      if (lease === undefined) return undefined;
      const served = lease['block-access'] !== 'true';
      if (served) {
        const fixed = lease['address'] === '0.0.0.0' ? undefined : lease['address'];
        Object.assign(lease, { status: 'bound', 'active-address': fixed ?? freeAddress() });
      } else {
        lease['status'] = 'waiting';
        delete lease['active-address'];
      }
      state.keep();
      return served ? lease : undefined;
    },
    cutLines,
    async restart() {
      await stop();
      state.forgetDynamic();
      state.keep();
      server.listen(port, host);
      await once(server, 'listening');
    },
    close: stop,
  };
}

async function deliver(socket: Socket, octets: Buffer, pieceSize = octets.length): Promise<void> {
  for (let at = 0; at < octets.length && socket.writable; at += pieceSize) {
    const piece = octets.subarray(at, at + pieceSize);
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
}
