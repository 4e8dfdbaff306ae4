import { aaaIdentity, type SimKeys } from '../../functions/contracts/access.ts';
import {
  bucketDigests,
  bucketOf,
  byBucket,
  groupOf,
  type Holding,
} from '../../functions/contracts/edge/buckets.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import type { AccessGrant } from '../capabilities/subscriber-access.ts';
import type { Database } from './database.ts';

/** What this site must hold, durable. Revisions of a service only rise. */
export interface Replica {
  get(serviceId: string): AccessGrant | undefined;
  revisionOf(serviceId: string): number | undefined;
  /**
   * The caller has made sure that the revision is newer than the held one. `granted`: see reconcile/grant.ts. `settled`:
   * there is nothing to be done on devices, as for most services.
   */
  put(held: AccessGrant, granted: string, settled?: boolean): void;
  /** Whether everything about the service's devices was proven at the revision that is held. */
  isSettled(serviceId: string): boolean;
  settle(serviceId: string, settled: boolean): void;
  /** What was last reported changed by hand and is left so, as text; undefined when nothing is. */
  driftOf(serviceId: string): string | undefined;
  setDrift(serviceId: string, drift: string | undefined): void;
  driftedServices(): readonly string[];
  /** Services in the order of their ids, after the given one, whose devices were not proven. */
  unsettledServices(after: string, limit: number): readonly string[];
  /**
   * The service that AAA answers for under this identity. Two services can claim one for as long as the message that
   * releases it is under way; then the younger service wins, whatever order the messages came in.
   */
  holderOf(identity: string): AccessGrant | undefined;
  /** The service that went last among those that had this identity: a session under it may be one that outlived its end. */
  formerHolderOf(identity: string): AccessGrant | undefined;
  /** In the order of their ids: where two claim one identity, the younger comes last. */
  present(): IterableIterator<AccessGrant>;
  /** Digests of the buckets of one group (see functions/contracts/edge/buckets.ts) that are not empty. Tombstones do not count. */
  digestsIn(group: number): Readonly<Record<string, string>>;
  /** What is held in a bucket, without tombstones. */
  inBucket(bucket: number): readonly Holding[];
  count(): number;
}

interface Row {
  readonly desired: string;
  readonly password: string | null;
  readonly keys: string | null;
}

function held(row: Row): AccessGrant {
  const desired = JSON.parse(row.desired) as DesiredState;
  return {
    desired,
    ...(row.password === null ? {} : { password: row.password }),
    ...(row.keys === null ? {} : { keys: JSON.parse(row.keys) as SimKeys }),
  };
}

export function createReplica({ sqlite }: Database): Replica {
  const get = sqlite.prepare('SELECT desired, password, keys FROM replica WHERE serviceId = ?');
  const revision = sqlite.prepare('SELECT revision FROM replica WHERE serviceId = ?');
  const put = sqlite.prepare(
    `INSERT INTO replica (serviceId, bucket, revision, present, identity, granted, desired, password, keys, settled)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (serviceId) DO UPDATE SET revision = excluded.revision, present = excluded.present,
       identity = excluded.identity, granted = excluded.granted, desired = excluded.desired, password = excluded.password,
       keys = excluded.keys, settled = excluded.settled, drift = NULL`,
  );
  const settled = sqlite.prepare('SELECT settled FROM replica WHERE serviceId = ?');
  const settle = sqlite.prepare('UPDATE replica SET settled = ? WHERE serviceId = ?');
  const drift = sqlite.prepare('SELECT drift FROM replica WHERE serviceId = ?');
  const setDrift = sqlite.prepare('UPDATE replica SET drift = ? WHERE serviceId = ?');
  const drifted = sqlite.prepare('SELECT serviceId FROM replica WHERE drift IS NOT NULL ORDER BY serviceId');
  const unsettled = sqlite.prepare(
    'SELECT serviceId FROM replica WHERE settled = 0 AND serviceId > ? ORDER BY serviceId LIMIT ?',
  );
  const holder = sqlite.prepare(
    'SELECT desired, password, keys FROM replica WHERE identity = ? AND present = 1 ORDER BY serviceId DESC LIMIT 1',
  );
  const formerHolder = sqlite.prepare(
    'SELECT desired, password, keys FROM replica WHERE identity = ? AND present = 0 ORDER BY serviceId DESC LIMIT 1',
  );
  const present = sqlite.prepare(
    'SELECT desired, password, keys FROM replica WHERE present = 1 ORDER BY serviceId',
  );
  /** The column holds the group: so many rows are read in one go. */
  const inGroup = sqlite.prepare('SELECT serviceId, revision FROM replica WHERE bucket = ? AND present = 1');
  const rowsIn = (group: number) => inGroup.all(group) as unknown as Holding[];
  const count = sqlite.prepare('SELECT count(*) AS n FROM replica WHERE present = 1');
  return {
    get(serviceId) {
      const row = get.get(serviceId) as Row | undefined;
      return row === undefined ? undefined : held(row);
    },
    revisionOf(serviceId) {
      return (revision.get(serviceId) as { revision: number } | undefined)?.revision;
    },
    put({ desired, password, keys }, granted, isSettled = true) {
      put.run(
        desired.serviceId,
        groupOf(bucketOf(desired.serviceId)),
        desired.revision,
        desired.present ? 1 : 0,
        aaaIdentity(desired.access),
        granted,
        JSON.stringify(desired),
        desired.present ? (password ?? null) : null,
        desired.present && keys !== undefined ? JSON.stringify(keys) : null,
        isSettled ? 1 : 0,
      );
    },
    isSettled(serviceId) {
      return (settled.get(serviceId) as { settled: number } | undefined)?.settled !== 0;
    },
    settle(serviceId, isSettled) {
      settle.run(isSettled ? 1 : 0, serviceId);
    },
    driftOf(serviceId) {
      return (drift.get(serviceId) as { drift: string | null } | undefined)?.drift ?? undefined;
    },
    setDrift(serviceId, text) {
      setDrift.run(text ?? null, serviceId);
    },
    driftedServices() {
      return (drifted.all() as unknown as { serviceId: string }[]).map(({ serviceId }) => serviceId);
    },
    unsettledServices(after, limit) {
      const rows = unsettled.all(after, limit) as unknown as { serviceId: string }[];
      return rows.map(({ serviceId }) => serviceId);
    },
    holderOf(identity) {
      const row = holder.get(identity) as Row | undefined;
      return row === undefined ? undefined : held(row);
    },
    formerHolderOf(identity) {
      const row = formerHolder.get(identity) as Row | undefined;
      return row === undefined ? undefined : held(row);
    },
    *present() {
      for (const row of present.iterate()) yield held(row as unknown as Row);
    },
    digestsIn: (group) => bucketDigests(rowsIn(group)),
    inBucket: (bucket) => byBucket(rowsIn(groupOf(bucket))).get(bucket) ?? [],
    count() {
      return (count.get() as { n: number }).n;
    },
  };
}
