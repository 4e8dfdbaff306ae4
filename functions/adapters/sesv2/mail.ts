import {
  type Attachment,
  BadRequestException,
  MessageRejected,
  type SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { done, refuse } from '../../domain/result.ts';
import type { Mail, MailPart } from '../../ports/mail.ts';
import { subscriberTag } from './mail-return.ts';

/** SES does not tell repeats apart: the key goes along in a header, by which a reader's program may fold them. */
export function sesMail(
  client: SESv2Client,
  { from, configurationSet }: { readonly from: string; readonly configurationSet: string },
): Mail {
  return {
    async send({ to, subject, text, html, parts = [], key, subscriberId }) {
      try {
        await client.send(
          new SendEmailCommand({
            FromEmailAddress: from,
            ConfigurationSetName: configurationSet,
            EmailTags: [{ Name: subscriberTag, Value: subscriberId }],
            Destination: { ToAddresses: [to] },
            Content: {
              Simple: {
                Subject: { Data: subject, Charset: 'UTF-8' },
                Body: {
                  Text: { Data: text, Charset: 'UTF-8' },
                  Html: { Data: html, Charset: 'UTF-8' },
                },
                Headers: [{ Name: 'X-Entity-Ref-ID', Value: key }],
                ...(parts.length === 0 ? {} : { Attachments: parts.map(attachment) }),
              },
            },
          }),
        );
        return done(undefined);
      } catch (error) {
        if (isRefusalOfMessage(error)) return refuse('notification.refused', error.message);
        throw error;
      }
    },
  };
}

/**
 * Whether SES refuses this very message. An identity that is not verified is rejected by the same error, but the operator
 * mends that, and then the message goes: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
function isRefusalOfMessage(error: unknown): error is Error {
  if (error instanceof BadRequestException) return true;
  return error instanceof MessageRejected && !/verified/i.test(error.message);
}

function attachment({ name, contentType, bytes, contentId }: MailPart): Attachment {
  return {
    RawContent: bytes,
    FileName: name,
    ContentType: contentType,
    ContentTransferEncoding: 'BASE64',
    ...(contentId === undefined
      ? { ContentDisposition: 'ATTACHMENT' }
      : { ContentDisposition: 'INLINE', ContentId: contentId }),
  };
}
