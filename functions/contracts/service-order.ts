import * as z from 'zod';

export const orderKind = z
  .enum(['activate', 'change', 'suspend', 'resume', 'terminate'])
  .meta({ id: 'OrderKind' });
export type OrderKind = z.infer<typeof orderKind>;
