import * as z from 'zod';
import { accountNumber } from './subscriber.ts';

/** Of something in a list: who has it, as people and books know them. */
export const whose = z.object({
  subscriberName: z.string().optional().meta({ description: 'Of whose it is.' }),
  subscriberNumber: accountNumber.optional().meta({ description: 'Their account number.' }),
});
export type Whose = z.infer<typeof whose>;
