/**
 * `refused`: the device answered, and it was no: to what was asked, or to whom asked. `silent`: nobody answered; after a
 * change the device may have obeyed. `unreadable`: an answer that makes no sense.
 */
export type DeviceFailure = 'refused' | 'silent' | 'unreadable';

/** What came of asking a device that did not do or tell what was asked. The message is for people and holds no secret. */
export class DeviceError extends Error {
  override name = 'DeviceError';
  readonly failure: DeviceFailure;

  constructor(failure: DeviceFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}
