import * as z from 'zod';
import { id } from '../scalars.ts';

/**
 * Agent → cloud: somebody came to the site's pay redirect. Where is the page on which the line of this service is paid?
 * Without a service: where is the portal?
 */
export const payPageQuestion = z.strictObject({
  messageId: id,
  siteId: id,
  serviceId: id.optional(),
});
export type PayPageQuestion = z.infer<typeof payPageQuestion>;

const address = z.url({ protocol: /^https?$/ }).max(2000);

/** Cloud → agent: where to lead them. `inReplyTo` is the asking message's id. */
export const payPageAnswer = z.strictObject({
  siteId: id,
  inReplyTo: id,
  /** For whoever has no page of their own; absent where the operator has not said where the portal is. */
  portal: address.optional(),
  /** Good for an hour at least. Lets whoever has it see what is due and pay it: it stays in memory, and in no log. */
  page: address.optional(),
});
export type PayPageAnswer = z.infer<typeof payPageAnswer>;
