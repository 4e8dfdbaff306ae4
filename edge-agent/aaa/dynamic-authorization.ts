import type {
  ControlAnswer,
  ControlTarget,
  RadiusControl,
  SessionNames,
} from '../capabilities/radius-session-control.ts';
import type { Rate } from '../capabilities/session-control.ts';
import { attribute, code } from '../protocols/radius/codes.ts';
import { dictionary } from '../protocols/radius/dictionary.ts';
import {
  type ExchangeTools,
  RadiusExchange,
  type RetransmissionTimes,
} from '../protocols/radius/exchange.ts';
import { decodePacket } from '../protocols/radius/packet.ts';
import { PacketWriter } from '../protocols/radius/packet-writer.ts';
import { radiusSecret } from '../protocols/radius/secret.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';
import { mikrotikRateLimit } from './reply-attributes.ts';

export interface DynamicAuthorization extends RadiusControl {
  close(): Promise<void>;
}

export interface DynamicAuthorizationOptions extends ExchangeTools {
  readonly times: RetransmissionTimes;
  /** Instant in UTC milliseconds since 1970, for Event-Timestamp (RFC 5176 §2.3: against replay). */
  readonly now: () => number;
}

const writer = new PacketWriter();

/** The client of RFC 5176: Disconnect and CoA requests to a NAS, with Message-Authenticator, from one socket. */
export function createDynamicAuthorization(options: DynamicAuthorizationOptions): DynamicAuthorization {
  const exchange = new RadiusExchange(options.times, options);

  async function ask(
    requestCode: number,
    target: ControlTarget,
    session: SessionNames,
    write: () => void,
  ): Promise<ControlAnswer> {
    const secret = radiusSecret(target.secret);
    const stamp = Math.floor(options.now() / 1000);
    const build = (identifier: number): Buffer => {
      writer.begin(requestCode, identifier).messageAuthenticator();
      writeNames(session);
      writer.integer(attribute.eventTimestamp, stamp);
      write();
      return writer.request(secret);
    };
    // ACK and NAK follow the request's code (RFC 5176 §2.3).
    const isAnswer = (answer: number) => answer === requestCode + 1 || answer === requestCode + 2;
    const answer = await exchange.ask(
      { host: target.host, port: target.port, secret },
      build,
      isAnswer,
      false,
    );
    if (!answer.answered) return { kind: 'silent', attempts: answer.attempts };
    if (answer.packet[0] === requestCode + 1) return { kind: 'ack' };
    const errorCause = errorCauseOf(answer.packet);
    return errorCause === undefined ? { kind: 'nak' } : { kind: 'nak', errorCause };
  }

  return {
    disconnect: (target, session) => ask(code.disconnectRequest, target, session, () => undefined),
    changeRate: (target, session, rate: Rate) =>
      ask(code.coaRequest, target, session, () => {
        writer.vendorText(vendorAttributes.mikrotikRateLimit, mikrotikRateLimit(rate));
      }),
    close: () => exchange.close(),
  };
}

function writeNames({ userName, acctSessionId, framedIpAddress }: SessionNames): void {
  if (userName !== undefined) writer.text(attribute.userName, userName);
  if (framedIpAddress !== undefined) writer.ipv4(attribute.framedIpAddress, framedIpAddress);
  if (acctSessionId !== undefined) writer.text(attribute.acctSessionId, acctSessionId);
}

function errorCauseOf(packet: Buffer): number | undefined {
  const found = decodePacket(packet)?.attributes.find(({ type }) => type === attribute.errorCause);
  return found?.value.length === 4 ? found.value.readUInt32BE(0) : undefined;
}

/** Error-Cause (RFC 5176 §3.5) in words, such as `Session-Context-Not-Found`. */
export function errorCauseInWords(cause: number): string {
  return dictionary().value(attribute.errorCause, cause) ?? String(cause);
}
