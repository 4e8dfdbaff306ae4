import * as z from 'zod';
import { id } from '../contracts/scalars.ts';

const fromTopic = z.looseObject({ topicSiteId: id, certificateId: z.string().optional() });

/**
 * A message of a site's agent as the IoT rule hands it over: the payload, and beside it the site id of the topic, which
 * the broker let only this site's certificate use, and that certificate. A payload that names another site is not
 * believed.
 */
export function siteMessage<S extends z.ZodType<{ readonly siteId: string }>>(
  schema: S,
  event: unknown,
): z.output<S> {
  const { topicSiteId, certificateId: _, ...payload } = fromTopic.parse(event);
  const message = schema.parse(payload);
  if (message.siteId !== topicSiteId) {
    throw new Error(`the site ${topicSiteId} sent a message in the name of ${message.siteId}`);
  }
  return message;
}

/** With which certificate the message came, where the rule says it. */
export function certificateOf(event: unknown): string | undefined {
  return fromTopic.parse(event).certificateId;
}
