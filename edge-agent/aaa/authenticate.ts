import { equalOctets } from '../protocols/radius/authenticity.ts';
import { attribute, authenticatorAt, serviceType } from '../protocols/radius/codes.ts';
import { maximumPassword, revealPassword } from '../protocols/radius/hidden-values.ts';
import { md5Into } from '../protocols/radius/md5.ts';
import {
  type MsChap2Secrets,
  msChap2Secrets,
  ntChallengeResponse,
  ntPasswordHash,
} from '../protocols/radius/mschap.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';
import { type AaaEntry, canonicalMac, vouchedByNetwork } from './aaa-entry.ts';
import type { NasClient } from './nas.ts';

/** Why a login is refused; the subscriber is told less (`replyMessages`). */
export type RejectReason =
  | 'unknown-user'
  | 'wrong-password'
  | 'wrong-station'
  | 'service-blocked'
  | 'no-credentials'
  | 'method-not-offered';

/** What the subscriber or the installer may read. An unknown name and a wrong password read the same. */
export const replyMessages: Readonly<Record<RejectReason, string>> = {
  'unknown-user': 'Wrong user name or password',
  'wrong-password': 'Wrong user name or password',
  'wrong-station': 'This account may not be used from this device',
  'service-blocked': 'This service is suspended',
  'no-credentials': 'No credentials were sent',
  'method-not-offered': 'This way of authentication is not offered',
};

export type Verdict =
  | { readonly accepted: true; readonly msChap2?: MsChap2Secrets & { readonly identifier: number } }
  | { readonly accepted: false; readonly reason: RejectReason };

const accepted: Verdict = { accepted: true };
const rejections = Object.fromEntries(
  Object.keys(replyMessages).map((reason) => [reason, { accepted: false, reason }]),
) as Readonly<Record<RejectReason, Verdict>>;

/**
 * Judges an Access-Request. A pure function of its arguments. The credentials are judged before the entitlement, so that
 * only who knows the password learns that a service is blocked.
 */
export function authenticate(request: RequestReader, entry: AaaEntry | undefined, nas: NasClient): Verdict {
  if (entry === undefined) return rejections['unknown-user'];
  const verdict = vouchedByNetwork(entry.technology)
    ? byIdentity(request, entry, nas)
    : byOwnPassword(request, entry, nas);
  if (!verdict.accepted) return verdict;
  const entitled = judgeEntitlement(request, entry);
  return entitled.accepted ? verdict : entitled;
}

/** Whether who has shown credentials may be on the network, and from there. */
export function judgeEntitlement(request: RequestReader, entry: AaaEntry): Verdict {
  if (entry.stationMac !== undefined && !comesFrom(request, entry)) return rejections['wrong-station'];
  return entry.admission === 'refused' ? rejections['service-blocked'] : accepted;
}

/**
 * For a server in front that checks the credentials itself: the password to check them with; `none needed` for who shows
 * none and may; or why there is no way in. `shown` is a password that came in clear.
 */
export function passwordToCheck(
  request: RequestReader,
  entry: AaaEntry | undefined,
  nas: NasClient,
  shown: string | undefined,
): { readonly password: string } | 'none needed' | RejectReason {
  if (entry === undefined) return 'unknown-user';
  const isMsChapV1 = request.vendorAt('msChapResponse') !== 0 && request.vendorAt('msChap2Response') === 0;
  if (isMsChapV1 && !nas.allowMsChapV1) return 'method-not-offered';
  if (!vouchedByNetwork(entry.technology)) {
    return entry.password === undefined ? 'wrong-password' : { password: entry.password };
  }
  const candidates = habitualPasswords(request, entry);
  if (shown !== undefined) return candidates.includes(shown) ? { password: shown } : 'wrong-password';
  const showsNothing =
    !request.has(attribute.chapPassword) &&
    !request.has(attribute.eapMessage) &&
    request.vendorAt('msChapChallenge') === 0;
  if (!showsNothing) return { password: candidates[0]! };
  const verdict = withoutCredentials(request, entry);
  return verdict.accepted ? 'none needed' : verdict.reason;
}

/** A bound station must be named; only IPoE, which logs in with the MAC address itself, may leave it out. */
function comesFrom(request: RequestReader, entry: AaaEntry): boolean {
  const station = request.text(attribute.callingStationId);
  if (entry.technology !== 'ipoe') return station !== undefined && canonicalMac(station) === entry.stationMac;
  const mac = station === undefined ? undefined : canonicalMac(station);
  return mac === undefined || mac === entry.stationMac;
}

/** A service whose password never arrived lets nobody in. */
function byOwnPassword(request: RequestReader, { password }: AaaEntry, nas: NasClient): Verdict {
  return password === undefined ? rejections['wrong-password'] : byPassword(request, password, nas);
}

function byPassword(request: RequestReader, password: string, nas: NasClient): Verdict {
  if (request.has(attribute.userPassword)) return verdictOf(papMatches(request, password, nas));
  if (request.has(attribute.chapPassword)) return verdictOf(chapMatches(request, password));
  const challengeAt = request.vendorAt('msChapChallenge');
  if (challengeAt !== 0 && request.vendorAt('msChap2Response') !== 0) return msChap2(request, password);
  if (challengeAt !== 0 && request.vendorAt('msChapResponse') !== 0) {
    return nas.allowMsChapV1
      ? verdictOf(msChap1Matches(request, password))
      : rejections['method-not-offered'];
  }
  return request.has(attribute.eapMessage) ? rejections['method-not-offered'] : rejections['no-credentials'];
}

function verdictOf(matches: boolean): Verdict {
  return matches ? accepted : rejections['wrong-password'];
}

const revealed = Buffer.alloc(maximumPassword);
const expected = Buffer.alloc(1024);
const digest = new Uint8Array(16);

/** RFC 2865 §5.2. */
function papMatches(request: RequestReader, password: string, nas: NasClient): boolean {
  const at = request.at(attribute.userPassword);
  const length = revealPassword(
    request.bytes,
    at,
    request.lengthAt(at),
    request.bytes,
    authenticatorAt,
    nas.secret,
    revealed,
  );
  return length === expected.write(password) && equalOctets(revealed, 0, expected, 0, length);
}

/** RFC 2865 §5.3: MD5 over identifier, password and challenge; the challenge may be the request's authenticator. */
function chapMatches(request: RequestReader, password: string): boolean {
  const at = request.at(attribute.chapPassword);
  expected[0] = request.bytes[at]!;
  let length = 1 + expected.write(password, 1);
  const given = request.at(attribute.chapChallenge);
  const challengeAt = given === 0 ? authenticatorAt : given;
  const challengeLength = given === 0 ? 16 : request.lengthAt(given);
  length += request.bytes.copy(expected, length, challengeAt, challengeAt + challengeLength);
  md5Into(expected, 0, length, digest, 0);
  return equalOctets(digest, 0, request.bytes, at + 1, 16);
}

/** RFC 2548 §2.3.2: identifier, flags, peer challenge (16), reserved (8), response (24). */
function msChap2(request: RequestReader, password: string): Verdict {
  const { bytes } = request;
  const challengeAt = request.vendorAt('msChapChallenge');
  const at = request.vendorAt('msChap2Response');
  if (request.lengthAt(challengeAt) !== 16 || request.lengthAt(at) !== 50)
    return rejections['wrong-password'];
  const secrets = msChap2Secrets({
    username: request.text(attribute.userName) ?? '',
    password,
    authenticatorChallenge: bytes.subarray(challengeAt, challengeAt + 16),
    peerChallenge: bytes.subarray(at + 2, at + 18),
  });
  if (!equalOctets(secrets.ntResponse, 0, bytes, at + 26, 24)) return rejections['wrong-password'];
  return { accepted: true, msChap2: { ...secrets, identifier: bytes[at]! } };
}

/** RFC 2548 §2.1.3: identifier, flags (1: the NT response counts), LM response (24), NT response (24). */
function msChap1Matches(request: RequestReader, password: string): boolean {
  const { bytes } = request;
  const challengeAt = request.vendorAt('msChapChallenge');
  const at = request.vendorAt('msChapResponse');
  if (request.lengthAt(challengeAt) !== 8 || request.lengthAt(at) !== 50 || bytes[at + 1] !== 1) return false;
  const response = ntChallengeResponse(
    bytes.subarray(challengeAt, challengeAt + 8),
    ntPasswordHash(password),
  );
  return equalOctets(response, 0, bytes, at + 26, 24);
}

/**
 * Who logs in by MAC address or IMSI: the password is what the NAS has by habit, the user name itself or nothing. A
 * request without any credential must say that it is such a check (Service-Type Call-Check, RFC 2865 §5.6), except from
 * an LTE gateway, whose subscribers the core has authenticated by their SIM.
 */
function byIdentity(request: RequestReader, entry: AaaEntry, nas: NasClient): Verdict {
  for (const candidate of habitualPasswords(request, entry)) {
    const verdict = byPassword(request, candidate, nas);
    if (verdict.accepted) return verdict;
    if (verdict === rejections['no-credentials']) return withoutCredentials(request, entry);
    if (verdict !== rejections['wrong-password']) return verdict;
  }
  return rejections['wrong-password'];
}

function habitualPasswords(request: RequestReader, entry: AaaEntry): readonly string[] {
  return [request.text(attribute.userName) ?? '', '', entry.identity];
}

function withoutCredentials(request: RequestReader, entry: AaaEntry): Verdict {
  const isCheck = request.integer(attribute.serviceType, 0) === serviceType.callCheck;
  return isCheck || entry.technology === 'lte' ? accepted : rejections['no-credentials'];
}
