import * as z from 'zod';
import { id } from './scalars.ts';

/** A pool keeps one bit for each of its addresses, so it must not be larger than this. */
const shortestPrefix = 16;

const excluded = z.union([z.ipv4(), z.cidrv4()], 'must be an IPv4 address or a block such as 10.1.0.0/28');

/** IPv4 addresses of a site from which services get theirs. */
export const addressPoolDetails = z.strictObject({
  siteId: id,
  name: z.string().trim().min(1).max(100),
  cidr: z
    .cidrv4('must be an IPv4 block such as 10.1.0.0/22')
    .refine(
      (block) => Number(block.split('/')[1]) >= shortestPrefix,
      `must be a /${shortestPrefix} or smaller`,
    )
    .meta({ example: '10.1.0.0/22' }),
  exclude: z
    .array(excluded)
    .max(100)
    .meta({ description: 'Addresses and blocks that are never given out, such as that of the router.' }),
});
export type AddressPoolDetails = z.infer<typeof addressPoolDetails>;
