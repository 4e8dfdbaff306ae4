import {
  messageAuthenticatorIsValid,
  requestAuthenticatorIsValid,
  zeroAuthenticator,
} from '../protocols/radius/authenticity.ts';
import { attribute, code } from '../protocols/radius/codes.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';
import type { NasClient } from './nas.ts';
import type { DropReason } from './stats.ts';

export type Unauthentic = Extract<
  DropReason,
  'no-message-authenticator' | 'bad-message-authenticator' | 'bad-request-authenticator'
>;

/**
 * Decides whether a well-formed request comes from who it says. Whatever does not pass gets no answer at all: an answer
 * would only help whoever sends it (RFC 2865 §3, RFC 2866 §3, RFC 3579 §3.2, RFC 5997 §3).
 */
export function whyUnauthentic(request: RequestReader, nas: NasClient): Unauthentic | undefined {
  const { bytes, length } = request;
  const signedAt = request.at(attribute.messageAuthenticator);
  if (request.code === code.accountingRequest) {
    if (!requestAuthenticatorIsValid(bytes, length, nas.secret)) return 'bad-request-authenticator';
    if (signedAt === 0) return undefined;
    return messageAuthenticatorIsValid(bytes, length, signedAt, nas.secret, zeroAuthenticator)
      ? undefined
      : 'bad-message-authenticator';
  }
  if (signedAt === 0) return mustBeSigned(request, nas) ? 'no-message-authenticator' : undefined;
  return messageAuthenticatorIsValid(bytes, length, signedAt, nas.secret)
    ? undefined
    : 'bad-message-authenticator';
}

/** Status-Server and EAP always are. */
function mustBeSigned(request: RequestReader, nas: NasClient): boolean {
  return (
    nas.requireMessageAuthenticator || request.code === code.statusServer || request.has(attribute.eapMessage)
  );
}
