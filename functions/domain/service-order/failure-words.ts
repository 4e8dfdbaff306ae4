import type { OrderFailureCode } from '../../contracts/service-order.ts';

const wordsKept = 2000;

/** Why an order did not succeed, as a stable code, from the error name that its state machine caught. */
export function failureCode(error: string): OrderFailureCode {
  switch (error) {
    case 'Edge.Refused':
      return 'network.refused';
    case 'Edge.Unreachable':
      return 'network.unreachable';
    case 'States.Timeout':
    case 'States.HeartbeatTimeout':
      return 'site.silent';
    default:
      return 'platform.fault';
  }
}

/**
 * Why an order did not succeed, for people, from the error name and cause that its state machine caught.
 * `Edge.*` are the site's answers, `States.Timeout` is its silence, everything else is a fault of the platform.
 */
export function failureWords(error: string, cause: string): string {
  switch (error) {
    case 'Edge.Refused':
      return `The network refused: ${cause.slice(0, wordsKept)}`;
    case 'Edge.Unreachable':
      return `The site could not reach the network: ${cause.slice(0, wordsKept)}`;
    case 'States.Timeout':
    case 'States.HeartbeatTimeout':
      return 'The site did not answer in time. Check that its agent is connected, then order again.';
    default:
      return `The platform failed (${error}): ${faultWords(cause)}`;
  }
}

/** A Lambda fault's cause is a JSON document with `errorMessage`; its stack trace is not for people. */
function faultWords(cause: string): string {
  const message = /"errorMessage"\s*:\s*("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")/u.exec(
    cause,
  )?.[1];
  const words = message === undefined ? cause : String(JSON.parse(message));
  return words === '' ? 'no reason was given.' : words.slice(0, wordsKept);
}
