import * as z from 'zod';
import { email, id, instant } from './scalars.ts';

/** What a person may do with an account in the portal; each may do what the next one may. */
export const personRole = z.enum(['owner', 'payer', 'viewer']).meta({
  id: 'PersonRole',
  description:
    '`owner`: everything. `payer`: see, pay, and keep payment methods. `viewer`: see, and report faults.',
});
export type PersonRole = z.infer<typeof personRole>;

/** An e-mail address as a person is known by it: in lower case, so that one mailbox is one person. */
export const personEmail = email.transform((text) => text.toLowerCase());

/** An account that a person may use. */
export const personAccount = z.strictObject({ subscriberId: id, role: personRole, since: instant });
export type PersonAccount = z.infer<typeof personAccount>;
