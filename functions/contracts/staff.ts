import * as z from 'zod';
import { roles } from './permissions.ts';
import { email } from './scalars.ts';

/** What a member of staff is called in the user pool and in their tokens: an id of this system, or a name that was given by hand. */
export const staffId = z
  .string()
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u, 'is not the name of a member of staff');

export const staffRole = z
  .enum(roles, { error: ({ input }) => `${String(input)} is no role; there are ${roles.join(', ')}` })
  .meta({ id: 'StaffRole' });

/** Roles add up. Whoever is to have none is disabled. */
export const staffRoles = z
  .array(staffRole)
  .min(1, 'must name a role; to take everything away, disable the person')
  .refine((named) => new Set(named).size === named.length, 'names a role twice')
  .meta({ description: 'What this person may do: all that any of the roles may.' });

export const staffName = z.string().trim().min(1).max(100);

/** In lower case, so that one mailbox is one person. */
export const staffEmail = email.transform((text) => text.toLowerCase());

const staffMember = z.object({ staffId });

/** Data of the events of a member of staff. */
export const staffEventData = {
  invited: staffMember.extend({ email, name: staffName, roles: staffRoles }).strict(),
  /** As the user pool had somebody who was put there by hand. */
  recognized: staffMember
    .extend({
      email: email.optional(),
      name: z.string().optional(),
      roles: z.array(staffRole),
      isDisabled: z.boolean(),
    })
    .strict(),
  renamed: staffMember.extend({ name: staffName }).strict(),
  rolesChanged: staffMember.extend({ roles: staffRoles, before: z.array(staffRole) }).strict(),
  plain: staffMember.strict(),
};
