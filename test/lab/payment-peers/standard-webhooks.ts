import { createHmac } from 'node:crypto';
import type { PeerMake } from '../payment-peers.ts';
import { fields, plainMessage } from './plain-message.ts';
import { seconds } from './strict-api.ts';

const standardKey = Buffer.from('a key of the standard sender').toString('base64');
export const standardWebhooks: PeerMake = {
  name: 'standard-webhooks',
  configuration: () => ({
    settings: { ...fields, amountUnit: 'major' },
    secrets: { signingSecret: `whsec_${standardKey}` },
  }),
  deliver(deed) {
    const body = plainMessage(deed, (deed.minor / 100).toFixed(2));
    const id = `msg_${deed.paymentId}`;
    const signed = createHmac('sha256', Buffer.from(standardKey, 'base64'))
      .update(`${id}.${seconds(deed.at)}.${body}`)
      .digest('base64');
    return {
      body,
      headers: {
        'webhook-signature': `v1,${signed}`,
        'webhook-id': id,
        'webhook-timestamp': String(seconds(deed.at)),
      },
    };
  },
};
