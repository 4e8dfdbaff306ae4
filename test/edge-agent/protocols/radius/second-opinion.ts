import { createRequire } from 'node:module';

/** As much of the `radius` package as the tests ask for a second opinion on encoding. It must never judge authenticators. */
export interface SecondOpinion {
  encode(packet: {
    code: string;
    secret: string;
    identifier: number;
    attributes: readonly (readonly [string, unknown])[];
    add_message_authenticator?: boolean;
  }): Buffer;
  decode(packet: { packet: Buffer; secret: string }): {
    code: string;
    identifier: number;
    attributes: Record<string, unknown>;
  };
  decode_without_secret(packet: { packet: Buffer }): {
    code: string;
    identifier: number;
    attributes: Record<string, unknown>;
  };
}

export const secondOpinion = createRequire(import.meta.url)('radius') as SecondOpinion;
