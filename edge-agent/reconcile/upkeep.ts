import type { Aaa } from '../aaa/aaa.ts';
import type { HealthSender } from '../cloud-link/health-sender.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import type { DeviceAudit } from './device-audit.ts';
import type { Reconciler } from './reconciler.ts';
import { closeOverdueSessions } from './record-accounting.ts';

const everyMs = 5000;
/** Answered messages are kept for a week, so that staff can read what came. */
const journalKeptMs = 7 * 86_400_000;
const closedAtATime = 500;
/** A clock that differs from the pace of time by more than this was set, by NTP or by hand. */
const leapMs = 60_000;

/** What must be looked after again and again: failed work, silent sessions and nodes, old entries, a clock that was set. */
export function startUpkeep(tools: {
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly audit: Pick<DeviceAudit, 'probe'>;
  readonly aaa: Aaa;
  readonly health: Pick<HealthSender, 'round'>;
  readonly accountingAdded: () => void;
  readonly now: () => number;
  readonly log: Log;
}): { stop(): void } {
  const { store, now, log } = tools;
  store.sessions.renewPatience(now());
  let clock = { wall: now(), pace: performance.now() };

  function followClock(): void {
    const next = { wall: now(), pace: performance.now() };
    const leap = next.wall - clock.wall - (next.pace - clock.pace);
    clock = next;
    if (Math.abs(leap) < leapMs) return;
    log('warn', 'the clock was set; sessions keep their remaining patience', { byMs: Math.round(leap) });
    store.sessions.postpone(Math.round(leap));
  }

  function round(): void {
    followClock();
    if (closeOverdueSessions(store, now(), closedAtATime) > 0) tools.accountingAdded();
    store.sessions.forget(tools.aaa.sessions.forgetOld(now()));
    store.journal.prune(new Date(now() - journalKeptMs).toISOString());
    tools.reconciler.retry();
    tools.audit.probe();
    tools.health.round();
  }

  const timer = setInterval(() => {
    try {
      round();
    } catch (error) {
      log('error', 'upkeep failed; it is tried again', { error });
    }
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
