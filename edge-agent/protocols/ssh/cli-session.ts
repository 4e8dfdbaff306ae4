import { DeviceError } from '../device-error.ts';
import { silence, type Tap } from '../dialogue.ts';
import { strike } from '../strike.ts';
import type { CliDialect } from './cli-dialect.ts';
import { onText, openShell, type SshAddress, type SshLogin } from './shell.ts';

export interface CliLogin extends SshLogin {
  /** Of the privileged mode, where the login does not lead there. */
  readonly enablePassword?: string | undefined;
}

export interface CliPatience {
  /** Until the terminal is there. */
  readonly connectMs: number;
  /** Until an answer goes on. */
  readonly answerMs: number;
}

/** One terminal of a device, in its privileged mode. One command at a time. */
export interface CliSession {
  readonly isOver: boolean;
  /**
   * One after the other; what each printed, without echo and prompt. The first refusal ends it, and whatever happens no
   * mode is left open. Throws a DeviceError; after silence the session is over.
   */
  run(commands: readonly string[]): Promise<readonly string[]>;
  end(words: string): void;
}

/** The longest answer is the configuration of one port; whoever says more is no such device. */
const mostCharacters = 1024 * 1024;
/** What the terminal would take for something else than text: control characters, and `?` for help. */
const unspeakable = /[^\x20-\x3e\x40-\x7e]/;

interface Prompt {
  readonly name: string;
  readonly mode: string | undefined;
  readonly privileged: boolean;
}

export async function openCliSession(
  address: SshAddress,
  login: CliLogin,
  dialect: CliDialect,
  patience: CliPatience,
  tap?: Tap,
): Promise<CliSession> {
  const peer = `${address.host}:${address.port}`;
  const secrets = [login.password, login.enablePassword, login.passphrase].filter((one) => one !== undefined);
  const shell = await openShell(address, login, patience.connectMs);
  let text = '';
  let over: DeviceError | undefined;
  let waiting: { look(): void; fail(error: DeviceError): void } | undefined;
  let at: Prompt = { name: '', mode: undefined, privileged: false };

  function end(failure: 'silent' | 'unreadable', words: string): void {
    if (over !== undefined) return;
    over = new DeviceError(failure, strike(words, secrets));
    shell.end();
    waiting?.fail(over);
  }

  onText(shell.channel, (piece) => {
    text += piece;
    if (text.length > mostCharacters) end('unreadable', `${peer} does not stop talking`);
    else waiting?.look();
  });
  shell.channel.on('close', () => end('silent', `no answer from ${peer}: the line was cut`));
  shell.channel.on('error', (error: Error) => end('silent', `no answer from ${peer}: ${error.message}`));

  /** What `find` makes of the text that came, as soon as it makes anything of it. */
  function awaited<T>(about: string, find: () => T | undefined): Promise<T> {
    if (over !== undefined) return Promise.reject(over);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => end('silent', `no answer from ${peer} to "${about}" for ${patience.answerMs / 1000} s`),
        patience.answerMs,
      );
      const settle = () => {
        clearTimeout(timer);
        waiting = undefined;
      };
      waiting = {
        look() {
          timer.refresh();
          const found = find();
          if (found === undefined) return;
          settle();
          resolve(found);
        },
        fail(error) {
          settle();
          reject(error);
        },
      };
      waiting.look();
    });
  }

  /** The prompt at the end, if the device waits for a command; `after` is where its answer began. */
  function promptAfter(after: number): { readonly output: string; readonly prompt: Prompt } | undefined {
    const match = dialect.prompt.exec(text.slice(after));
    const { name = '', mode, mark } = match?.groups ?? {};
    if (match === null || (at.name !== '' && name !== at.name)) return undefined;
    return {
      output: text.slice(after, after + match.index),
      prompt: { name, mode, privileged: mark === '#' },
    };
  }

  async function ask(command: string): Promise<string> {
    try {
      const output = await asked(command);
      tap?.({ command }, { output, mode: at.mode ?? '' });
      return output;
    } catch (error) {
      tap?.({ command }, silence);
      throw error;
    }
  }

  async function asked(command: string): Promise<string> {
    // What came unasked, an alarm or a second answer to the former command, is none to this one.
    text = '';
    shell.channel.write(`${command}\n`);
    const { output, prompt } = await awaited(command, () => {
      const began = afterEcho(text, command, at.name);
      if (began === undefined) return undefined;
      if (dialect.more.test(text.slice(began))) {
        text = text.replace(dialect.more, '\n');
        shell.channel.write(' ');
        return undefined;
      }
      if (dialect.confirm.test(text.slice(began))) {
        text += '\n';
        shell.channel.write('yes\n');
        return undefined;
      }
      return promptAfter(began);
    });
    at = prompt;
    return plain(output);
  }

  async function enter(): Promise<void> {
    at = (await awaited('the login', () => promptAfter(0))).prompt;
    if (!at.privileged) await becomePrivileged();
    for (const command of dialect.manners) await ask(command);
  }

  async function becomePrivileged(): Promise<void> {
    const { command, ask: question } = dialect.enable;
    text = '';
    shell.channel.write(`${command}\n`);
    const asked = await awaited(command, () => {
      const began = afterEcho(text, command, at.name);
      if (began === undefined) return undefined;
      return question.test(text.slice(began)) ? ('password' as const) : promptAfter(began);
    });
    if (asked === 'password') {
      if (login.enablePassword === undefined) {
        throw new DeviceError('refused', `${peer} wants a password for "${command}": give enablePassword`);
      }
      text = '';
      shell.channel.write(`${login.enablePassword}\n`);
      // A device that does not take it asks again.
      const answer = await awaited(command, () =>
        question.test(text) ? ('password' as const) : promptAfter(0),
      );
      if (answer !== 'password') at = answer.prompt;
    } else at = asked.prompt;
    if (!at.privileged)
      throw new DeviceError('refused', `${peer} does not take our password of "${command}"`);
  }

  async function run(commands: readonly string[]): Promise<readonly string[]> {
    const outputs: string[] = [];
    for (const command of commands) {
      if (unspeakable.test(command)) throw new RangeError(`"${command}" cannot be typed at a terminal`);
    }
    let refused: DeviceError | undefined;
    for (const command of commands) {
      const output = await ask(command);
      const words = dialect.refusal(output);
      if (words !== undefined) {
        refused = new DeviceError('refused', `${strike(words, secrets)} (from ${peer}, to "${command}")`);
        break;
      }
      outputs.push(output);
    }
    if (at.mode !== undefined) await ask(dialect.home);
    if (refused !== undefined) throw refused;
    return outputs;
  }

  try {
    await enter();
  } catch (error) {
    shell.end();
    throw error;
  }
  return {
    get isOver() {
      return over !== undefined;
    },
    run,
    end: (words) => end('silent', words),
  };
}

/** Where the answer to the command begins: behind the line with which the device repeats it. */
function afterEcho(text: string, command: string, name: string): number | undefined {
  const prompt = `(?:${RegExp.escape(name)}(?:\\([\\w-]+\\))?[>#] ?)?`;
  const echo = new RegExp(`(?:^|[\\r\\n])${prompt}${RegExp.escape(command)} *\\r*\\n`).exec(text);
  return echo === null ? undefined : echo.index + echo[0].length;
}

/** Without what moves the cursor about, with which pagers wipe their line out. */
function plain(output: string): string {
  return (
    output
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
      .replaceAll(/\x1b\[[\d;?]*[A-Za-z]|\x08(?:[\x08 ]*\x08)?/g, '')
      .replaceAll(/\r+\n/g, '\n')
      .replaceAll(/\r *\r|\r/g, '')
      .replaceAll(/[ \t]+$/gm, '')
      .replace(/^\n+|\n+$/g, '')
  );
}
