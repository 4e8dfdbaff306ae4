import * as z from 'zod';
import { address, id, timeZone } from './scalars.ts';

/**
 * What happens to what was changed on a device by hand. `mend`: it is overwritten, and the events tell what was found.
 * `hold`: it stays until staff decide. A hold is for services in full only: whoever is suspended, throttled or gone is
 * mended in any case, and so is what an order asks for.
 */
export const driftPolicy = z.enum(['mend', 'hold']).meta({ id: 'DriftPolicy' });
export type DriftPolicy = z.infer<typeof driftPolicy>;

/** Hours between two comparisons of a site that nobody asked for. What is left out is as the installation has it. */
export const comparisonHours = z
  .strictObject({
    replica: z.int().min(1).max(720).optional(),
    devices: z.int().min(1).max(720).optional(),
  })
  .meta({ id: 'ComparisonHours' });
export type ComparisonHours = z.infer<typeof comparisonHours>;

/** Where the site's agent leads whoever is in the walled garden to the page where they pay. */
export const payRedirect = z
  .strictObject({
    port: z.int().min(1).max(65_535).meta({
      description:
        'TCP port on the agent’s host to which the router redirects web requests (port 80) of the walled garden.',
    }),
    address: z
      .string()
      .refine(
        (text) => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success,
        'must be an IP address of the agent’s host',
      )
      .optional()
      .meta({
        description: 'Of the agent’s host, as the router reaches it; 127.0.0.1 if left out.',
        example: '10.0.0.5',
      }),
  })
  .meta({
    id: 'PayRedirect',
    description:
      'From now on the agent answers there: whoever is on a line in the walled garden is led to a page on which all that is due for it is seen and paid without signing in, known by the line’s address alone; everybody else to the portal. Off if left out.',
  });
export type PayRedirect = z.infer<typeof payRedirect>;

/** A point of presence. `code` is how staff and labels call it. */
export const siteDetails = z.strictObject({
  name: z.string().trim().min(1).max(200),
  code: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,15}$/, 'must be 1 to 16 capital letters, digits and hyphens')
    .optional(),
  timeZone,
  address: address.optional(),
  /** Of its nodes that have none of their own; `mend` if left out. */
  driftPolicy: driftPolicy.optional(),
  comparisonHours: comparisonHours.optional(),
  payRedirect: payRedirect.optional(),
});
export type SiteDetails = z.infer<typeof siteDetails>;

export const siteDetailsChange = z.strictObject({
  name: siteDetails.shape.name.optional(),
  code: siteDetails.shape.code.nullable(),
  timeZone: siteDetails.shape.timeZone.optional(),
  address: siteDetails.shape.address.nullable(),
  driftPolicy: siteDetails.shape.driftPolicy.nullable(),
  comparisonHours: siteDetails.shape.comparisonHours.nullable(),
  payRedirect: siteDetails.shape.payRedirect.nullable(),
});
export type SiteDetailsChange = z.infer<typeof siteDetailsChange>;

export const accessNodeKind = z.enum(['nas', 'olt', 'lte-core']).meta({ id: 'AccessNodeKind' });
export type AccessNodeKind = z.infer<typeof accessNodeKind>;

/** `unusable`: its agent cannot work with it as it is configured. `unheard`: no agent has said a word of it yet. */
export const nodeState = z.enum(['usable', 'unreachable', 'unusable', 'unheard']).meta({ id: 'NodeState' });
export type NodeState = z.infer<typeof nodeState>;

const settingName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, 'must be a name such as coaPort');
const settingScalar = z.union([z.string().max(2000), z.number(), z.boolean()]);

/** What a driver needs to know besides address and credentials; the driver names and checks them. */
export const nodeSettings = z
  .record(settingName, z.union([settingScalar, z.array(settingScalar).max(100)]))
  .refine((settings) => Object.keys(settings).length <= 50, 'must be 50 settings at most')
  .meta({ id: 'NodeSettings' });
export type NodeSettings = z.infer<typeof nodeSettings>;

/** A NAS, OLT or LTE core without its credentials. `address` is an IP address, or a CIDR for NAS that share a secret. */
export const accessNodeDetails = z.strictObject({
  siteId: id,
  kind: accessNodeKind,
  driver: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be the name of a driver such as mikrotik-routeros'),
  name: z.string().trim().min(1).max(200),
  address: z
    .union(
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
      'must be an IP address or a CIDR such as 10.1.0.0/24',
    )
    .meta({ example: '10.1.0.1' }),
  port: z.int().min(1).max(65_535).optional(),
  settings: nodeSettings,
  /** Instead of its site's. */
  driftPolicy: driftPolicy.optional(),
});
export type AccessNodeDetails = z.infer<typeof accessNodeDetails>;

/** Names and values of credentials; values are write-only. `null` forgets one. */
export const credentialName = settingName;
export const credentialValue = z.string().min(1).max(8000);
