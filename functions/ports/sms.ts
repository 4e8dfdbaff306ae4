import type { Result } from '../domain/result.ts';

/** Sends one text message to an E.164 number. Refuses and throws like `Mail`. */
export interface Sms {
  send(message: { readonly to: string; readonly text: string }): Promise<Result<void>>;
}
