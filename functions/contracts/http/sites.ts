import * as z from 'zod';
import { driverDescription } from '../drivers.ts';
import { onuReading } from '../edge/look.ts';
import { nodeHealth } from '../edge/messages.ts';
import { namedQuery, pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant, timeZone } from '../scalars.ts';
import { serviceState } from '../service-state.ts';
import {
  accessNodeDetails,
  accessNodeKind,
  credentialName,
  credentialValue,
  nodeSettings,
  nodeState,
  siteDetails,
  siteDetailsChange,
} from '../site.ts';

const tag = 'Sites';
const params = z.object({ id });

const begun = z.object({
  comparisonId: id,
  startedAt: instant,
  services: z.int().min(0).meta({ description: 'That are compared; on two devices, one counts twice.' }),
  differences: z.int().min(0).meta({ description: 'That are not as they should be.' }),
  unreachable: z.int().min(0).meta({ description: 'On nodes that did not answer.' }),
});

const comparisons = z
  .object({
    running: begun
      .extend({
        looked: z.int().min(0).optional().meta({ description: 'How many of them on devices so far.' }),
      })
      .optional(),
    last: begun
      .extend({
        finishedAt: instant,
        durationMs: z.int().min(0),
        unknown: z.array(z.object({ serviceId: id, revision: z.int().min(1) })).meta({
          description: 'Services that it holds and that nobody ever issued.',
        }),
      })
      .optional(),
  })
  .meta({ id: 'Comparisons' });

/** A site as the API shows it. */
export const siteView = z
  .object({
    id,
    ...siteDetails.shape,
    status: z.enum(['online', 'offline']).meta({ description: 'Whether its agent is connected.' }),
    agentVersion: z.string().optional(),
    lastSeenAt: instant.optional().meta({ description: 'When the link last came up or went down.' }),
    enrolledAt: instant.optional().meta({ description: 'When its agent last got a certificate.' }),
    configurationRevision: z.int().min(0),
    comparisons: z
      .object({ replica: comparisons.optional(), devices: comparisons.optional() })
      .meta({ description: 'What it held against what it should hold, by depth.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Site' });
export type SiteView = z.infer<typeof siteView>;

export const createSite = defineRoute({
  method: 'POST',
  path: '/sites',
  permission: 'network:write',
  summary: 'Open a site',
  tag,
  body: siteDetails.extend({ timeZone: timeZone.default('UTC') }).meta({ id: 'NewSite' }),
  answer: { status: 201, body: siteView },
  refusals: ['site.code-taken'],
  versioned: true,
});

export const listSites = defineRoute({
  method: 'GET',
  path: '/sites',
  permission: 'network:read',
  summary: 'List sites, or find some by name, code or address',
  tag,
  query: namedQuery,
  answer: { status: 200, body: pageOf(siteView) },
});

export const getSite = defineRoute({
  method: 'GET',
  path: '/sites/{id}',
  permission: 'network:read',
  summary: 'Read a site',
  tag,
  params,
  answer: { status: 200, body: siteView },
  refusals: ['site.unknown'],
  versioned: true,
});

export const changeSite = defineRoute({
  method: 'PATCH',
  path: '/sites/{id}',
  permission: 'network:write',
  summary: 'Change what is known about a site',
  tag,
  params,
  body: siteDetailsChange.meta({ id: 'SiteChange' }),
  answer: { status: 200, body: siteView },
  refusals: ['site.code-taken', 'site.unknown'],
  versioned: true,
});

const topics = z.record(z.string(), z.string());

/** What an agent needs to connect. */
export const enrolment = z
  .object({
    certificate: z.string().meta({ description: 'PEM.' }),
    endpoint: z
      .string()
      .meta({ description: 'URL or host of the MQTT broker, TLS with client certificate.' }),
    siteId: id,
    topics: z.object({ up: topics, down: topics }).meta({ description: 'Topic by channel.' }),
  })
  .meta({ id: 'Enrolment' });
export type Enrolment = z.infer<typeof enrolment>;

export const enrolSite = defineRoute({
  method: 'POST',
  path: '/sites/{id}/enrolment',
  permission: 'network:write',
  summary: 'Sign a certificate for the site’s agent',
  tag,
  params,
  body: z
    .strictObject({
      certificateRequest: z
        .string()
        .max(16_000)
        .regex(
          /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----[\sA-Za-z0-9+/=]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/,
          'must be a certificate request in PEM (PKCS #10)',
        ),
    })
    .meta({ id: 'EnrolmentRequest' }),
  answer: { status: 201, body: enrolment },
  refusals: ['site.certificate-request-invalid', 'site.unknown'],
});

const certificateId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the fingerprint of a certificate: 64 hexadecimal digits');

export const siteCertificate = z
  .object({
    certificateId,
    state: z.enum(['valid', 'expired', 'revoked']),
    issuedAt: instant,
    expiresAt: instant,
    isLatest: z.boolean().meta({ description: 'The site’s agent connected with it the last time.' }),
    revokedAt: instant.optional().meta({ description: 'Where it was revoked from here.' }),
  })
  .meta({ id: 'SiteCertificate' });
export type SiteCertificate = z.infer<typeof siteCertificate>;

export const listSiteCertificates = defineRoute({
  method: 'GET',
  path: '/sites/{id}/certificates',
  permission: 'network:read',
  summary: 'List the certificates that the site’s agent may have, newest first',
  tag,
  params,
  answer: { status: 200, body: z.object({ items: z.array(siteCertificate) }) },
  refusals: ['site.unknown'],
});

export const revokeSiteCertificate = defineRoute({
  method: 'POST',
  path: '/sites/{id}/certificates/{certificateId}/revoke',
  permission: 'network:write',
  summary: 'End an agent’s connection for good: nobody gets in with its certificate again',
  tag,
  params: z.object({ id, certificateId }),
  answer: { status: 200, body: z.object({ items: z.array(siteCertificate) }) },
  refusals: ['site.certificate-unknown', 'site.unknown'],
});

/** A node as the API shows it: of its credentials, the names only. */
export const accessNodeView = z
  .object({
    id,
    ...accessNodeDetails.shape,
    credentialsSet: z.array(z.string()).meta({ description: 'Names of the credentials that have a value.' }),
    state: nodeState.meta({ description: 'In one word, by what the site’s agent last said of it.' }),
    health: nodeHealth
      .omit({ nodeId: true })
      .extend({ at: instant })
      .optional()
      .meta({ description: 'What the site’s agent last said of it; absent before the first word.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AccessNode' });
export type AccessNodeView = z.infer<typeof accessNodeView>;

const { shape } = accessNodeDetails;
const fewCredentials = 'must be 20 credentials at most';
const credentials = z
  .record(credentialName, credentialValue)
  .refine((values) => Object.keys(values).length <= 20, fewCredentials)
  .meta({ description: 'Write-only: sealed, and never answered.', writeOnly: true });
const credentialChanges = z
  .record(credentialName, credentialValue.nullable())
  .refine((values) => Object.keys(values).length <= 20, fewCredentials)
  .meta({ description: 'Write-only. Those that are left out stay; `null` forgets one.', writeOnly: true });

const driverRefusals = [
  'access-node.driver-misfit',
  'access-node.driver-unknown',
  'access-node.driver-wrong-kind',
];

export const createAccessNode = defineRoute({
  method: 'POST',
  path: '/access-nodes',
  permission: 'network:write',
  summary: 'Add a NAS, OLT or LTE core to a site',
  tag,
  body: accessNodeDetails
    .extend({
      name: shape.name.optional().meta({ description: 'Kind and address if left out.' }),
      settings: nodeSettings.default({}),
      credentials: credentials.default({}),
    })
    .meta({ id: 'NewAccessNode' }),
  answer: { status: 201, body: accessNodeView },
  refusals: [...driverRefusals, 'access-node.address-taken', 'reference.site-unknown', 'site.too-many-nodes'],
  versioned: true,
});

export const tryAccessNode = defineRoute({
  method: 'POST',
  path: '/access-nodes/trial',
  permission: 'network:write',
  summary: 'Have the agent of a site ask a device who it is, with settings that are not saved',
  tag,
  body: accessNodeDetails
    .pick({ siteId: true, kind: true, driver: true, address: true, port: true })
    .extend({
      settings: nodeSettings.default({}),
      credentials: credentialChanges.default({}),
      nodeId: id
        .optional()
        .meta({ description: 'A node that is there: credentials that are left out are its own.' }),
    })
    .meta({ id: 'AccessNodeTrial' }),
  answer: {
    status: 200,
    body: z
      .object({
        at: instant,
        answered: z.enum(['yes', 'speaks-first']).meta({
          description:
            '`speaks-first`: nothing can be asked of such a node; whether it is right shows when it speaks by itself.',
        }),
        identity: z
          .string()
          .optional()
          .meta({ description: 'Who it says that it is, where it has a name for itself.' }),
      })
      .meta({ id: 'AccessNodeAnswer' }),
  },
  refusals: [
    ...driverRefusals,
    'access-node.cannot-look',
    'access-node.not-answering',
    'access-node.unknown',
    'reference.site-unknown',
    'site.not-answering',
  ],
});

export const listAccessNodes = defineRoute({
  method: 'GET',
  path: '/access-nodes',
  permission: 'network:read',
  summary: 'List access nodes of a site, or of all, with how they do',
  tag,
  query: namedQuery.extend({
    siteId: id.optional().meta({ description: 'Only those of this site.' }),
    kind: accessNodeKind.optional(),
    driver: accessNodeDetails.shape.driver.optional(),
    state: nodeState.optional(),
    errors: z.literal('true').optional().meta({ description: 'Only those on which something went wrong.' }),
  }),
  answer: { status: 200, body: pageOf(accessNodeView) },
});

export const getAccessNode = defineRoute({
  method: 'GET',
  path: '/access-nodes/{id}',
  permission: 'network:read',
  summary: 'Read an access node',
  tag,
  params,
  answer: { status: 200, body: accessNodeView },
  refusals: ['access-node.unknown'],
  versioned: true,
});

export const changeAccessNode = defineRoute({
  method: 'PATCH',
  path: '/access-nodes/{id}',
  permission: 'network:write',
  summary: 'Configure an access node anew',
  tag,
  params,
  body: z
    .strictObject({
      kind: shape.kind.optional(),
      driver: shape.driver.optional(),
      name: shape.name.optional(),
      address: shape.address.optional(),
      port: shape.port.nullable().meta({ description: '`null`: the driver’s own port again.' }),
      driftPolicy: shape.driftPolicy.nullable().meta({ description: '`null`: as the site has it.' }),
      settings: nodeSettings.optional().meta({ description: 'Replaced whole.' }),
      credentials: credentialChanges.optional(),
    })
    .meta({ id: 'AccessNodeChange' }),
  answer: { status: 200, body: accessNodeView },
  refusals: [...driverRefusals, 'access-node.address-taken', 'access-node.unknown'],
  versioned: true,
});

export const removeAccessNode = defineRoute({
  method: 'DELETE',
  path: '/access-nodes/{id}',
  permission: 'network:write',
  summary: 'Take an access node away to which no service is bound',
  tag,
  params,
  answer: { status: 204, body: z.void() },
  refusals: ['access-node.in-use', 'access-node.unknown'],
  versioned: true,
});

export const listDrivers = defineRoute({
  method: 'GET',
  path: '/drivers',
  permission: 'network:read',
  summary: 'List the kinds of access node that agents of this release can drive, with what each must be told',
  tag,
  answer: { status: 200, body: z.object({ items: z.array(driverDescription) }) },
});

/** What an OLT sees that nobody has claimed, or why that is not known. */
export const oltOnus = z
  .object({
    nodeId: id,
    name: z.string(),
    siteId: id,
    seenAt: instant
      .optional()
      .meta({ description: 'By the clock of the site. Left out where nothing was seen.' }),
    problem: z.string().optional().meta({ description: 'Why nothing was seen, and what to do.' }),
    onus: z.array(
      onuReading.extend({
        service: z
          .object({ serviceId: id, subscriberId: id, state: serviceState })
          .optional()
          .meta({ description: 'That was sold with this serial.' }),
      }),
    ),
  })
  .meta({ id: 'OltOnus' });
export type OltOnus = z.infer<typeof oltOnus>;

export const listWaitingOnus = defineRoute({
  method: 'GET',
  path: '/network/onus',
  permission: 'network:read',
  summary: 'Ask OLT by OLT now which ONUs it sees that nobody has claimed; an item is an OLT',
  tag,
  query: pageQuery.extend({
    limit: z.coerce.number().int().min(1).max(20).default(10).meta({ description: 'OLTs asked at once.' }),
    siteId: id.optional().meta({ description: 'Only those of this site.' }),
  }),
  answer: { status: 200, body: pageOf(oltOnus) },
});

export const listOnus = defineRoute({
  method: 'GET',
  path: '/access-nodes/{id}/onus',
  permission: 'network:read',
  summary: 'Ask an OLT now which ONUs it sees that nobody has claimed',
  tag,
  params,
  query: z.object({ state: z.enum(['unconfigured']).default('unconfigured') }),
  answer: {
    status: 200,
    body: z
      .object({
        seenAt: instant.meta({ description: 'By the clock of the site.' }),
        items: z.array(onuReading),
      })
      .meta({ id: 'OnusSeen' }),
  },
  refusals: [
    'access-node.cannot-look',
    'access-node.not-answering',
    'access-node.unknown',
    'access-node.wrong-kind',
    'site.not-answering',
  ],
});
