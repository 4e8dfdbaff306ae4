import * as z from 'zod';
import { id } from './scalars.ts';

/**
 * What somebody must look at. `session-outlives`: a service that may not be online could not be taken off the network.
 * `node-unusable`: the agent cannot work with a node as it is configured. `node-unreachable`: a node does not answer.
 * `webhook-failing`: an endpoint took nothing for three days and is disabled.
 * `change-refused`: a NAS that should give live sessions another rate does not, so that subscribers are cut instead.
 * `ledger-proof`: the last proof found that ledger, documents, payments and service histories do not agree.
 * `dunning-stopped`: nobody is reminded or suspended, because whoever paid could be among them.
 */
export const alarmKind = z
  .enum([
    'session-outlives',
    'node-unusable',
    'node-unreachable',
    'change-refused',
    'webhook-failing',
    'dunning-stopped',
    'ledger-proof',
  ])
  .meta({ id: 'AlarmKind' });
export type AlarmKind = z.infer<typeof alarmKind>;

/** ITU-T X.733 §8.1.2.3. */
export const alarmSeverity = z.enum(['critical', 'major', 'minor', 'warning']).meta({ id: 'AlarmSeverity' });
export type AlarmSeverity = z.infer<typeof alarmSeverity>;

export const alarmDetails = z.strictObject({
  kind: alarmKind,
  severity: alarmSeverity,
  subject: z.strictObject({
    type: z.enum(['service', 'access-node', 'webhook-endpoint', 'dunning-policy', 'ledger']),
    id,
  }),
  /** Where it is, unless it is not at a site. */
  siteId: id.optional(),
  words: z.string(),
});
export type AlarmDetails = z.infer<typeof alarmDetails>;
