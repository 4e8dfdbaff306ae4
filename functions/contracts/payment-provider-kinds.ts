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
    webhookName: paymentProviderName.optional().meta({
      description: 'By which name the address of its webhook calls it, where it takes none with its own.',
    }),
    isRegistered: z
      .boolean()
      .optional()
      .meta({ description: 'Whether it is told by its API where to send its messages.' }),
    settings: jsonSchema.meta({ description: 'JSON Schema of `settings`.' }),
    secrets: jsonSchema.meta({ description: 'JSON Schema of `secrets`; none of them is ever shown.' }),
  })
  .meta({ id: 'PaymentProviderKind' });
export type PaymentProviderKindDescription = z.infer<typeof paymentProviderKindDescription>;

/** The makes that this release knows, made from their files by `npm run openapi`. */
export const paymentProviderKinds = known as readonly PaymentProviderKindDescription[];

/** Under which name a provider's webhook is called. */
export function webhookNameOf(provider: string): string {
  return paymentProviderKinds.find(({ name }) => name === provider)?.webhookName ?? provider;
}

/** Whose webhook is called under a name. */
export function providerCalled(name: string): string {
  return paymentProviderKinds.find(({ webhookName }) => webhookName === name)?.name ?? name;
}
