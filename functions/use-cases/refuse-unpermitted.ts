import { type GrantedPermission, isGranted, permissions } from '../contracts/permissions.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';

/** Refuses what hangs on more than the route: what the thing that is asked for needs, and the roles of who asks do not have. */
export function refuseUnpermitted(
  { roles }: Context,
  permission: GrantedPermission,
  pointer?: string,
): Result<never> | undefined {
  return roles === undefined || isGranted(permission, roles)
    ? undefined
    : refuse(
        'request.not-permitted',
        `This needs the permission ${permission} (${permissions[permission].words}), which your roles do not have.`,
        pointer,
      );
}
