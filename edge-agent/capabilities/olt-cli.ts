import * as z from 'zod';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import { type Cli, createCli } from '../protocols/ssh/cli.ts';
import type { CliDialect } from '../protocols/ssh/cli-dialect.ts';
import { privateKeyFlaw } from '../protocols/ssh/shell.ts';

/** RFC 4253 §4.1. */
const standardPort = 22;

const milliseconds = (least: number, most: number) => {
  const words = `must be a whole number of milliseconds from ${least} to ${most}`;
  return z.int(words).min(least, words).max(most, words);
};
const terminals = 'must be a number of terminals from 1 to 8';

/** Settings of a command line over SSH. */
export const cliSettings = z.strictObject({
  /**
   * SHA-256 of the OLT's host key, as `ssh-keygen -l` and the first refusal show it. Without it nothing is sent: who does
   * not know the OLT's key cannot know whom the password goes to.
   */
  hostKey: z
    .string('must be the fingerprint of the host key, SHA256:…')
    .regex(/^SHA256:[\w+/]{43}$/, 'must be the fingerprint of the host key, SHA256:…')
    .optional(),
  /** Key exchanges and ciphers that are no longer safe, for firmware that has no others. */
  legacyAlgorithms: z.boolean('must be true or false').default(false),
  /** Until the terminal is there: the processors of OLTs are slow at keys. */
  loginMs: milliseconds(100, 120_000).default(20_000),
  /** Until an answer goes on. */
  timeoutMs: milliseconds(50, 120_000).default(10_000),
  /** Terminals at the same time; an OLT has a handful, for staff as well. */
  sessions: z.int(terminals).min(1, terminals).max(8, terminals).default(2),
  /** An unused terminal is given back after so long. */
  idleMs: milliseconds(0, 600_000).default(60_000),
  /** After a login that failed, none is tried for so long. */
  pauseMs: milliseconds(0, 600_000).default(5_000),
});
export type CliSettings = z.output<typeof cliSettings>;

const secret = z.string('must be text').min(1, 'must not be empty');
const either = {
  username: z.string('must be a user of the OLT').min(1, 'must not be empty').meta({ secret: false }),
  /** Of the privileged mode, where the user does not begin there. */
  enablePassword: secret.optional(),
};

/** A password, or a private key. */
export const cliCredentials = z.union(
  [
    z.strictObject({ ...either, password: secret }),
    z.strictObject({
      ...either,
      /** OpenSSH or PEM text, instead of the password. */
      privateKey: secret,
      /** Of the private key. */
      passphrase: secret.optional(),
    }),
  ],
  'must be username and either password or privateKey',
);
export type CliCredentials = z.output<typeof cliCredentials>;

/** Throws a RangeError for a private key that cannot be used. */
export function openCli(
  settings: CliSettings,
  credentials: CliCredentials,
  dialect: CliDialect,
  { address, port }: Pick<NodeConfiguration, 'address' | 'port'>,
): Cli {
  const flaw =
    'privateKey' in credentials ? privateKeyFlaw(credentials.privateKey, credentials.passphrase) : undefined;
  if (flaw !== undefined) throw new RangeError(`the private key cannot be used: ${flaw}`);
  const { hostKey, legacyAlgorithms, loginMs, timeoutMs, sessions, idleMs, pauseMs } = settings;
  return createCli({
    address: { host: address, port: port ?? standardPort, hostKey, legacyAlgorithms },
    login: credentials,
    dialect,
    connectMs: loginMs,
    answerMs: timeoutMs,
    sessions,
    idleMs,
    pauseMs,
  });
}
