import { scheduleByTimer } from '../../../edge-agent/aaa/aaa.ts';
import { createTurns, type Turns } from '../../../edge-agent/reconcile/turns.ts';

/** Turns by the real clock. */
export function testTurns(): Turns {
  return createTurns({ now: () => performance.now(), schedule: scheduleByTimer });
}
