import * as z from 'zod';
import { paymentProviderName } from './payment-provider.ts';
import known from './payment-provider-kinds.json' with { type: 'json' };

const jsonSchema = z.record(z.string(), z.unknown());

/** A make of payment provider as staff must know it to set it up: a form is made from this. */
export const paymentProviderKindDescription = z
  .object({
    name: paymentProviderName,
    title: z.string(),
    about: z.string(),
    settings: jsonSchema.meta({ description: 'JSON Schema of `settings`.' }),
    secrets: jsonSchema.meta({ description: 'JSON Schema of `secrets`; none of them is ever shown.' }),
  })
  .meta({ id: 'PaymentProviderKind' });
export type PaymentProviderKindDescription = z.infer<typeof paymentProviderKindDescription>;

/** The makes that this release knows, made from their files by `npm run openapi`. */
export const paymentProviderKinds = known as readonly PaymentProviderKindDescription[];
