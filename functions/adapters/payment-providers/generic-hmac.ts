import * as z from 'zod';
import { messageFields, readFields } from '../payment-messages/fields.ts';
import { noticesOf } from '../payment-messages/message.ts';
import { definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, isTimely, signatureExpired, signatureInvalid } from '../payment-messages/signature.ts';

const header = z.string().regex(/^[a-z0-9-]{1,60}$/, 'must be the name of a header in lower case');

/**
 * Any sender whose messages are JSON under an HMAC (RFC 2104) of the body: a bank's gateway, or a provider that has no
 * file of its own. Settings say in which header, by which algorithm and encoding, and where in the message things are.
 * With `timestampHeader` the signed text is `<seconds>.<body>`, and it counts for 300 seconds. It makes no pages.
 */
export const kind = definePaymentProvider({
  title: 'Any sender with an HMAC',
  about:
    'For a bank’s gateway, or a provider that is not listed: JSON under an HMAC of the body. It makes no pages.',
  settings: z.strictObject({
    header: header.default('x-signature').meta({ description: 'That has the signature.' }),
    algorithm: z.enum(['sha256', 'sha384', 'sha512']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    prefix: z
      .string()
      .max(20)
      .default('')
      .meta({ description: 'What stands before the signature in the header, such as sha256=.' }),
    timestampHeader: header.optional().meta({
      description:
        'Seconds since 1970, signed along as <seconds>.<body>; then a message counts for 300 seconds.',
    }),
    ...messageFields,
  }),
  secrets: z.strictObject({ signingSecret: secretText }),
  make: ({ settings, secrets: { signingSecret } }) => ({
    name: 'generic-hmac',
    async read(raw, headers, now) {
      const { algorithm, encoding, prefix, timestampHeader } = settings;
      const given = headers[settings.header];
      const signedAt = timestampHeader === undefined ? undefined : headers[timestampHeader];
      if (given === undefined || !given.startsWith(prefix)) return signatureInvalid();
      if (timestampHeader !== undefined && signedAt === undefined) return signatureInvalid();
      const parts = signedAt === undefined ? [raw] : [`${signedAt}.`, raw];
      const signature = given.slice(prefix.length);
      if (!isHmac(signature, algorithm, signingSecret, parts, encoding)) return signatureInvalid();
      if (signedAt !== undefined && !isTimely(signedAt, now)) return signatureExpired();
      return noticesOf(raw, (message) => readFields(settings, message, signature.slice(0, 40), now));
    },
  }),
});
