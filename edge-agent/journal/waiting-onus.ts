import type { Database } from './database.ts';

/** Since when ONUs wait at their OLTs, as far as somebody looked: an OLT does not tell. */
export interface WaitingOnus {
  /** Takes in who waits at an OLT now, and answers since when by serial. Who is gone is forgotten. */
  seen(nodeId: string, serials: readonly string[], now: string): ReadonlyMap<string, string>;
}

export function createWaitingOnus({ sqlite, transaction }: Database): WaitingOnus {
  const of = sqlite.prepare('SELECT serial, since FROM waiting_onu WHERE nodeId = ?');
  const put = sqlite.prepare('INSERT INTO waiting_onu (nodeId, serial, since) VALUES (?, ?, ?)');
  const drop = sqlite.prepare('DELETE FROM waiting_onu WHERE nodeId = ? AND serial = ?');
  return {
    seen(nodeId, serials, now) {
      const rows = of.all(nodeId) as unknown as { serial: string; since: string }[];
      const before = new Map(rows.map(({ serial, since }) => [serial, since]));
      const after = new Map(serials.map((serial) => [serial, before.get(serial) ?? now]));
      const isSame = before.size === after.size && serials.every((serial) => before.has(serial));
      // A look that finds nothing new costs no write.
      if (isSame) return after;
      transaction(() => {
        for (const serial of before.keys()) if (!after.has(serial)) drop.run(nodeId, serial);
        for (const [serial, since] of after) if (!before.has(serial)) put.run(nodeId, serial, since);
      });
      return after;
    },
  };
}
