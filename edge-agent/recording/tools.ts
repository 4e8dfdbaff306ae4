import { createDynamicAuthorization } from '../aaa/dynamic-authorization.ts';
import type { DriverTools } from '../capabilities/driver.ts';

/** What drivers are lent while they are recorded or replayed. */
export function recordingTools(now: () => string): DriverTools {
  return {
    radius: createDynamicAuthorization({
      times: { initialMs: 1_500, maximumMs: 6_000, attempts: 3 },
      now: () => Date.parse(now()),
      random: () => 0.5,
      schedule(run, afterMs) {
        const timer = setTimeout(run, afterMs);
        return { cancel: () => clearTimeout(timer) };
      },
    }),
    isOpen: () => true,
    now,
  };
}
