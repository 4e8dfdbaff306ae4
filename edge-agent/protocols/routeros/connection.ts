import { createHash } from 'node:crypto';
import { LineFault, LoginRefused, RouterRefusal } from './faults.ts';
import { GuardedConnector, type RouterAddress } from './guarded-connector.ts';

export interface RouterLogin {
  readonly username: string;
  readonly password: string;
}

export interface RouterPatience {
  /** Until the line stands and the login is answered. */
  readonly connectMs: number;
  /** Until the next sentence of an answer. */
  readonly answerMs: number;
  /** Unused for so long, the line is ended. */
  readonly idleMs: number;
}

/** An item of a menu, as the router prints it: `{ '.id': '*1A', name: 'alice' }`. */
export type Row = Readonly<Record<string, string>>;

export interface Reply {
  readonly rows: readonly Row[];
  /** What `!done` carried: the id of an added item, or a challenge. */
  readonly ret?: string;
}

/** A session of the RouterOS API, logged in. */
export interface RouterConnection {
  readonly isOver: boolean;
  /** Command word first, then its attributes and queries. Throws RouterRefusal or LineFault; always settles. */
  talk(command: readonly string[]): Promise<Reply>;
  close(): void;
}

/** Connects and logs in. Throws LineFault or LoginRefused. */
export async function openRouterConnection(
  address: RouterAddress,
  login: RouterLogin,
  patience: RouterPatience,
): Promise<RouterConnection> {
  const waiting = new Map<string, (words: string) => void>();
  let nextTag = 1;
  const connector = new GuardedConnector(address, patience.connectMs, (words) => {
    for (const giveUp of [...waiting.values()]) giveUp(words);
  });

  function talk(command: readonly string[]): Promise<Reply> {
    if (connector.isOver) return Promise.reject(new LineFault('the line to the router is closed', false));
    const tag = String(nextTag++);
    return new Promise((resolve, reject) => {
      const rows: Row[] = [];
      const refusals: RouterRefusal[] = [];
      const timer = setTimeout(() => {
        const seconds = patience.answerMs / 1000;
        connector.end(`the router has not answered ${command[0]} for ${seconds} s`);
      }, patience.answerMs);

      function settle(): void {
        clearTimeout(timer);
        waiting.delete(tag);
        connector.stopRead(tag);
      }

      waiting.set(tag, (words) => {
        settle();
        reject(new LineFault(words, true));
      });
      connector.read(tag, (sentence) => {
        timer.refresh();
        const attributes = readAttributes(sentence);
        if (sentence[0] === '!re') rows.push(attributes);
        if (sentence[0] === '!trap') refusals.push(refusal(attributes, command));
        if (sentence[0] !== '!done') return;
        settle();
        const [first] = refusals;
        if (first !== undefined) reject(first);
        else resolve(attributes['ret'] === undefined ? { rows } : { rows, ret: attributes['ret'] });
      });
      connector.write([...command, `.tag=${tag}`]);
    });
  }

  await stand(connector, waiting, address, patience.connectMs);
  const timer = setTimeout(
    () => connector.end(`the router has not answered the login for ${patience.connectMs / 1000} s`),
    patience.connectMs,
  );
  try {
    await logIn(talk, login);
  } catch (error) {
    connector.end('the login failed');
    // Nobody asked this router for anything yet, so nothing of it can have been obeyed.
    if (error instanceof LineFault) throw new LineFault(error.message, false);
    throw error;
  } finally {
    clearTimeout(timer);
  }
  connector.settle(patience.idleMs, () => waiting.size === 0);
  return {
    get isOver() {
      return connector.isOver;
    },
    talk,
    close: () => connector.end('the agent closed the line'),
  };
}

/** Beside the tags, which are numbers: who waits for the line itself. */
const standing = 'line';

function stand(
  connector: GuardedConnector,
  waiting: Map<string, (words: string) => void>,
  { host, port }: RouterAddress,
  connectMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => connector.end(`no answer from ${host}:${port} for ${connectMs / 1000} s`),
      connectMs,
    );
    waiting.set(standing, (words) => {
      clearTimeout(timer);
      waiting.delete(standing);
      reject(new LineFault(words, false));
    });
    connector.once('connected', () => {
      const distrust = connector.distrust();
      if (distrust !== undefined) {
        connector.end(distrust);
        return;
      }
      clearTimeout(timer);
      waiting.delete(standing);
      resolve();
    });
    connector.connect();
  });
}

/** RouterOS from 6.43 takes the password; older ones answer with a challenge instead, and take its digest. */
async function logIn(talk: RouterConnection['talk'], { username, password }: RouterLogin): Promise<void> {
  try {
    const { ret: challenge } = await talk(['/login', `=name=${username}`, `=password=${password}`]);
    if (challenge === undefined) return;
    if (!/^[0-9a-f]{32}$/i.test(challenge)) {
      throw new LoginRefused('the router answered the login with something unknown');
    }
    const digest = createHash('md5')
      .update(Buffer.of(0))
      .update(password, 'utf8')
      .update(challenge, 'hex')
      .digest('hex');
    const answer = await talk(['/login', `=name=${username}`, `=response=00${digest}`]);
    if (answer.ret !== undefined) throw new LoginRefused('the router asks for the login again and again');
  } catch (error) {
    if (!(error instanceof RouterRefusal)) throw error;
    throw new LoginRefused(`the router refuses the login of ${username}: ${error.message}`);
  }
}

function readAttributes(sentence: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const word of sentence) {
    const at = word.indexOf('=', 1);
    if (word.startsWith('=') && at > 0) attributes[word.slice(1, at)] = word.slice(at + 1);
  }
  return attributes;
}

const secretWord = /^=(?:password|response|secret)=(.+)$/s;

/** Whatever the router says, it must not say our secrets after us. */
function refusal(attributes: Row, command: readonly string[]): RouterRefusal {
  let words = attributes['message'] ?? 'the router gave no reason';
  for (const word of command) {
    const secret = secretWord.exec(word)?.[1];
    if (secret !== undefined) words = words.replaceAll(secret, '[hidden]');
  }
  const category = attributes['category'];
  return new RouterRefusal(words, category === undefined ? undefined : Number(category));
}
