import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

export interface Thing {
  readonly name: string;
  readonly type: string | null;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly version: number;
}

export type CertificateStatus = 'ACTIVE' | 'INACTIVE' | 'REVOKED';

export interface Certificate {
  readonly id: string;
  readonly pem: string;
  readonly status: CertificateStatus;
  readonly createdAt: number;
}

const schema = `
CREATE TABLE IF NOT EXISTS iot_thing (
  name TEXT PRIMARY KEY, type TEXT, id TEXT NOT NULL, attributes TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS iot_certificate (
  id TEXT PRIMARY KEY, pem TEXT NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS iot_policy_target (
  certificate TEXT NOT NULL, policy TEXT NOT NULL, PRIMARY KEY (certificate, policy)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iot_thing_principal (
  thing TEXT NOT NULL, certificate TEXT NOT NULL, PRIMARY KEY (thing, certificate)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS iot_thing_principal_certificate ON iot_thing_principal (certificate);
CREATE TABLE IF NOT EXISTS iot_listener (id INTEGER PRIMARY KEY CHECK (id = 1), port INTEGER NOT NULL) STRICT;
`;

/** Things, their certificates, and which policies those have; all in the stack's memory. */
export class Registry {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(schema);
  }

  addThing(name: string, type: string | null, attributes: Readonly<Record<string, string>>): Thing {
    this.#db
      .prepare('INSERT INTO iot_thing VALUES (?, ?, ?, ?, 1)')
      .run(name, type, randomUUID(), JSON.stringify(attributes));
    const thing = this.thing(name);
    if (thing === undefined) throw new Error(`thing ${name} was not kept`);
    return thing;
  }

  thing(name: string): Thing | undefined {
    return asThing(this.#db.prepare('SELECT * FROM iot_thing WHERE name = ?').get(name));
  }

  /** By name. */
  things(): readonly Thing[] {
    return this.#db
      .prepare('SELECT * FROM iot_thing ORDER BY name')
      .all()
      .flatMap((row) => asThing(row) ?? []);
  }

  removeThing(name: string): void {
    this.#db.prepare('DELETE FROM iot_thing WHERE name = ?').run(name);
  }

  addCertificate(certificate: Certificate): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO iot_certificate VALUES (?, ?, ?, ?)')
      .run(certificate.id, certificate.pem, certificate.status, certificate.createdAt);
  }

  certificate(id: string): Certificate | undefined {
    return this.#db
      .prepare('SELECT id, pem, status, created_at AS createdAt FROM iot_certificate WHERE id = ?')
      .get(id) as Certificate | undefined;
  }

  setStatus(id: string, status: CertificateStatus): void {
    this.#db.prepare('UPDATE iot_certificate SET status = ? WHERE id = ?').run(status, id);
  }

  attachPolicy(policy: string, certificate: string): void {
    this.#db.prepare('INSERT OR IGNORE INTO iot_policy_target VALUES (?, ?)').run(certificate, policy);
  }

  detachPolicy(policy: string, certificate: string): void {
    this.#db
      .prepare('DELETE FROM iot_policy_target WHERE certificate = ? AND policy = ?')
      .run(certificate, policy);
  }

  policiesOf(certificate: string): readonly string[] {
    return this.#db
      .prepare('SELECT policy FROM iot_policy_target WHERE certificate = ?')
      .all(certificate)
      .map((row) => String(row['policy']));
  }

  attachThing(thing: string, certificate: string): void {
    this.#db.prepare('INSERT OR IGNORE INTO iot_thing_principal VALUES (?, ?)').run(thing, certificate);
  }

  detachThing(thing: string, certificate: string): void {
    this.#db
      .prepare('DELETE FROM iot_thing_principal WHERE thing = ? AND certificate = ?')
      .run(thing, certificate);
  }

  isAttached(thing: string, certificate: string): boolean {
    return (
      this.#db
        .prepare('SELECT 1 FROM iot_thing_principal WHERE thing = ? AND certificate = ?')
        .get(thing, certificate) !== undefined
    );
  }

  certificatesOf(thing: string): readonly string[] {
    return this.#db
      .prepare('SELECT certificate FROM iot_thing_principal WHERE thing = ?')
      .all(thing)
      .map((row) => String(row['certificate']));
  }

  /** The port that the broker had before: agents that outlive the stack come back to it. */
  get port(): number {
    return Number(this.#db.prepare('SELECT port FROM iot_listener').get()?.['port'] ?? 0);
  }

  set port(port: number) {
    this.#db
      .prepare('INSERT INTO iot_listener VALUES (1, ?) ON CONFLICT DO UPDATE SET port = excluded.port')
      .run(port);
  }
}

function asThing(row: Record<string, unknown> | undefined): Thing | undefined {
  return row === undefined
    ? undefined
    : ({ ...row, attributes: JSON.parse(String(row['attributes'])) as unknown } as Thing);
}
