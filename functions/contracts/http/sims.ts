import * as z from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { imsi, msisdn, simDetails, simKey, simStatus } from '../sim.ts';

const tag = 'SIMs';
const params = z.object({ id });

/** A SIM as the API shows it: never its keys. */
export const simView = z
  .object({
    id,
    status: simStatus,
    ...simDetails.shape,
    serviceId: id.optional().meta({ description: 'The service that it belongs to.' }),
    retiredReason: z.string().optional(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Sim' });
export type SimView = z.infer<typeof simView>;

const writeOnly = { description: 'Write-only: sealed, and never answered.', writeOnly: true };

/** A SIM as it is delivered, with its keys. */
export const newSim = simDetails
  .extend({ ki: simKey.meta(writeOnly), opc: simKey.meta(writeOnly) })
  .meta({ id: 'NewSim' });
export type NewSim = z.infer<typeof newSim>;

const taken = ['sim.iccid-taken', 'sim.imsi-taken', 'sim.key-taken', 'sim.msisdn-taken'] as const;

export const createSim = defineRoute({
  method: 'POST',
  path: '/sims',
  permission: 'network:write',
  summary: 'Take a SIM into the stock',
  tag,
  body: newSim,
  answer: { status: 201, body: simView },
  refusals: [...taken],
  versioned: true,
});

/** How many rows one import may have: what a request can do within its time. */
export const mostImportRows = 200;

export const simImport = z
  .strictObject({
    columns: z
      .array(z.enum(['iccid', 'imsi', 'msisdn', 'ki', 'opc', 'batch']))
      .min(4)
      .max(6)
      .refine((names) => new Set(names).size === names.length, 'must name each column once')
      .refine(
        (names) => (['iccid', 'imsi', 'ki', 'opc'] as const).every((name) => names.includes(name)),
        'must have iccid, imsi, ki and opc',
      )
      .meta({ description: 'What stands where in each row, as the heading of a CSV file does.' }),
    rows: z
      .array(z.array(z.string().max(200)))
      .min(1)
      .max(mostImportRows)
      .meta({
        description: 'One SIM each; an empty text is no value.',
        example: [
          [
            '8949000000000000018',
            '001010000000001',
            '465b5ce8b199b49faa5f0a2ee238a6bc',
            'e8ed289deba952e4283b54e88e6183ca',
          ],
        ],
        writeOnly: true,
      }),
  })
  .meta({ id: 'SimImport' });
export type SimImport = z.infer<typeof simImport>;

/** What became of each row, in the order of the rows. */
export const simImportResult = z
  .object({
    stocked: z.int().min(0),
    known: z.int().min(0).meta({ description: 'Rows whose SIM was there already, the same.' }),
    refused: z.int().min(0),
    rows: z.array(
      z.object({
        row: z.int().min(0).meta({ description: 'From 0.' }),
        result: z.enum(['stocked', 'known', 'refused']),
        simId: id.optional(),
        code: z.string().optional().meta({ description: 'Why it was refused.' }),
        message: z.string().optional(),
        column: z.string().optional().meta({ description: 'Where in the row it lies.' }),
      }),
    ),
  })
  .meta({ id: 'SimImportResult' });
export type SimImportResult = z.infer<typeof simImportResult>;

export const importSims = defineRoute({
  method: 'POST',
  path: '/sims/import',
  permission: 'network:write',
  summary: 'Take a delivery of SIMs into the stock, row by row; sending it again changes nothing',
  tag,
  body: simImport,
  answer: { status: 200, body: simImportResult },
});

export const listSims = defineRoute({
  method: 'GET',
  path: '/sims',
  permission: 'network:read',
  summary: 'List SIMs, or find the one of a service or an IMSI',
  tag,
  query: pageQuery.extend({
    status: simStatus
      .optional()
      .meta({ description: 'Only these; a page may then hold fewer than `limit`.' }),
    serviceId: id.optional(),
    imsi: imsi.optional(),
  }),
  answer: { status: 200, body: pageOf(simView) },
});

export const getSim = defineRoute({
  method: 'GET',
  path: '/sims/{id}',
  permission: 'network:read',
  summary: 'Read a SIM',
  tag,
  params,
  answer: { status: 200, body: simView },
  refusals: ['sim.unknown'],
  versioned: true,
});

export const changeSim = defineRoute({
  method: 'PATCH',
  path: '/sims/{id}',
  permission: 'network:write',
  summary: 'Give a SIM another number, set it aside for a service, give it back, or retire it',
  tag,
  params,
  body: z
    .strictObject({
      msisdn: msisdn.nullable().optional().meta({ description: '`null` takes the number away.' }),
      status: z
        .enum(['assigned', 'stock', 'retired'])
        .optional()
        .meta({ description: '`activated` and `suspended` follow the orders of its service.' }),
      serviceId: id.optional().meta({ description: 'With the status `assigned`.' }),
      reason: z.string().trim().min(1).max(500).optional().meta({ description: 'Why it is retired.' }),
    })
    .meta({ id: 'SimChange' }),
  answer: { status: 200, body: simView },
  refusals: [
    'reference.service-unknown',
    'sim.assigned-elsewhere',
    'sim.imsi-differs',
    'sim.in-service',
    'sim.msisdn-taken',
    'sim.retired',
    'sim.service-missing',
    'sim.transition-not-allowed',
    'sim.unknown',
  ],
  versioned: true,
});
