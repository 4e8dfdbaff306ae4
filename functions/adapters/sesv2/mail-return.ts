import * as z from 'zod';
import type { MailReturn } from '../../ports/mail.ts';

/** The tag by which a message says whose it is. */
export const subscriberTag = 'subscriber';

const recipients = z.array(
  z.looseObject({ emailAddress: z.string(), diagnosticCode: z.string().optional() }),
);
const tags = z.looseObject({ [subscriberTag]: z.tuple([z.string()]) });
const mail = z.looseObject({ tags });

/** What SES publishes of a message: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const published = z.discriminatedUnion('eventType', [
  z.looseObject({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.looseObject({
      bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
      bounceSubType: z.string(),
      bouncedRecipients: recipients,
    }),
  }),
  z.looseObject({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.looseObject({
      complainedRecipients: recipients,
      complaintFeedbackType: z.string().optional(),
    }),
  }),
]);

/** What SES says of a message, as far as an address is not to be written to again; a full mailbox is no such thing. */
export function sesMailReturns(message: unknown): readonly MailReturn[] {
  const event = published.parse(message);
  const subscriberId = event.mail.tags[subscriberTag][0];
  if (event.eventType === 'Complaint') {
    const { complainedRecipients, complaintFeedbackType: reason = 'no reason was given' } = event.complaint;
    return complainedRecipients.map(({ emailAddress }) => ({
      subscriberId,
      failed: { address: bare(emailAddress), fault: 'complained', reason },
    }));
  }
  const { bounceType, bounceSubType, bouncedRecipients } = event.bounce;
  if (bounceType !== 'Permanent') return [];
  return bouncedRecipients.map(({ emailAddress, diagnosticCode = bounceSubType }) => ({
    subscriberId,
    failed: { address: bare(emailAddress), fault: 'bounced', reason: diagnosticCode.slice(0, 1_000) },
  }));
}

/** A recipient may come with a name before it: `Ada <ada@example.com>`. */
function bare(recipient: string): string {
  return /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;
}
