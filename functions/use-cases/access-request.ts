import type { AccessRequest, AccessWish } from '../contracts/access.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { AccessSecrets } from './access-secrets.ts';

export interface SplitRequest {
  readonly access: AccessWish;
  readonly secrets: AccessSecrets;
  /** Whether the password was made here, so that somebody has to be told. */
  readonly made: boolean;
}

/**
 * Takes password and keys out of a request for access before anything else sees them; makes a password where one is
 * needed.
 */
export function withoutSecrets(request: AccessRequest, passwords: Passwords): SplitRequest {
  switch (request.technology) {
    case 'ipoe':
      return { access: request, secrets: {}, made: false };
    case 'lte': {
      const { ki, opc, ...access } = request;
      return {
        access,
        secrets: ki === undefined || opc === undefined ? {} : { keys: { ki, opc } },
        made: false,
      };
    }
    default: {
      const { password, ...access } = request;
      return {
        access,
        secrets: { password: password ?? passwords.next() },
        made: password === undefined,
      };
    }
  }
}

/** Refuses a SIM that a core is to know without its keys. */
export function refuseKeyless(access: AccessWish, hasKeys: boolean): Result<never> | undefined {
  if (access.technology !== 'lte' || access.core === undefined || hasKeys) return undefined;
  return refuse(
    'service.sim-keys-missing',
    `Give ki and opc of the SIM ${access.imsi}; the LTE core does not take it without them.`,
    '/access/ki',
  );
}
