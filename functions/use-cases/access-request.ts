import type { AccessBinding, AccessRequest } from '../contracts/access.ts';
import type { Passwords } from '../ports/passwords.ts';

export interface SplitRequest {
  readonly access: AccessBinding;
  readonly password?: string;
  /** Whether the password was made here, so that somebody has to be told. */
  readonly made: boolean;
}

/** Takes the password out of a request for access before anything else sees it; makes one where one is needed. */
export function withoutPassword(request: AccessRequest, passwords: Passwords): SplitRequest {
  if (!('username' in request)) return { access: request, made: false };
  const { password, ...access } = request;
  return { access, password: password ?? passwords.next(), made: password === undefined };
}
