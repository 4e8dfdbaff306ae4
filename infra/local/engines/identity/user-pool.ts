import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { exportJWK, type JWK, SignJWT } from 'jose';
import type { LocalStack } from '../../stack.ts';
import { mailboxOf } from '../mail.ts';
import { NewPasswords } from './new-passwords.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { type PasswordRules, type PoolUser, PoolUsers, temporaryPassword } from './pool-users.ts';

export interface UserPoolClient {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly flows: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** How long a sign-in may take once it has begun, and so how long a mailed code is good. */
  readonly attemptSeconds: number;
}

/** A code that was handed to the browser after sign-in, to be turned into tokens once (RFC 6749 §4.1). */
interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly username: string;
  readonly expiresAt: number;
}

export interface UserPoolSettings {
  /** Users sign in with codes that are mailed to them (EMAIL_OTP) and have no password. */
  readonly mailsCodes: boolean;
  /** An address is what users are called by, and none has another name; else it is an alias at most. */
  readonly namesAreEmails: boolean;
  readonly sender: string;
  readonly rules: PasswordRules;
  /** What somebody is told who is given an account. */
  readonly invitation: { readonly subject: string; readonly text: string };
}

const codeLifetime = 5 * 60_000;
/** As managed login of Amazon Cognito has it: who comes back within an hour is not asked again. */
const sessionLifetime = 3_600_000;

/** One user pool: clients, keys and the tokens made from them. Kept in the stack's own database. */
export class UserPool {
  readonly name: string;
  readonly clients = new Map<string, UserPoolClient>();
  readonly #stack: LocalStack;
  readonly #key: KeyObject;
  readonly #kid: string;
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #sessions = new Map<string, { readonly username: string; readonly expiresAt: number }>();
  readonly settings: UserPoolSettings;
  readonly users: PoolUsers;
  readonly oneTimeCodes: OneTimeCodes;
  readonly newPasswords: NewPasswords;

  constructor(stack: LocalStack, name: string, settings: UserPoolSettings) {
    this.name = name;
    this.settings = settings;
    this.users = new PoolUsers(stack, name, settings.rules);
    this.oneTimeCodes = new OneTimeCodes(() => stack.clock.now());
    this.newPasswords = new NewPasswords(() => stack.clock.now());
    this.#stack = stack;
    stack.db.exec(`
      CREATE TABLE IF NOT EXISTS identity_keys (pool TEXT PRIMARY KEY, pem TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS identity_clients (pool TEXT, name TEXT, client_id TEXT NOT NULL, secret TEXT, PRIMARY KEY (pool, name));
      CREATE TABLE IF NOT EXISTS identity_refresh (hash TEXT PRIMARY KEY, pool TEXT NOT NULL, client_id TEXT NOT NULL, username TEXT NOT NULL, scope TEXT NOT NULL, expires_at INTEGER NOT NULL);
    `);
    this.#key = createPrivateKey(this.#storedKey());
    this.#kid = createHash('sha256').update(this.#publicPem()).digest('base64url').slice(0, 16);
  }

  get issuer(): string {
    return `${this.#stack.front.url}/oidc/${this.name}`;
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    const jwk = await exportJWK(createPublicKey(this.#key));
    return { keys: [{ ...jwk, kid: this.#kid, use: 'sig', alg: 'RS256' }] };
  }

  /** Keeps the id and secret of a client over restarts. */
  clientCredentials(
    name: string,
    withSecret: boolean,
  ): { clientId: string; clientSecret: string | undefined } {
    const select = this.#stack.db.prepare(
      'SELECT client_id, secret FROM identity_clients WHERE pool = ? AND name = ?',
    );
    const found = select.get(this.name, name);
    if (found !== undefined) {
      return {
        clientId: String(found['client_id']),
        clientSecret: found['secret'] === null ? undefined : String(found['secret']),
      };
    }
    const clientId = randomBytes(16).toString('hex').slice(0, 26);
    const secret = withSecret ? randomBytes(36).toString('base64url') : null;
    this.#stack.db
      .prepare('INSERT INTO identity_clients VALUES (?, ?, ?, ?)')
      .run(this.name, name, clientId, secret);
    return { clientId, clientSecret: secret ?? undefined };
  }

  /** Somebody who may have tokens. */
  activeUser(name: string): PoolUser | undefined {
    const user = this.users.find(name);
    return user?.isEnabled === true ? user : undefined;
  }

  /** Makes an account that waits for its first sign-in, and mails its owner a password for one time. */
  invite(user: { username: string; email: string; name: string | undefined }, isMailed: boolean): PoolUser {
    const password = temporaryPassword();
    const made = this.users.add({ ...user, groups: [], password: { text: password, isTemporary: true } });
    if (isMailed) {
      const { subject, text } = this.settings.invitation;
      this.#post(
        user.email,
        subject,
        this.#here(text).replace('{username}', user.username).replace('{####}', password),
      );
    }
    return made;
  }

  /** Every session, code and refresh token of somebody ends; an access token runs out by itself. */
  signOutEverywhere(username: string): void {
    for (const [key, session] of this.#sessions)
      if (session.username === username) this.#sessions.delete(key);
    for (const [key, code] of this.#codes) if (code.username === username) this.#codes.delete(key);
    this.#stack.db
      .prepare('DELETE FROM identity_refresh WHERE pool = ? AND username = ?')
      .run(this.name, username);
  }

  /** Addresses of the deployed apps are here those of the same apps on this machine. */
  #here(text: string): string {
    const addresses = [...this.clients.values()].flatMap(({ callbackUrls }) => callbackUrls);
    return addresses.reduce(
      (so, address) => so.replaceAll(address, `${this.#stack.front.url}${new URL(address).pathname}`),
      text,
    );
  }

  /** Begins a sign-in by a mailed code, whoever the address is of. Answers the name of the attempt. */
  mailCode(email: string, client: UserPoolClient): string | undefined {
    const user = this.activeUser(email.trim());
    const to = user?.email;
    return this.oneTimeCodes.begin(email, user?.username, client.attemptSeconds * 1000, (code) => {
      if (to !== undefined) this.#mailCode(to, code, client.attemptSeconds / 60);
    });
  }

  /** Runs beside the request that asked for the code, so what goes wrong here can only be said in the log. */
  #mailCode(to: string, code: string, minutes: number): void {
    try {
      this.#post(
        to,
        'Your sign-in code',
        `Your code is ${code}\n\nIt is good once and for ${minutes} minutes. Whoever asks you for it by phone is not one of us.`,
      );
    } catch (error) {
      this.#stack.log('error', 'a sign-in code could not be mailed', { error: String(error) });
    }
  }

  #post(to: string, subject: string, text: string): void {
    mailboxOf(this.#stack).post({ from: this.settings.sender, to, subject, text });
  }

  issueCode(code: Omit<AuthorizationCode, 'expiresAt'>): string {
    const now = this.#stack.clock.now();
    for (const [key, { expiresAt }] of this.#codes) if (expiresAt < now) this.#codes.delete(key);
    const value = randomBytes(24).toString('base64url');
    this.#codes.set(value, { ...code, expiresAt: now + codeLifetime });
    return value;
  }

  /** Takes the code: it is gone afterwards, whatever comes of it. */
  takeCode(value: string): AuthorizationCode | undefined {
    const code = this.#codes.get(value);
    this.#codes.delete(value);
    return code !== undefined && code.expiresAt >= this.#stack.clock.now() ? code : undefined;
  }

  /** Begins the session of a browser in which somebody has just signed in; answers what its cookie holds. */
  openSession(username: string): string {
    const now = this.#stack.clock.now();
    for (const [key, { expiresAt }] of this.#sessions) if (expiresAt < now) this.#sessions.delete(key);
    const value = randomBytes(32).toString('base64url');
    this.#sessions.set(hashOf(value), { username, expiresAt: now + sessionLifetime });
    return value;
  }

  /** Who is signed in in the browser that sends this cookie. */
  whoseSession(value: string): string | undefined {
    const session = this.#sessions.get(hashOf(value));
    return session !== undefined && session.expiresAt >= this.#stack.clock.now()
      ? session.username
      : undefined;
  }

  endSession(value: string): void {
    this.#sessions.delete(hashOf(value));
  }

  accessToken(
    subject: { sub: string; username?: string; groups: readonly string[] },
    client: UserPoolClient,
    scope: string,
  ) {
    return this.#sign(
      {
        token_use: 'access',
        client_id: client.clientId,
        scope,
        version: 2,
        ...(subject.username === undefined ? {} : { username: subject.username }),
        ...(subject.groups.length === 0 ? {} : { 'cognito:groups': subject.groups }),
      },
      subject.sub,
      client.accessTokenSeconds,
    );
  }

  idToken(user: PoolUser, client: UserPoolClient, nonce: string | undefined) {
    return this.#sign(
      {
        token_use: 'id',
        aud: client.clientId,
        'cognito:username': user.username,
        'cognito:groups': user.groups,
        ...(user.email === undefined ? {} : { email: user.email, email_verified: true }),
        ...(user.name === undefined ? {} : { name: user.name }),
        ...(nonce === undefined ? {} : { nonce }),
      },
      user.sub,
      client.accessTokenSeconds,
    );
  }

  refreshToken(username: string, client: UserPoolClient, scope: string): string {
    const value = randomBytes(32).toString('base64url');
    const expiresAt = this.#stack.clock.now() + client.refreshTokenSeconds * 1000;
    this.#stack.db
      .prepare('INSERT INTO identity_refresh VALUES (?, ?, ?, ?, ?, ?)')
      .run(hashOf(value), this.name, client.clientId, username, scope, expiresAt);
    return value;
  }

  refreshed(value: string, clientId: string): { username: string; scope: string } | undefined {
    const row = this.#stack.db
      .prepare(
        'SELECT username, scope, expires_at FROM identity_refresh WHERE hash = ? AND pool = ? AND client_id = ?',
      )
      .get(hashOf(value), this.name, clientId);
    if (row === undefined || Number(row['expires_at']) < this.#stack.clock.now()) return undefined;
    return { username: String(row['username']), scope: String(row['scope']) };
  }

  revoke(value: string): void {
    this.#stack.db
      .prepare('DELETE FROM identity_refresh WHERE hash = ? AND pool = ?')
      .run(hashOf(value), this.name);
  }

  #sign(claims: Record<string, unknown>, sub: string, seconds: number): Promise<string> {
    const now = Math.floor(this.#stack.clock.now() / 1000);
    return new SignJWT({ ...claims, auth_time: now })
      .setProtectedHeader({ alg: 'RS256', kid: this.#kid })
      .setIssuer(this.issuer)
      .setSubject(sub)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .setJti(randomUUID())
      .sign(this.#key);
  }

  #publicPem(): string {
    return createPublicKey(this.#key).export({ type: 'spki', format: 'pem' }).toString();
  }

  #storedKey(): string {
    const found = this.#stack.db.prepare('SELECT pem FROM identity_keys WHERE pool = ?').get(this.name);
    if (found !== undefined) return String(found['pem']);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.#stack.db.prepare('INSERT INTO identity_keys VALUES (?, ?)').run(this.name, pem);
    return pem;
  }
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** The pools of a running stack, by the id that `Ref` yields. */
const poolsOf = new WeakMap<LocalStack, Map<string, UserPool>>();

export function userPools(stack: LocalStack): Map<string, UserPool> {
  let pools = poolsOf.get(stack);
  if (pools === undefined) {
    pools = new Map();
    poolsOf.set(stack, pools);
  }
  return pools;
}

export function userPool(stack: LocalStack, poolId: string): UserPool {
  const pool = userPools(stack).get(poolId);
  if (pool === undefined) throw new Error(`there is no user pool ${poolId}`);
  return pool;
}
