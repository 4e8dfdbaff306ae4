import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import ssh2, { type Algorithms } from 'ssh2';
import { DeviceError } from '../device-error.ts';

export interface SshAddress {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the device's host key as `ssh-keygen -l` writes it: `SHA256:…`. Undefined: nobody has looked yet. */
  readonly hostKey: string | undefined;
  /** Key exchanges, ciphers and digests that are no longer safe, for devices that have no others. */
  readonly legacyAlgorithms: boolean;
}

export interface SshLogin {
  readonly username: string;
  readonly password?: string | undefined;
  /** OpenSSH, PEM or PuTTY text. */
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
}

/** The terminal of a device, logged in. */
export interface Shell {
  readonly channel: Duplex;
  /** Ends both the terminal and the connection. */
  end(): void;
}

/** RFC 4253 §6 and its updates: what devices of before 2015 offer and nothing newer. */
const legacy: Algorithms = {
  kex: [
    'curve25519-sha256',
    'ecdh-sha2-nistp256',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group14-sha1',
    'diffie-hellman-group-exchange-sha1',
    'diffie-hellman-group1-sha1',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr', 'aes128-cbc', 'aes256-cbc', '3des-cbc'],
  hmac: ['hmac-sha2-256', 'hmac-sha2-512', 'hmac-sha1', 'hmac-md5'],
  serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-dss'],
};

/** Wide enough that no line of ours is wrapped. */
const pty = { term: 'vt100', cols: 511, rows: 511 };

/** As `ssh-keygen -l` shows a key. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** What is wrong with a private key, in words; undefined when it can be used. */
export function privateKeyFlaw(privateKey: string, passphrase?: string): string | undefined {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  return parsed instanceof Error ? parsed.message : undefined;
}

/**
 * Connects, makes sure that it is the device whose key we know, and logs in. Nothing secret leaves before the key was
 * found right. Throws a DeviceError: `refused` for a key or login that is not taken, `silent` when nobody answers.
 */
export function openShell(address: SshAddress, login: SshLogin, connectMs: number): Promise<Shell> {
  const { host, port, hostKey } = address;
  const peer = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const client = new ssh2.Client();
  let distrust: string | undefined;

  return new Promise((resolve, reject) => {
    const fail = (failure: 'refused' | 'silent', words: string, cause?: unknown) => {
      clearTimeout(timer);
      client.destroy();
      reject(new DeviceError(failure, words, cause));
    };
    const silence = () => fail('silent', `no answer from ${peer} to SSH for ${connectMs / 1000} s`);
    const timer = setTimeout(silence, connectMs);

    client.on('error', (error: Error & { level?: string }) => {
      if (distrust !== undefined) fail('refused', distrust, error);
      else if (error.level === 'client-authentication') {
        fail('refused', `${peer} lets nobody in as ${login.username} with this password or key`, error);
      } else if (error.level === 'client-timeout') silence();
      else if (error.message.includes('no matching')) {
        fail('refused', `${peer} and the agent know no common algorithm (${error.message}); ${older}`, error);
      } else fail('silent', `no answer from ${peer} to SSH: ${error.message}`, error);
    });
    client.on('close', () => fail('silent', `no answer from ${peer} to SSH: the line was closed. ${busy}`));
    client.on('keyboard-interactive', (_name, _words, _language, prompts: unknown[], finish) => {
      // Password authentication by another name (RFC 4256).
      finish(prompts.map(() => login.password ?? ''));
    });
    client.on('ready', () => {
      client.shell(pty, (error, channel) => {
        if (error !== undefined) {
          fail('refused', `${peer} gives no terminal: ${error.message}`, error);
          return;
        }
        clearTimeout(timer);
        resolve({ channel, end: () => client.destroy() });
      });
    });
    client.connect({
      host,
      port,
      username: login.username,
      ...(login.password === undefined ? {} : { password: login.password, tryKeyboard: true }),
      ...(login.privateKey === undefined ? {} : { privateKey: login.privateKey }),
      ...(login.passphrase === undefined ? {} : { passphrase: login.passphrase }),
      readyTimeout: connectMs,
      ...(address.legacyAlgorithms ? { algorithms: legacy } : {}),
      hostVerifier(key) {
        const shown = fingerprintOf(key);
        if (shown === hostKey) return true;
        distrust =
          hostKey === undefined
            ? `${peer} shows the host key ${shown}, and the node has none to compare it with: compare it on the device itself, then set hostKey to it`
            : `${peer} shows the host key ${shown} instead of ${hostKey}: somebody may stand in between, or the device has a new key; compare it on the device itself`;
        return false;
      },
    });
    // Else each step of the login, and each command, waits for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
}

const older = 'if the device is too old for better ones, set legacyAlgorithms';
const busy = 'All its terminals may be taken, or its SSH may be for other addresses';

/** Text as it comes, whatever pieces a character arrives in. */
export function onText(channel: Duplex, listener: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  channel.on('data', (data: Buffer) => listener(decoder.write(data)));
}
