import type { PeerMake } from '../payment-peers.ts';
import { fields, plainMessage } from './plain-message.ts';
import { hmac, seconds } from './strict-api.ts';

const plainSecret = 'signing secret of a plain sender';
export const genericHmac: PeerMake = {
  name: 'generic-hmac',
  configuration: () => ({
    settings: {
      ...fields,
      header: 'x-bank-signature',
      algorithm: 'sha512',
      encoding: 'base64',
      prefix: 'sha512=',
      timestampHeader: 'x-bank-time',
      amountUnit: 'minor',
    },
    secrets: { signingSecret: plainSecret },
  }),
  deliver(deed) {
    const body = plainMessage(deed, deed.minor);
    const signed = hmac('sha512', plainSecret, `${seconds(deed.at)}.${body}`, 'base64');
    return {
      body,
      headers: { 'x-bank-signature': `sha512=${signed}`, 'x-bank-time': String(seconds(deed.at)) },
    };
  },
};
