import * as z from 'zod';

/** What somebody does on the page that a link leads to. */
export const linkPurpose = z.enum(['pay', 'save-method']).meta({
  id: 'LinkPurpose',
  description: 'To pay what is open, or to save a card or account that is charged from then on.',
});
export type LinkPurpose = z.infer<typeof linkPurpose>;

/** As long as it is hard to guess, and short enough for a text message. */
export const linkToken = z.string().regex(/^[a-zA-Z2-9]{16}$/);
