import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

/** Signing secrets of payment providers by the provider's name. */
export interface PaymentSecrets {
  of(provider: string): Promise<string | undefined>;
}

const secrets = z.record(z.string(), z.string().min(1));

/** How long a read is trusted: a rotated secret works after that at the latest, without a new release. */
const freshForMs = 5 * 60_000;

/** Reads the secret that holds them, and again when it was read a while ago. `clock` gives milliseconds. */
export function secretsManagerPaymentSecrets(
  client: SecretsManagerClient,
  secretArn: string,
  clock: () => number,
): PaymentSecrets {
  let read: { readonly at: number; readonly value: Promise<Readonly<Record<string, string>>> } | undefined;
  const load = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = secrets.safeParse(parseJson(SecretString));
    // The cause stays out: it could quote the secret.
    if (!parsed.success)
      throw new Error(`the secret ${secretArn} must hold JSON with one text per payment provider`);
    return parsed.data;
  };
  return {
    async of(provider) {
      const now = clock();
      if (read === undefined || now - read.at > freshForMs) {
        const value = load();
        read = { at: now, value };
        value.catch(() => {
          read = undefined;
        });
      }
      const held = await read.value;
      return Object.hasOwn(held, provider) ? held[provider] : undefined;
    },
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
