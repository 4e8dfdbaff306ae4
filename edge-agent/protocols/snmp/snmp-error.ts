import snmp from 'net-snmp';
import { DeviceError, type DeviceFailure } from '../device-error.ts';
import type { MibObject } from './mib-object.ts';

export class SnmpError extends DeviceError {
  override name = 'SnmpError';
  /** Error status as RFC 3416 names it, such as `inconsistentValue`. */
  readonly status: string | undefined;

  constructor(failure: DeviceFailure, message: string, options: { status?: string; cause?: unknown } = {}) {
    super(failure, message, options.cause);
    this.status = options.status;
  }
}

/** RFC 3416 §3 and §4.2.5, in words. */
const meanings: Readonly<Record<string, string>> = {
  tooBig: 'the answer does not fit into one message',
  noSuchName: 'there is no such object',
  badValue: 'the value is not allowed',
  readOnly: 'the object cannot be written',
  generalError: 'the device gives no reason',
  noAccess: 'we may not see the object',
  wrongType: 'the value has the wrong type',
  wrongLength: 'the value has the wrong length',
  wrongEncoding: 'the value is encoded wrongly',
  wrongValue: 'the value can never be given to the object',
  noCreation: 'the row or object can never be made',
  inconsistentValue: 'the value does not fit what the device holds now',
  resourceUnavailable: 'the device has no room for it',
  commitFailed: 'the device tried and failed',
  undoFailed: 'the device failed and could not undo all of it',
  authorizationError: 'we may not write this',
  notWritable: 'the object cannot be written',
  inconsistentName: 'the row cannot be made now',
};

/** The library's words for requests that were under way when the session was closed. */
const closed = 'Socket forcibly closed';

/** What a failed request means, told with the names of the objects that were asked for. A fault of ours stays as it is. */
export function snmpError(error: Error, peer: string, objects: readonly MibObject[], tries: string): Error {
  const about = objects[0]?.name ?? 'nothing';
  if (error instanceof snmp.RequestTimedOutError) {
    return new SnmpError(
      'silent',
      `no answer from ${peer} about ${about} to ${tries}: the device is away, does not take SNMP from here, or has another community or password`,
      { cause: error },
    );
  }
  if (error instanceof snmp.RequestFailedError) {
    const word = snmp.ErrorStatus[error.status] ?? 'GeneralError';
    const status = word.charAt(0).toLowerCase() + word.slice(1);
    const oid = /: ([\d.]+)$/.exec(error.message)?.[1];
    const name = objects.find((object) => object.oid === oid)?.name ?? oid;
    const where = name === undefined ? `about ${about}` : `at ${name}`;
    return new SnmpError(
      'refused',
      `${status} (${meanings[status] ?? 'no known status'}) from ${peer} ${where}`,
      {
        status,
        cause: error,
      },
    );
  }
  if (error instanceof snmp.ResponseInvalidError) {
    const { EAuthFailure, ECouldNotDecrypt } = snmp.ResponseInvalidCode;
    if (error.code === EAuthFailure || error.code === ECouldNotDecrypt) {
      // The library's own words may hold digests; only those of RFC 3414 statistics are fit for people.
      const said = /^[A-Z][A-Za-z ]+(?= \(|$)/.exec(error.message)?.[0] ?? 'an answer under another password';
      return new SnmpError(
        'refused',
        `${peer} does not accept our SNMPv3 user (${said}): check user, passwords and protocols`,
        { status: 'authenticationFailure', cause: error },
      );
    }
    return new SnmpError('unreadable', `${peer} answered about ${about} what was not asked`, {
      cause: error,
    });
  }
  if ('code' in error || error.message === closed) {
    return new SnmpError('silent', `${peer} cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}
