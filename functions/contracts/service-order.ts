import * as z from 'zod';

export const orderKind = z
  .enum(['activate', 'change', 'suspend', 'resume', 'terminate'])
  .meta({ id: 'OrderKind' });
export type OrderKind = z.infer<typeof orderKind>;

/** Why an order did not succeed: the network said no, could not be reached by the site, the site kept silent, or the platform broke. */
export const orderFailureCode = z
  .enum(['network.refused', 'network.unreachable', 'site.silent', 'platform.fault'])
  .meta({ id: 'OrderFailureCode' });
export type OrderFailureCode = z.infer<typeof orderFailureCode>;
