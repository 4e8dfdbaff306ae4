import * as z from 'zod';
import { billingPeriod } from '../catalog.ts';
import { entitlement } from '../network-state.ts';
import { defineRoute } from '../route.ts';
import { day, id, moneyWire } from '../scalars.ts';
import { serviceState } from '../service-state.ts';
import { taxServiceRefusals } from '../tax-service.ts';
import {
  activateService,
  changeService,
  resumeService,
  resumption,
  serviceChangeRequest,
  suspendService,
  suspension,
  terminateService,
  termination,
} from './service-orders.ts';
import { sessionView } from './services.ts';

/** A line that something brings onto the invoice of its day. */
export const previewedLine = z.object({
  item: z.string(),
  from: day.optional(),
  to: day.optional().meta({ description: 'The first day that is no longer part of it.' }),
  amount: moneyWire,
});

const kind = <const K extends string>(name: K) => ({ kind: z.literal(name) });

export const previewCommand = defineRoute({
  method: 'POST',
  path: '/services/{id}/preview',
  permission: 'services:operate',
  summary: 'What an order would do, to the cent and to the session, without placing it',
  tag: 'Services',
  params: z.object({ id }),
  body: z
    .discriminatedUnion('kind', [
      z.strictObject(kind('activate')),
      serviceChangeRequest.extend(kind('change')),
      suspension.extend(kind('suspend')),
      resumption.extend(kind('resume')),
      termination.extend(kind('terminate')),
    ])
    .meta({ id: 'SupposedCommand' }),
  answer: {
    status: 200,
    body: z
      .object({
        on: day.meta({ description: 'The day on which it would be carried out.' }),
        due: moneyWire.meta({
          description:
            'By how much it changes what is charged on that day, taxes included; negative gives back.',
        }),
        lines: z
          .array(previewedLine)
          .meta({ description: 'What stands on the invoice of that day because of it.' }),
        recurring: z
          .object({ before: moneyWire, after: moneyWire, period: billingPeriod })
          .optional()
          .meta({ description: 'Plan and what recurs beside it, where the order changes it.' }),
        sessions: z.int().min(0).meta({ description: 'Sessions that are open now.' }),
        cut: z.array(sessionView).meta({
          description:
            'Those of them that end by it, as far as drivers and their settings tell; a device may still refuse another rate.',
        }),
        becomes: z.object({ state: serviceState, entitlement }),
      })
      .meta({ id: 'CommandPreview' }),
  },
  refusals: [
    ...new Set([
      ...[activateService, changeService, suspendService, resumeService, terminateService].flatMap(
        ({ refusals }) => refusals,
      ),
      'billing-account.currency-differs',
      ...taxServiceRefusals,
    ]),
  ],
});
