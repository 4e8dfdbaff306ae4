import * as z from 'zod';
import { actor } from './scalars.ts';

/** A place of the admin app, and what is sought and chosen there, under a name. */
export const savedViewTerms = z.strictObject({
  name: z.string().trim().min(1).max(60),
  path: z
    .string()
    .max(200)
    .regex(/^(\/[\w.-]+)*\/?$/, 'must be a place of the admin app such as /services')
    .meta({ example: '/services' }),
  search: z
    .record(z.string().regex(/^\w{1,40}$/), z.union([z.string().max(200), z.number(), z.boolean()]))
    .refine((chosen) => Object.keys(chosen).length <= 30, 'has more than 30 choices')
    .meta({ description: 'What follows the question mark in its address.', example: { state: 'suspended' } }),
  isShared: z.boolean().meta({ description: 'Everybody who works here sees it.' }),
});
export type SavedViewTerms = z.infer<typeof savedViewTerms>;

/** Data of the event: the whole of it, and whose it is. */
export const savedViewKept = savedViewTerms.extend({ owner: actor });
