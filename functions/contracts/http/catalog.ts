import * as z from 'zod';
import { accounting, billingPeriod, chargeTiming, networkProfile, technology } from '../catalog.ts';
import { addOnDetails, equipmentModelDetails } from '../catalog-entry.ts';
import { contractTermWire, planVersionWire, setupFeeWire } from '../catalog-wire.ts';
import { namedQuery, pageOf, pageQuery } from '../page.ts';
import { quota, topUpOfferWire } from '../quota.ts';
import { defineRoute } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';
import { usagePricesWire } from '../usage-price.ts';

const tag = 'Catalogue';
const params = z.object({ id });
const name = z.string().trim().min(1).max(200);
const description = z.string().trim().min(1).max(2000).optional();
const status = z
  .enum(['offered', 'retired'])
  .meta({ id: 'OfferStatus', description: '`retired` is not sold any more; who has it keeps it.' });
const trialDays = z.int().min(0).max(3660).meta({ description: 'Days from the activation that are free.' });

/** Terms as they are written: price and period, and what the network shall do. */
const planTerms = z.strictObject({
  price: moneyWire,
  period: billingPeriod.default('month'),
  charge: chargeTiming.default('in-advance'),
  trialDays: trialDays.default(0),
  network: networkProfile,
  setupFee: setupFeeWire
    .extend({ waivedFor: setupFeeWire.shape.waivedFor.default('nobody') })
    .optional()
    .meta({ description: 'Charged once, with the first activation.' }),
  contract: contractTermWire.optional(),
  quota: quota.optional().meta({
    description: 'Tiers of fair use: what follows from much volume within a day or a month.',
  }),
  topUps: z.array(topUpOfferWire).max(10).optional().meta({
    description: 'Volume that may be bought beside the quota, for the span in which it is bought.',
  }),
  usagePrices: usagePricesWire.optional().meta({
    description:
      'What usage costs: rated once a calendar month of the subscriber, and charged with the next invoice.',
  }),
  availableOn: day
    .optional()
    .meta({ description: 'First day, in the buyer’s time zone, on which it is sold; at once if left out.' }),
  migratesOn: day.optional().meta({
    description:
      'The day on which services with an earlier version move to this one, announced on each of them; they keep theirs if left out.',
  }),
});
export const newPlanVersion = planTerms.meta({ id: 'NewPlanVersion' });

/** A plan as the API shows it. */
export const planView = z
  .object({
    id,
    name,
    description,
    technologies: z.array(technology),
    status,
    versions: z.array(planVersionWire).meta({
      description:
        'From 1 on. On a day, the one with the latest `availableOn` up to that day is sold; of several the last.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Plan' });
export type PlanView = z.infer<typeof planView>;

export const createPlan = defineRoute({
  method: 'POST',
  path: '/plans',
  permission: 'catalog:write',
  summary: 'Put a plan with its first version on offer',
  tag,
  body: planTerms
    .extend({ name, description, technologies: z.array(technology).min(1).max(5) })
    .meta({ id: 'NewPlan' }),
  answer: { status: 201, body: planView },
  refusals: [
    'catalog.price-negative',
    'money.too-large',
    'money.too-precise',
    'plan.currency-differs',
    'plan.top-up-without-quota',
    'plan.unmetered-without-quota',
  ],
  versioned: true,
});

export const listPlans = defineRoute({
  method: 'GET',
  path: '/plans',
  permission: 'catalog:read',
  summary: 'List plans, retired ones too',
  tag,
  query: namedQuery,
  answer: { status: 200, body: pageOf(planView) },
});

export const getPlan = defineRoute({
  method: 'GET',
  path: '/plans/{id}',
  permission: 'catalog:read',
  summary: 'Read a plan with all its versions',
  tag,
  params,
  answer: { status: 200, body: planView },
  refusals: ['plan.unknown'],
  versioned: true,
});

export const publishPlanVersion = defineRoute({
  method: 'POST',
  path: '/plans/{id}/versions',
  permission: 'catalog:write',
  summary: 'Publish new terms for later sales; earlier versions never change',
  tag,
  params,
  body: newPlanVersion,
  answer: { status: 201, body: planView },
  refusals: [
    'catalog.price-negative',
    'plan.top-up-without-quota',
    'plan.unmetered-without-quota',
    'money.too-large',
    'money.too-precise',
    'plan.currency-differs',
    'plan.migration-too-early',
    'plan.unknown',
  ],
  versioned: true,
});

/** The two routes that take something off sale and put it on sale again. */
function offerRoutes<const N extends string, B extends z.ZodType>(
  noun: N,
  words: string,
  body: B,
  unknown: string,
) {
  const common = {
    method: 'POST',
    permission: 'catalog:write',
    tag,
    params,
    answer: { status: 200, body },
    refusals: [unknown],
    versioned: true,
  } as const;
  return {
    retire: defineRoute({ ...common, path: `/${noun}/{id}/retire`, summary: `Take ${words} off sale` }),
    reinstate: defineRoute({
      ...common,
      path: `/${noun}/{id}/reinstate`,
      summary: `Put ${words} on sale again`,
    }),
  };
}

export const { retire: retirePlan, reinstate: reinstatePlan } = offerRoutes(
  'plans',
  'a plan',
  planView,
  'plan.unknown',
);

const extraPriceView = {
  price: moneyWire,
  period: billingPeriod,
  charge: chargeTiming,
  trialDays,
  accounting,
  onTermination: z.enum(['bill-rest', 'forgive']).meta({
    description: 'What happens to unbilled instalments when the service ends.',
  }),
};

function newExtraPrice(accountingDefault: 'once' | 'recurring') {
  return {
    price: moneyWire,
    period: billingPeriod.default('month'),
    charge: chargeTiming.default('in-advance'),
    trialDays: trialDays.default(0),
    accounting: accounting.default(accountingDefault),
    onTermination: extraPriceView.onTermination.default('bill-rest'),
  };
}

const extraPriceChange = {
  price: moneyWire.optional(),
  period: billingPeriod.optional(),
  charge: chargeTiming.optional(),
  trialDays: trialDays.optional(),
  accounting: accounting.optional(),
  onTermination: extraPriceView.onTermination.optional(),
};

const extraRefusals = [
  'catalog.instalments-too-many',
  'catalog.price-negative',
  'catalog.trial-not-recurring',
  'money.too-large',
  'money.too-precise',
];

/** An add-on as the API shows it. */
export const addOnView = z
  .object({ id, name, description, ...extraPriceView, status, createdAt: instant, updatedAt: instant })
  .meta({ id: 'AddOn' });
export type AddOnView = z.infer<typeof addOnView>;

export const createAddOn = defineRoute({
  method: 'POST',
  path: '/add-ons',
  permission: 'catalog:write',
  summary: 'Put an add-on on offer',
  tag,
  body: z.strictObject({ name, description, ...newExtraPrice('recurring') }).meta({ id: 'NewAddOn' }),
  answer: { status: 201, body: addOnView },
  refusals: extraRefusals,
  versioned: true,
});

export const listAddOns = defineRoute({
  method: 'GET',
  path: '/add-ons',
  permission: 'catalog:read',
  summary: 'List add-ons, retired ones too',
  tag,
  query: pageQuery,
  answer: { status: 200, body: pageOf(addOnView) },
});

export const getAddOn = defineRoute({
  method: 'GET',
  path: '/add-ons/{id}',
  permission: 'catalog:read',
  summary: 'Read an add-on',
  tag,
  params,
  answer: { status: 200, body: addOnView },
  refusals: ['add-on.unknown'],
  versioned: true,
});

export const changeAddOn = defineRoute({
  method: 'PATCH',
  path: '/add-ons/{id}',
  permission: 'catalog:write',
  summary: 'Change an add-on for later sales',
  tag,
  params,
  body: z
    .strictObject({
      name: name.optional(),
      description: addOnDetails.shape.description.nullable(),
      ...extraPriceChange,
    })
    .meta({ id: 'AddOnChange' }),
  answer: { status: 200, body: addOnView },
  refusals: ['add-on.unknown', ...extraRefusals],
  versioned: true,
});

export const { retire: retireAddOn, reinstate: reinstateAddOn } = offerRoutes(
  'add-ons',
  'an add-on',
  addOnView,
  'add-on.unknown',
);

const { vendor, model, sku } = equipmentModelDetails.shape;

/** A model of equipment as the API shows it. */
export const equipmentModelView = z
  .object({
    id,
    name,
    description,
    vendor,
    model,
    sku,
    ...extraPriceView,
    status,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'EquipmentModel' });
export type EquipmentModelView = z.infer<typeof equipmentModelView>;

export const createEquipmentModel = defineRoute({
  method: 'POST',
  path: '/equipment-models',
  permission: 'catalog:write',
  summary: 'Put a model of equipment on offer',
  tag,
  body: z
    .strictObject({ name, description, vendor, model, sku, ...newExtraPrice('once') })
    .meta({ id: 'NewEquipmentModel' }),
  answer: { status: 201, body: equipmentModelView },
  refusals: extraRefusals,
  versioned: true,
});

export const listEquipmentModels = defineRoute({
  method: 'GET',
  path: '/equipment-models',
  permission: 'catalog:read',
  summary: 'List models of equipment, retired ones too',
  tag,
  query: pageQuery,
  answer: { status: 200, body: pageOf(equipmentModelView) },
});

export const getEquipmentModel = defineRoute({
  method: 'GET',
  path: '/equipment-models/{id}',
  permission: 'catalog:read',
  summary: 'Read a model of equipment',
  tag,
  params,
  answer: { status: 200, body: equipmentModelView },
  refusals: ['equipment-model.unknown'],
  versioned: true,
});

export const changeEquipmentModel = defineRoute({
  method: 'PATCH',
  path: '/equipment-models/{id}',
  permission: 'catalog:write',
  summary: 'Change a model of equipment for later sales',
  tag,
  params,
  body: z
    .strictObject({
      name: name.optional(),
      description: equipmentModelDetails.shape.description.nullable(),
      vendor: vendor.optional(),
      model: model.optional(),
      sku: sku.nullable(),
      ...extraPriceChange,
    })
    .meta({ id: 'EquipmentModelChange' }),
  answer: { status: 200, body: equipmentModelView },
  refusals: ['equipment-model.unknown', ...extraRefusals],
  versioned: true,
});

export const { retire: retireEquipmentModel, reinstate: reinstateEquipmentModel } = offerRoutes(
  'equipment-models',
  'a model of equipment',
  equipmentModelView,
  'equipment-model.unknown',
);
