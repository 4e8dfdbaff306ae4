import {
  type ControlAnswer,
  type ControlTarget,
  passingCauses,
  type RadiusControl,
} from '../capabilities/radius-session-control.ts';
import type { Avp } from '../protocols/radius/avp.ts';
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

export interface DynamicAuthorization extends RadiusControl {
  close(): Promise<void>;
}

export interface DynamicAuthorizationOptions extends ExchangeTools {
  readonly times: RetransmissionTimes;
  /** Instant in UTC milliseconds since 1970, for Event-Timestamp (RFC 5176 §6.3: against replay). */
  readonly now: () => number;
}

const writer = new PacketWriter();

/** The client of RFC 5176: Disconnect and CoA requests to a NAS, from one socket. */
export function createDynamicAuthorization(options: DynamicAuthorizationOptions): DynamicAuthorization {
  const { times, now, schedule } = options;
  const exchange = new RadiusExchange(times, options);
  /** Those who wait before they ask again. */
  const pauses = new Set<() => void>();
  let closed = false;

  async function ask(
    requestCode: number,
    target: ControlTarget,
    attributes: readonly Avp[],
  ): Promise<ControlAnswer> {
    const secret = radiusSecret(target.secret);
    const stamp = Math.floor(now() / 1000);
    const build = (identifier: number): Buffer => {
      writer.begin(requestCode, identifier);
      if (target.messageAuthenticator ?? true) writer.messageAuthenticator();
      for (const one of attributes) writer.avp(one);
      if (target.eventTimestamp ?? true) writer.integer(attribute.eventTimestamp, stamp);
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

  /** What a NAS cannot do now it may be able to in a moment; each time it is asked anew, under another identifier. */
  async function askPatiently(
    requestCode: number,
    target: ControlTarget,
    attributes: readonly Avp[],
  ): Promise<ControlAnswer> {
    for (
      let attempt = 1, waitMs = times.initialMs;
      ;
      attempt++, waitMs = Math.min(waitMs * 2, times.maximumMs)
    ) {
      const answer = await ask(requestCode, target, attributes);
      const isPassing = answer.kind === 'nak' && passingCauses.has(answer.errorCause ?? 0);
      if (!isPassing || closed || attempt >= times.attempts) return answer;
      await pause(waitMs);
    }
  }

  function pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = schedule(resolve, ms);
    const end = () => {
      timer.cancel();
      resolve();
    };
    pauses.add(end);
    return promise.then(() => void pauses.delete(end));
  }

  return {
    disconnect: (target, names) => askPatiently(code.disconnectRequest, target, names),
    changeRate: (target, names, changes) => askPatiently(code.coaRequest, target, [...names, ...changes]),
    close() {
      closed = true;
      for (const end of pauses) end();
      return exchange.close();
    },
  };
}

function errorCauseOf(packet: Buffer): number | undefined {
  const found = decodePacket(packet)?.attributes.find(({ type }) => type === attribute.errorCause);
  return found?.value.length === 4 ? found.value.readUInt32BE(0) : undefined;
}

/** Error-Cause (RFC 5176 §3.5) in words, such as `Session-Context-Not-Found`. */
export function errorCauseInWords(cause: number): string {
  return dictionary().value(attribute.errorCause, cause) ?? String(cause);
}
