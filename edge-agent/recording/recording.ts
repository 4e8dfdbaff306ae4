import * as z from 'zod';
import { deviceCall } from './call.ts';

const data = z.unknown();

/** Raised when an older recording can no longer be read as it is; then it is recorded anew. */
export const recordingVersion = 1;

/**
 * The dialogue of a driver with a device about one call, and what came of it, as a file. It holds stand-ins for all
 * secrets. A replay must make exactly these requests and come to this outcome.
 */
export const recording = z.strictObject({
  version: z.literal(recordingVersion),
  driver: z.string(),
  hardware: z.string(),
  firmware: z.string(),
  /** Of a real device, or of the simulated one in test/lab. */
  of: z.enum(['device', 'simulator']),
  recordedAt: z.iso.datetime(),
  call: deviceCall,
  settings: z.record(z.string(), data),
  credentials: z.record(z.string(), data),
  /** The lines in the order in which they were used; the first is the node's own. */
  lines: z.array(
    z.strictObject({
      protocol: z.enum(['snmp', 'http', 'routeros', 'cli', 'radius']),
      port: z.int(),
      /** Settings of the node that lead there. */
      settings: z.array(z.string()),
    }),
  ),
  dialogue: z.array(z.strictObject({ line: z.int(), request: data, answer: data })),
  outcome: data,
  /** What stands for secrets here: never to be seen in a proof, a reason or a log. */
  neverTold: z.array(z.string()),
});
export type Recording = z.infer<typeof recording>;
