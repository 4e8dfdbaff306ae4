import type { Instant } from '../contracts/scalars.ts';

export interface WebhookMessage {
  readonly url: string;
  /** The event's id: by it a receiver knows a repeat. */
  readonly id: string;
  readonly at: Instant;
  readonly body: string;
  /** Each gives a signature; receivers need to know one of them. */
  readonly secrets: readonly string[];
}

/** `status` of the answer, or `words` why there was none. */
export type WebhookAnswer = { readonly status: number } | { readonly words: string };

/** Sends a signed message as Standard Webhooks has it; never to an address that is not public. */
export interface WebhookSender {
  send(message: WebhookMessage): Promise<WebhookAnswer>;
}
