import type { WebhookDelivery, WebhookEndpoint } from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';

interface State {
  readonly label: string;
  readonly tone: Tone;
}

/** Whether an endpoint is told of events, and if not, why. */
export function endpointState({ status, disabledReason }: WebhookEndpoint): State {
  if (status === 'enabled') return { label: 'Enabled', tone: 'good' };
  switch (disabledReason) {
    case 'failing':
      return { label: 'Disabled: failing', tone: 'bad' };
    case 'gone':
      return { label: 'Disabled: gone', tone: 'bad' };
    default:
      return { label: 'Disabled', tone: 'none' };
  }
}

export const deliveryStates: Readonly<Record<WebhookDelivery['status'], State>> = {
  pending: { label: 'Pending', tone: 'info' },
  delivered: { label: 'Delivered', tone: 'good' },
  dead: { label: 'Given up', tone: 'bad' },
  dropped: { label: 'Dropped', tone: 'warn' },
};

export const secretWords =
  'It is shown this once. Keep it where the receiver can read it; deliveries are signed with it.';
