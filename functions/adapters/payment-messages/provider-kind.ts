import * as z from 'zod';
import { done, refuseAll } from '../../domain/result.ts';
import type { PaymentProvider, PaymentProviderKind } from '../../ports/payment-provider.ts';

/** A secret as a provider's dashboard shows it. */
export const secretText = z.string().min(8).max(4000);

/**
 * Where a provider's API is: https, or this machine for a simulated one. Without a slash at its end, so that paths are
 * appended.
 */
export function apiAddress(usual: string) {
  return z
    .url({ protocol: /^https?$/ })
    .max(200)
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, hostname, username, search, hash } = new URL(text);
      const safe = protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost';
      return safe && username === '' && search === '' && hash === '';
    }, 'must be an https address without user, query and fragment')
    .default(usual)
    .meta({ description: 'Another one than usual for a test account, or a simulated provider.' })
    .transform((text) => text.replace(/\/+$/, ''));
}

/** What is typed in, as JSON Schema (2020-12). */
function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

/** Declares a make of provider by what it is set up with, and what it does then. */
export function definePaymentProvider<S extends z.ZodObject, K extends z.ZodObject>(kind: {
  readonly title: string;
  readonly about: string;
  readonly webhookName?: string;
  readonly isRegistered?: true;
  readonly settings: S;
  readonly secrets: K;
  make(configuration: { readonly settings: z.infer<S>; readonly secrets: z.infer<K> }): PaymentProvider;
}): PaymentProviderKind {
  const shape = z.strictObject({ settings: kind.settings, secrets: kind.secrets });
  const { title, about, webhookName, isRegistered } = kind;
  return {
    title,
    about,
    ...(webhookName === undefined ? {} : { webhookName }),
    ...(isRegistered === undefined ? {} : { isRegistered }),
    schemas: () => ({ settings: jsonSchemaOf(kind.settings), secrets: jsonSchemaOf(kind.secrets) }),
    check(given) {
      const parsed = shape.safeParse(given);
      if (parsed.success) return done(given);
      return refuseAll(
        'payment-provider.settings-unfit',
        'The provider does not take these settings; mend the fields that are named.',
        parsed.error.issues.map(({ path, message, ...issue }) => {
          const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
          return { pointer: `/${[...path, ...unknown].map(String).join('/')}`, message };
        }),
      );
    },
    make(given) {
      return kind.make({
        settings: kind.settings.parse(given.settings),
        secrets: kind.secrets.parse(given.secrets),
      });
    },
  };
}
