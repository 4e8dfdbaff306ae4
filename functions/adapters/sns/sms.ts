import { InvalidParameterException, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { done, refuse } from '../../domain/result.ts';
import type { Sms } from '../../ports/sms.ts';

/** Text messages by SNS (https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html), delivered before promotional ones. */
export function snsSms(client: SNSClient): Sms {
  return {
    async send({ to, text }) {
      try {
        await client.send(
          new PublishCommand({
            PhoneNumber: to,
            Message: text,
            MessageAttributes: {
              'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
            },
          }),
        );
        return done(undefined);
      } catch (error) {
        if (error instanceof InvalidParameterException) return refuse('notification.refused', error.message);
        throw error;
      }
    },
  };
}
