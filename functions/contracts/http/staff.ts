import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { instant } from '../scalars.ts';
import { staffEmail, staffId, staffName, staffRole, staffRoles } from '../staff.ts';

const tag = 'Staff';
const params = z.object({ id: staffId });

/** A member of staff, as the API shows it. */
export const staffMemberView = z
  .object({
    id: staffId.meta({ description: 'What tokens, and so the audit log, call this person.' }),
    name: z.string().optional(),
    email: z.string().optional(),
    roles: z.array(staffRole),
    status: z.enum(['active', 'awaiting-sign-in', 'disabled']).meta({
      description:
        '`awaiting-sign-in`: has a one-time password, or had one that ran out, and none of their own.',
    }),
    since: instant,
  })
  .meta({ id: 'StaffMember' });
export type StaffMemberView = z.infer<typeof staffMemberView>;

export const listStaff = defineRoute({
  method: 'GET',
  path: '/staff',
  permission: 'staff:read',
  summary: 'Everybody who may sign in as staff, or might once, by name',
  tag,
  answer: { status: 200, body: z.object({ items: z.array(staffMemberView) }) },
});

export const inviteStaff = defineRoute({
  method: 'POST',
  path: '/staff',
  permission: 'staff:operate',
  summary: 'Let somebody sign in as staff; a one-time password is mailed there',
  tag,
  body: z
    .strictObject({ name: staffName, email: staffEmail, roles: staffRoles })
    .meta({ id: 'StaffInvitation' }),
  answer: { status: 201, body: staffMemberView },
  refusals: ['staff.email-taken', 'staff.too-many'],
  versioned: true,
});

export const getStaff = defineRoute({
  method: 'GET',
  path: '/staff/{id}',
  permission: 'staff:read',
  summary: 'Read a member of staff',
  tag,
  params,
  answer: { status: 200, body: staffMemberView },
  refusals: ['staff.unknown'],
  versioned: true,
});

export const changeStaff = defineRoute({
  method: 'PATCH',
  path: '/staff/{id}',
  permission: 'staff:operate',
  summary: 'Give a member of staff another name, or other roles',
  tag,
  params,
  body: z
    .strictObject({ name: staffName.optional(), roles: staffRoles.optional() })
    .meta({ id: 'StaffChange' }),
  answer: { status: 200, body: staffMemberView },
  refusals: ['staff.last-administrator', 'staff.own-account', 'staff.unknown'],
  versioned: true,
});

export const disableStaff = defineRoute({
  method: 'POST',
  path: '/staff/{id}/disable',
  permission: 'staff:operate',
  summary: 'Sign a member of staff out everywhere, and let them in no more',
  tag,
  params,
  answer: { status: 200, body: staffMemberView },
  refusals: ['staff.last-administrator', 'staff.own-account', 'staff.unknown'],
  versioned: true,
});

export const enableStaff = defineRoute({
  method: 'POST',
  path: '/staff/{id}/enable',
  permission: 'staff:operate',
  summary: 'Let a member of staff sign in again',
  tag,
  params,
  answer: { status: 200, body: staffMemberView },
  refusals: ['staff.unknown'],
  versioned: true,
});

export const resetStaffSignIn = defineRoute({
  method: 'POST',
  path: '/staff/{id}/reset-sign-in',
  permission: 'staff:operate',
  summary: 'Make a one-time password; the former password, the second factor and all sessions end',
  tag,
  params,
  answer: {
    status: 200,
    body: staffMemberView
      .extend({
        oneTimePassword: z.string().optional().meta({
          description:
            'For one sign-in within three days. Shown this once: a repeat under the same Idempotency-Key comes without it.',
        }),
      })
      .meta({ id: 'StaffMemberWithPassword' }),
  },
  refusals: ['staff.own-account', 'staff.unknown'],
  versioned: true,
});

export const nameStaff = defineRoute({
  method: 'GET',
  path: '/staff-names',
  permission: 'staff:read',
  summary: 'What to call those who did something, by the `id` of an actor of kind `staff`',
  tag,
  answer: {
    status: 200,
    body: z.object({ items: z.array(z.object({ id: staffId, name: z.string() })) }),
  },
});

export const describeRoles = defineRoute({
  method: 'GET',
  path: '/roles',
  permission: 'staff:read',
  summary: 'What each role may do, in words',
  tag,
  answer: {
    status: 200,
    body: z.object({
      items: z.array(
        z
          .object({
            role: staffRole,
            words: z.string(),
            permissions: z.array(z.object({ permission: z.string(), words: z.string() })),
          })
          .meta({ id: 'RoleDescription' }),
      ),
    }),
  },
});
