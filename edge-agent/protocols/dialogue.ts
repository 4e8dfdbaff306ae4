import { AsyncLocalStorage } from 'node:async_hooks';

export type ProtocolName = 'snmp' | 'http' | 'routeros' | 'cli' | 'radius';

/** One request to a device and what came of it, as plain data that JSON can hold; `{ silent: true }` is no answer. */
export interface Exchange {
  readonly protocol: ProtocolName;
  readonly host: string;
  readonly port: number;
  readonly request: unknown;
  readonly answer: unknown;
  /** Values in it that were made for this dialogue and let their bearer in: tokens, cookies. */
  readonly secrets?: readonly string[];
}

export type Ear = (exchange: Exchange) => void;

/** Hears one exchange of a client. */
export type Tap = (request: unknown, answer: unknown, secrets?: readonly string[]) => void;

const ears = new AsyncLocalStorage<Ear>();

/** Whatever clients are opened in `work` are overheard for as long as they live. */
export function overheard<T>(ear: Ear, work: () => T): T {
  return ears.run(ear, work);
}

/** For a client that speaks with many: who listens. */
export function earNow(): Ear | undefined {
  return ears.getStore();
}

/** For a client that is being opened: where it tells what it says and hears; undefined when nobody listens. */
export function tapOn(protocol: ProtocolName, host: string, port: number): Tap | undefined {
  const ear = earNow();
  if (ear === undefined) return undefined;
  return (request, answer, secrets) => {
    ear({ protocol, host, port, request, answer, ...(secrets === undefined ? {} : { secrets }) });
  };
}

export const silence = { silent: true } as const;
