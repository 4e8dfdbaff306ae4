import * as z from 'zod';
import { technology } from '../catalog.ts';
import { pageOf, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { whose } from '../whose.ts';
import { sessionView } from './services.ts';

const tag = 'Network';

/** A session with whose it is. A session of nobody's service has no ids. */
export const foundSession = sessionView
  .extend({ serviceId: id.optional(), subscriberId: id.optional(), ...whose.shape })
  .meta({ id: 'FoundSession' });
export type FoundSessionView = z.infer<typeof foundSession>;

export const findSessions = defineRoute({
  method: 'GET',
  path: '/sessions',
  permission: 'network:read',
  summary: 'Who is, or was, online where: node after node, newest first on each',
  tag,
  query: pageQueryBy(/^[a-z_0-9]+![\s\S]+$/).extend({
    siteId: id.optional(),
    nodeId: id.optional(),
    subscriberId: id.optional(),
    technology: technology.optional(),
    state: z.enum(['open', 'ended', 'all']).default('open'),
    since: instant.optional().meta({ description: 'Only those that began then or later.' }),
    q: z.string().trim().min(1).max(200).optional().meta({
      description:
        'A username, an IPv4 address, an IPv6 prefix or a MAC address in any writing, whole; or the beginning of anything by which a subscriber is found.',
    }),
  }),
  answer: { status: 200, body: pageOf(foundSession) },
  refusals: ['access-node.unknown', 'site.unknown', 'subscriber.unknown'],
});

const count = z.int().min(0);

export const countOnline = defineRoute({
  method: 'GET',
  path: '/sites/{id}/online',
  permission: 'network:read',
  summary: 'How many sessions are open at a site, and on each of its nodes',
  tag,
  params: z.object({ id }),
  answer: {
    status: 200,
    body: z
      .object({
        siteId: id,
        online: count,
        nodes: z.array(z.object({ nodeId: id, name: z.string(), online: count })),
        at: instant,
      })
      .meta({ id: 'Online' }),
  },
  refusals: ['site.unknown'],
});
export type OnlineView = z.infer<typeof countOnline.answer.body>;
