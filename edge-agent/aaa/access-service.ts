import {
  attribute,
  authenticatorAt,
  code,
  framedProtocolPpp,
  headerLength,
  serviceType,
} from '../protocols/radius/codes.ts';
import { hideMppeKey } from '../protocols/radius/hidden-values.ts';
import type { MsChap2Secrets } from '../protocols/radius/mschap.ts';
import { PacketWriter } from '../protocols/radius/packet-writer.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';
import { type AaaEntry, canonicalMac } from './aaa-entry.ts';
import { authenticate, type RejectReason, replyMessages } from './authenticate.ts';
import type { NasClient } from './nas.ts';
import { acceptAttributes } from './reply-attributes.ts';

export type Lookup = (identity: string) => AaaEntry | undefined;

/** The signed answer to an Access-Request, and why it was refused if it was. */
export interface AccessAnswer {
  readonly packet: Buffer;
  readonly rejected: RejectReason | undefined;
  /** Whose log-in it is. */
  readonly entry: AaaEntry | undefined;
}

const writer = new PacketWriter();

/** Answers an Access-Request that was found authentic. `random` gives as many octets as asked for. */
export function answerAccess(
  request: RequestReader,
  nas: NasClient,
  lookup: Lookup,
  random: (size: number) => Uint8Array,
): AccessAnswer {
  const entry = findEntry(request, lookup);
  const verdict = authenticate(request, entry, nas);
  if (entry === undefined || !verdict.accepted) {
    const reason = verdict.accepted ? 'unknown-user' : verdict.reason;
    return { packet: reject(request, nas, reason, random), rejected: reason, entry };
  }
  writer.begin(code.accessAccept, request.identifier).messageAuthenticator();
  if (request.integer(attribute.framedProtocol, 0) === framedProtocolPpp) {
    writer
      .integer(attribute.serviceType, serviceType.framed)
      .integer(attribute.framedProtocol, framedProtocolPpp);
  }
  for (const one of acceptAttributes(entry, nas)) writer.avp(one);
  if (verdict.msChap2 !== undefined) writeMsChap2(request, nas, verdict.msChap2, random);
  writer.proxyStates(request);
  return { packet: writer.reply(nas.secret, request.bytes, authenticatorAt), rejected: undefined, entry };
}

/** By user name as sent; then, if it is a MAC address in another notation, by that; then by the IMSI of an LTE gateway. */
export function findEntry(request: RequestReader, lookup: Lookup): AaaEntry | undefined {
  const username = request.text(attribute.userName);
  if (username !== undefined) {
    const entry = findByName(username, lookup);
    if (entry !== undefined) return entry;
  }
  const imsiAt = request.vendorAt('threeGppImsi');
  return imsiAt === 0 ? undefined : lookup(request.textAt(imsiAt));
}

export function findByName(username: string, lookup: Lookup): AaaEntry | undefined {
  const entry = lookup(username);
  if (entry !== undefined) return entry;
  const mac = canonicalMac(username);
  return mac === undefined ? undefined : lookup(mac);
}

function reject(
  request: RequestReader,
  nas: NasClient,
  reason: RejectReason,
  random: (size: number) => Uint8Array,
): Buffer {
  writer.begin(code.accessReject, request.identifier).messageAuthenticator();
  const eapAt = request.at(attribute.eapMessage);
  if (eapAt !== 0 && request.lengthAt(eapAt) >= 2) {
    // EAP-Failure with the identifier of the peer's packet (RFC 3579 §2.6.3).
    writer.octets(attribute.eapMessage, Uint8Array.of(4, request.bytes[eapAt + 1]!, 0, 4));
  } else {
    writer.text(attribute.replyMessage, replyMessages[reason]);
  }
  const msChapAt = request.vendorAt('msChap2Response');
  if (msChapAt !== 0) {
    // RFC 2548 §2.1.5 and RFC 2759 §6: authentication failure, no retry, a fresh challenge, version 3.
    const challenge = Buffer.from(random(16)).toString('hex').toUpperCase();
    const words = `E=691 R=0 C=${challenge} V=3 M=${replyMessages[reason]}`;
    writer.vendorOctets(
      vendorAttributes.msChapError,
      Buffer.concat([request.bytes.subarray(msChapAt, msChapAt + 1), Buffer.from(words)]),
    );
  }
  writer.proxyStates(request);
  return writer.reply(nas.secret, request.bytes, authenticatorAt);
}

/** The server's own proof (RFC 2548 §2.3.3) and the keys for MPPE (§2.4.2, §2.4.3): 128 bits, allowed but not required. */
function writeMsChap2(
  request: RequestReader,
  nas: NasClient,
  msChap2: MsChap2Secrets & { readonly identifier: number },
  random: (size: number) => Uint8Array,
): void {
  const authenticator = request.bytes.subarray(authenticatorAt, headerLength);
  const salt = Buffer.from(random(2)).readUInt16BE(0);
  writer
    .vendorOctets(
      vendorAttributes.msChap2Success,
      Buffer.concat([Uint8Array.of(msChap2.identifier), Buffer.from(msChap2.authenticatorResponse)]),
    )
    .vendorInteger(vendorAttributes.msMppeEncryptionPolicy, 1)
    .vendorInteger(vendorAttributes.msMppeEncryptionTypes, 4)
    .vendorOctets(
      vendorAttributes.msMppeSendKey,
      hideMppeKey(msChap2.sendKey, salt, authenticator, nas.secret),
    )
    .vendorOctets(
      vendorAttributes.msMppeRecvKey,
      hideMppeKey(msChap2.receiveKey, salt ^ 1, authenticator, nas.secret),
    );
}

/** The answer to Status-Server (RFC 5997 §4): we are here. */
export function answerStatus(request: RequestReader, nas: NasClient, answerCode: number): Buffer {
  return writer
    .begin(answerCode, request.identifier)
    .messageAuthenticator()
    .proxyStates(request)
    .reply(nas.secret, request.bytes, authenticatorAt);
}

/** Accounting-Response (RFC 2866 §4.2). */
export function answerAccounting(request: RequestReader, nas: NasClient): Buffer {
  return writer
    .begin(code.accountingResponse, request.identifier)
    .proxyStates(request)
    .reply(nas.secret, request.bytes, authenticatorAt);
}
