import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import type { LocalStack } from '../../stack.ts';

export interface PoolUser {
  readonly sub: string;
  readonly username: string;
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly groups: readonly string[];
  readonly isEnabled: boolean;
  /** Whether the password is one for one time. */
  readonly isTemporary: boolean;
  readonly createdAt: number;
}

export interface PasswordRules {
  readonly minLength: number;
  readonly lowerCase: boolean;
  readonly upperCase: boolean;
  readonly digits: boolean;
  readonly symbols: boolean;
  readonly temporaryDays: number;
}

export type SignInVerdict =
  | { readonly kind: 'ok' | 'temporary'; readonly username: string }
  | { readonly kind: 'wrong' | 'paused' | 'expired' };

interface NewUser {
  readonly username: string;
  readonly email?: string;
  readonly name?: string | undefined;
  readonly groups: readonly string[];
  readonly password?: { readonly text: string; readonly isTemporary: boolean };
}

const failuresBeforePause = 5;
const pause = 60_000;
const dayMs = 86_400_000;

/** Fits whatever a pool demands: letters of both kinds, digits, a symbol. */
export function temporaryPassword(): string {
  return `${randomBytes(12).toString('base64url')}-9Aa`;
}

/** The users and groups of one pool, kept in the stack's own database. */
export class PoolUsers {
  readonly #stack: LocalStack;
  readonly #pool: string;
  readonly #rules: PasswordRules;
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor(stack: LocalStack, pool: string, rules: PasswordRules) {
    this.#stack = stack;
    this.#pool = pool;
    this.#rules = rules;
    stack.db.exec(`
      CREATE TABLE IF NOT EXISTS identity_groups (pool TEXT, name TEXT, PRIMARY KEY (pool, name));
      CREATE TABLE IF NOT EXISTS identity_users (pool TEXT, username TEXT, sub TEXT NOT NULL, email TEXT, groups TEXT NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (pool, username));
    `);
    this.#addColumns({
      name: 'TEXT',
      enabled: 'INTEGER NOT NULL DEFAULT 1',
      temporary_until: 'INTEGER',
      created_at: `INTEGER NOT NULL DEFAULT ${stack.clock.now()}`,
    });
  }

  /** What a data folder of an earlier release does not have yet. */
  #addColumns(columns: Readonly<Record<string, string>>): void {
    const present = this.#stack.db.prepare('PRAGMA table_info(identity_users)').all();
    const names = new Set(present.map(({ name }) => name));
    for (const [name, type] of Object.entries(columns)) {
      if (!names.has(name)) this.#stack.db.exec(`ALTER TABLE identity_users ADD COLUMN ${name} ${type}`);
    }
  }

  addGroup(name: string): void {
    this.#stack.db.prepare('INSERT OR IGNORE INTO identity_groups VALUES (?, ?)').run(this.#pool, name);
  }

  hasGroup(name: string): boolean {
    return (
      this.#stack.db
        .prepare('SELECT 1 FROM identity_groups WHERE pool = ? AND name = ?')
        .get(this.#pool, name) !== undefined
    );
  }

  /** By name, or by the address that is an alias of it. */
  find(name: string): PoolUser | undefined {
    const row = this.#row(name);
    return row === undefined ? undefined : userOf(row);
  }

  /** In the order in which they were made. */
  list(): readonly PoolUser[] {
    return this.#stack.db
      .prepare('SELECT * FROM identity_users WHERE pool = ? ORDER BY created_at, username')
      .all(this.#pool)
      .map(userOf);
  }

  /** Who is given no password has a hash of nothing. */
  add({ username, email, name, groups, password }: NewUser): PoolUser {
    this.#stack.db
      .prepare(
        'INSERT INTO identity_users (pool, username, sub, email, name, groups, salt, hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        this.#pool,
        username,
        randomUUID(),
        email?.toLowerCase() ?? null,
        name ?? null,
        JSON.stringify(groups),
        randomBytes(16),
        randomBytes(32),
        this.#stack.clock.now(),
      );
    if (password !== undefined) this.setPassword(username, password.text, password);
    return this.find(username)!;
  }

  change(username: string, change: { name?: string; groups?: readonly string[]; isEnabled?: boolean }): void {
    const present = this.find(username)!;
    const { name, groups, isEnabled } = { ...present, ...change };
    this.#stack.db
      .prepare('UPDATE identity_users SET name = ?, groups = ?, enabled = ? WHERE pool = ? AND username = ?')
      .run(name ?? null, JSON.stringify(groups), isEnabled ? 1 : 0, this.#pool, present.username);
  }

  setPassword(username: string, password: string, { isTemporary }: { readonly isTemporary: boolean }): void {
    const salt = randomBytes(16);
    const until = isTemporary ? this.#stack.clock.now() + this.#rules.temporaryDays * dayMs : null;
    this.#stack.db
      .prepare(
        'UPDATE identity_users SET salt = ?, hash = ?, temporary_until = ? WHERE pool = ? AND username = ?',
      )
      .run(salt, scryptSync(password, salt, 32), until, this.#pool, username);
  }

  get rulesInWords(): string {
    const { minLength, lowerCase, upperCase, digits, symbols } = this.#rules;
    const kinds = [
      lowerCase && 'a small letter',
      upperCase && 'a capital',
      digits && 'a digit',
      symbols && 'a sign that is neither',
    ].filter((kind) => kind !== false);
    const rest = kinds.length === 0 ? '' : `, with ${kinds.join(', ')}`;
    return `${minLength} characters or more${rest}`;
  }

  /** What is wrong with a new password. */
  flawOf(password: string): string | undefined {
    const { minLength, lowerCase, upperCase, digits, symbols } = this.#rules;
    const fits =
      password.length >= minLength &&
      password.length <= 256 &&
      (!lowerCase || /[a-z]/.test(password)) &&
      (!upperCase || /[A-Z]/.test(password)) &&
      (!digits || /\d/.test(password)) &&
      (!symbols || /[^A-Za-z0-9]/.test(password));
    return fits ? undefined : `A password takes ${this.rulesInWords}.`;
  }

  isPassword(username: string, password: string): boolean {
    return matches(this.#row(username) ?? nobody, password);
  }

  /** Whether the password is right. After five failures an account pauses for a minute, right password or not. */
  signIn(name: string, password: string): SignInVerdict {
    const now = this.#stack.clock.now();
    const row = this.#row(name);
    const counted = row === undefined ? name : String(row['username']);
    const failures = this.#failures.get(counted);
    if (failures !== undefined && failures.count >= failuresBeforePause && now < failures.until)
      return { kind: 'paused' };
    // An unknown name costs the same time as a known one.
    const fits = matches(row ?? nobody, password) && row !== undefined;
    if (fits && userOf(row).isEnabled) {
      this.#failures.delete(counted);
      const { username, isTemporary } = userOf(row);
      if (!isTemporary) return { kind: 'ok', username };
      return Number(row['temporary_until']) < now ? { kind: 'expired' } : { kind: 'temporary', username };
    }
    const stillCounting = failures !== undefined && now < failures.until;
    this.#failures.set(counted, { count: stillCounting ? failures.count + 1 : 1, until: now + pause });
    return { kind: 'wrong' };
  }

  #row(name: string): Row | undefined {
    return this.#stack.db
      .prepare('SELECT * FROM identity_users WHERE pool = ? AND (username = ? OR email = ?)')
      .get(this.#pool, name, name.toLowerCase());
  }
}

type Row = Readonly<Record<string, unknown>>;

const nobody: Row = { salt: new Uint8Array(16), hash: new Uint8Array(32) };

function matches(row: Row, password: string): boolean {
  const hash = scryptSync(password, Buffer.from(row['salt'] as Uint8Array), 32);
  return timingSafeEqual(hash, Buffer.from(row['hash'] as Uint8Array));
}

function userOf(row: Row): PoolUser {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  return {
    sub: String(row['sub']),
    username: String(row['username']),
    email: text('email'),
    name: text('name'),
    groups: JSON.parse(String(row['groups'])) as string[],
    isEnabled: row['enabled'] === 1,
    isTemporary: row['temporary_until'] !== null,
    createdAt: Number(row['created_at']),
  };
}
