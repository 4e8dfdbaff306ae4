import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Algorithms, type AuthContext, type KeyPair, type ServerConnection } from 'ssh2';
import { fingerprintOf } from '../../edge-agent/protocols/ssh/shell.ts';
import type { Fault } from './snmp-device.ts';

/** What makes a device of a console: its modes and its commands. */
export interface ConsoleModel {
  /** The prompt in a mode: `ZXAN(config-if)#`. */
  prompt(mode: string): string;
  /** What a command prints, and the mode in which it leaves the terminal. */
  run(command: string, mode: string): { readonly output: string; readonly mode: string };
  /** Whether the command would change something. */
  changes(command: string, mode: string): boolean;
  /** What it says when it refuses for want of anything else. */
  readonly refusal: string;
  /** Back to what it had saved. */
  restart(): void;
}

export interface ConsoleOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** OpenSSH text of a key that is let in. */
  readonly authorizedKey?: string;
  /** Then a login begins in the unprivileged mode. */
  readonly enablePassword?: string;
  /** Terminals at the same time. */
  readonly terminals?: number;
  /** As devices that do not know `terminal length`. */
  readonly alwaysPages?: boolean;
  readonly algorithms?: Algorithms;
  readonly hostKey?: string;
  readonly stallMs?: number;
}

/** A simulated device with a command line on real SSH; the wire is ssh2's, the rest is our own. */
export interface SshConsole {
  readonly host: string;
  readonly port: number;
  /** As `ssh-keygen -l` shows it. */
  readonly hostKey: string;
  /** Changes that were obeyed or refused. */
  readonly sets: number;
  /** Commands in the order in which they were obeyed or refused. */
  readonly commands: readonly string[];
  readonly mostTerminals: number;
  readonly logins: number;
  fail(fault: Fault): void;
  heal(): void;
  /** Takes no connection and answers nothing while it is true. */
  away: boolean;
  /** Ends all lines and comes back with what it had saved. */
  restart(): void;
  /** Goes on holding all lines, and says nothing more on them. */
  freeze(): void;
  /** Says something that nobody asked for on every terminal. */
  shout(words: string): void;
  close(): Promise<void>;
}

const pageLines = 24;
const defaultHostKey = newSshKey().private;

export async function createSshConsole(options: ConsoleOptions, model: ConsoleModel): Promise<SshConsole> {
  const host = options.host ?? '127.0.0.1';
  const hostKey = options.hostKey ?? defaultHostKey;
  const username = options.username ?? 'throughline';
  const password = options.password ?? 'open sesame';
  const sockets = new Set<Socket>();
  const channels = new Set<Duplex>();
  const timers = new Set<NodeJS.Timeout>();
  const faults: { fault: Fault; after: number; times: number }[] = [];
  const commands: string[] = [];
  let sets = 0;
  let logins = 0;
  let mostTerminals = 0;
  let away = false;
  let frozen = false;

  function pendingFault(kind: 'set' | 'read'): Fault | undefined {
    const entry = faults.find(({ fault }) => fault.on === kind || fault.on === 'any');
    if (entry === undefined) return undefined;
    if (entry.after > 0) {
      entry.after -= 1;
      return undefined;
    }
    entry.times -= 1;
    if (entry.times <= 0) faults.splice(faults.indexOf(entry), 1);
    return entry.fault;
  }

  function endLines(): void {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    for (const socket of sockets) socket.destroy();
  }

  function mayCome(context: AuthContext): boolean {
    if (context.username !== username) return false;
    if (context.method === 'password') return same(context.password, password);
    if (context.method !== 'publickey' || options.authorizedKey === undefined) return false;
    const known = ssh2.utils.parseKey(options.authorizedKey);
    if (known instanceof Error || !known.getPublicSSH().equals(context.key.data)) return false;
    const { blob, signature, hashAlgo } = context;
    // Without a signature the client only asks whether this key would do.
    return blob === undefined || signature === undefined || known.verify(blob, signature, hashAlgo) === true;
  }

  /** One terminal: what is typed is echoed, a whole line is a command. */
  function terminal(channel: Duplex, cut: () => void): void {
    let mode = options.enablePassword === undefined ? '' : 'user';
    let length = pageLines;
    let line = '';
    let pages: string[] = [];
    let asksPassword = false;
    channels.add(channel);
    mostTerminals = Math.max(mostTerminals, channels.size);
    channel.on('close', () => channels.delete(channel));
    channel.on('error', () => channels.delete(channel));
    channel.write(`\r\n***** Simulated console #1 *****\r\n\r\n${model.prompt(mode)}`);

    function print(output: string, twice: boolean): void {
      const lines = output === '' ? [] : output.split('\n');
      const whole = `${lines.map((one) => `${one}\r\n`).join('')}${model.prompt(mode)}`;
      if (length === 0 || lines.length <= length) {
        channel.write(whole);
        if (twice) channel.write(`\r\n${whole}`);
        return;
      }
      const rest = [...lines];
      pages = [];
      while (rest.length > 0) pages.push(`${rest.splice(0, length).join('\r\n')}\r\n`);
      nextPage();
    }

    function nextPage(): void {
      channel.write(pages.shift() ?? '');
      channel.write(pages.length > 0 ? ' --More--' : model.prompt(mode));
    }

    function perform(command: string, fault: Fault | undefined): void {
      if (fault?.does === 'refuse') {
        print(model.refusal, false);
        return;
      }
      if (fault?.does === 'lie') {
        print('', false);
        return;
      }
      const result = model.run(command, mode);
      mode = result.mode;
      if (fault?.does === 'die-after') away = true;
      if (fault?.does === 'lose-answer') cut();
      else if (away) endLines();
      else print(result.output, fault?.does === 'twice');
    }

    function enter(command: string): void {
      if (asksPassword) {
        asksPassword = false;
        channel.write('\r\n');
        if (same(command, options.enablePassword ?? '')) mode = '';
        else channel.write('%Error 20210: Bad enable password!\r\n');
        channel.write(model.prompt(mode));
        return;
      }
      channel.write(`${command}\r\n`);
      if (command === 'enable' && mode === 'user') {
        asksPassword = true;
        channel.write('Password:');
        return;
      }
      if (command === 'exit' && (mode === '' || mode === 'user')) {
        channel.end();
        return;
      }
      const terminalLength = /^terminal length (\d+)$/.exec(command)?.[1];
      if (terminalLength !== undefined && options.alwaysPages !== true) {
        length = Number(terminalLength);
        channel.write(model.prompt(mode));
        return;
      }
      const kind = model.changes(command, mode) ? 'set' : 'read';
      const fault = pendingFault(kind);
      if (fault?.does === 'die-before') away = true;
      if (fault?.does === 'lose-request') {
        cut();
        return;
      }
      if (away) {
        endLines();
        return;
      }
      commands.push(command);
      if (kind === 'set') sets += 1;
      if (fault?.does !== 'stall') {
        perform(command, fault);
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        perform(command, fault);
      }, options.stallMs ?? 400);
      timers.add(timer);
    }

    channel.on('data', (data: Buffer) => {
      if (frozen) return;
      for (const character of data.toString('utf8')) {
        if (pages.length > 0) {
          // Wiped out as such devices do it.
          channel.write(`${'\b'.repeat(9)}${' '.repeat(9)}${'\b'.repeat(9)}`);
          nextPage();
        } else if (character === '\n' || character === '\r') {
          const command = line.trim();
          line = '';
          enter(command);
        } else line += character;
      }
    });
  }

  const ssh = new ssh2.Server(
    { hostKeys: [hostKey], ...(options.algorithms === undefined ? {} : { algorithms: options.algorithms }) },
    () => undefined,
  );
  ssh.on('connection', (connection: ServerConnection, { port }: { port: number }) => {
    const socket = [...sockets].find(({ remotePort }) => remotePort === port);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (mayCome(context)) context.accept();
      else context.reject(['password', 'publickey']);
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('pty', (allow) => allow?.());
      session.on('shell', (open, reject) => {
        if (channels.size >= (options.terminals ?? 5)) {
          reject();
          return;
        }
        logins += 1;
        terminal(open(), () => socket?.destroy());
      });
    });
  });
  const server = createServer((socket) => {
    if (away) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    ssh.injectSocket(socket);
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');

  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error) throw parsed;
  return {
    host,
    port: (server.address() as AddressInfo).port,
    hostKey: fingerprintOf(parsed.getPublicSSH()),
    get sets() {
      return sets;
    },
    get logins() {
      return logins;
    },
    commands,
    get mostTerminals() {
      return mostTerminals;
    },
    get away() {
      return away;
    },
    set away(value) {
      away = value;
      if (away) endLines();
    },
    fail(fault) {
      faults.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
    },
    heal() {
      faults.length = 0;
    },
    restart() {
      endLines();
      frozen = false;
      model.restart();
    },
    freeze() {
      frozen = true;
    },
    shout(words) {
      for (const channel of channels) channel.write(`\r\n${words}\r\n`);
    },
    async close() {
      endLines();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function same(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** One in some hundred keys that ssh2 makes it cannot read itself. */
export function newSshKey(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
