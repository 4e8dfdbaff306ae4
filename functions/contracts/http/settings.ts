import * as z from 'zod';
import { datedRules, policyRule } from '../billing-policy.ts';
import { defineRoute } from '../route.ts';
import { day, instant } from '../scalars.ts';
import { taxRate, taxRules } from '../tax-rules.ts';
import { refusedTaxDocument, taxServiceUrl } from '../tax-service.ts';

const tag = 'Settings';

/** The billing policy as the API shows it. */
export const billingPolicyView = z
  .object({
    versions: z
      .array(datedRules)
      .meta({ description: 'By their days; of those that have begun the last one is in force.' }),
    setAt: instant.optional(),
  })
  .meta({ id: 'BillingPolicy' });
export type BillingPolicyView = z.infer<typeof billingPolicyView>;

export const getBillingPolicy = defineRoute({
  method: 'GET',
  path: '/settings/billing-policy',
  permission: 'billing:read',
  summary: 'Read how services of hybrid subscribers are billed by plan, site, category or region',
  tag,
  answer: { status: 200, body: billingPolicyView },
  versioned: true,
});

export const setBillingPolicy = defineRoute({
  method: 'PUT',
  path: '/settings/billing-policy',
  permission: 'billing:write',
  summary: 'Set the billing policy from a day on; what was billed before stays as it was',
  tag,
  body: z
    .strictObject({
      rules: z.array(policyRule).max(500).meta({
        description:
          'Each term is taken from the most specific rule that has it: more criteria first, then plan before site before category before region, then the earlier one.',
      }),
      from: day.optional().meta({ description: 'A day that has begun nowhere; tomorrow if left out.' }),
    })
    .meta({ id: 'NewBillingPolicy' }),
  answer: { status: 200, body: billingPolicyView },
  refusals: ['billing-policy.day-begun', 'reference.plan-unknown', 'reference.site-unknown'],
  versioned: true,
});

/** The tax rules as the API shows them. */
export const taxRulesView = taxRules.extend({ setAt: instant.optional() }).meta({ id: 'TaxRules' });
export type TaxRulesView = z.infer<typeof taxRulesView>;

export const getTaxRules = defineRoute({
  method: 'GET',
  path: '/settings/tax-rates',
  permission: 'billing:read',
  summary: 'Read which taxes are charged on what, where and when',
  tag,
  answer: { status: 200, body: taxRulesView },
  versioned: true,
});

export const setTaxRules = defineRoute({
  method: 'PUT',
  path: '/settings/tax-rates',
  permission: 'billing:write',
  summary: 'Set the tax rates by place and day; what was charged keeps its taxes',
  tag,
  body: taxRules.meta({
    id: 'NewTaxRules',
    description:
      'Of each tax the most specific rate is charged: postal codes before region before country, then one that names the category, then the later one. A subscriber whose billing profile lists taxes is charged those.',
  }),
  answer: { status: 200, body: taxRulesView },
  refusals: ['tax-rules.seller-place-unknown'],
  versioned: true,
});

/** The external tax service as the API shows it: its token is never shown. */
export const taxServiceView = z
  .object({
    url: taxServiceUrl.optional().meta({ description: 'Left out where the tax rules decide.' }),
    setAt: instant.optional().meta({ description: 'Documents issued from then on are told to it.' }),
    refused: z.array(refusedTaxDocument).meta({
      description: 'The last documents that it did not take for good (422), to be settled with it.',
    }),
  })
  .meta({ id: 'TaxService' });
export type TaxServiceView = z.infer<typeof taxServiceView>;

export const getTaxService = defineRoute({
  method: 'GET',
  path: '/settings/tax-rates/service',
  permission: 'billing:read',
  summary: 'Read which external tax service says the taxes, if one does',
  tag,
  answer: { status: 200, body: taxServiceView },
  versioned: true,
});

export const configureTaxService = defineRoute({
  method: 'PUT',
  path: '/settings/tax-rates/service',
  permission: 'operator:write',
  summary: 'Have an external service say the taxes, in the place of the rates; it is told of every document',
  tag,
  body: z
    .strictObject({
      url: taxServiceUrl.meta({
        description: 'It speaks the contract of functions/adapters/tax-service/README.md below this address.',
      }),
      token: z
        .string()
        .regex(/^[\x21-\x7e]{8,2000}$/, 'must be 8 to 2000 printable characters without spaces')
        .optional()
        .meta({ description: 'Bearer token, kept sealed. Left out, it stays as it was.' }),
    })
    .meta({ id: 'NewTaxService' }),
  answer: { status: 200, body: taxServiceView },
  refusals: ['tax-service.token-missing'],
  versioned: true,
});

export const removeTaxService = defineRoute({
  method: 'DELETE',
  path: '/settings/tax-rates/service',
  permission: 'operator:write',
  summary: 'Let the tax rates decide again; what was charged keeps its taxes',
  tag,
  answer: { status: 200, body: taxServiceView },
  refusals: ['tax-service.not-configured'],
  versioned: true,
});

export const getEuVatRates = defineRoute({
  method: 'GET',
  path: '/settings/tax-rates/eu-vat',
  permission: 'billing:read',
  summary: 'Read the standard VAT rates of the European Union since 2016, to be set as tax rates',
  tag,
  answer: {
    status: 200,
    body: z
      .object({
        asOf: day.meta({ description: 'When they were last compared with what the Commission publishes.' }),
        reverseCharge: taxRules.shape.reverseCharge.unwrap(),
        rates: z.array(taxRate),
      })
      .meta({ id: 'EuVatRates' }),
  },
});
