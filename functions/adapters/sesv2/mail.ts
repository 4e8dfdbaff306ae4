import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mail } from '../../ports/mail.ts';

/** SES does not tell repeats apart: the key goes along in a header, by which a reader's program may fold them. */
export function sesMail(client: SESv2Client, from: string): Mail {
  return {
    async send({ to, subject, text, key }) {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: { Data: subject, Charset: 'UTF-8' },
              Body: { Text: { Data: text, Charset: 'UTF-8' } },
              Headers: [{ Name: 'X-Entity-Ref-ID', Value: key }],
            },
          },
        }),
      );
    },
  };
}
