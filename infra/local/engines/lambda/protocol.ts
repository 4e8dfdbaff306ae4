/** What a worker thread is told when it starts. */
export interface WorkerSettings {
  /** Folder with the bundle of its functions. */
  readonly code: string;
  readonly compileCache: string;
  /** One 64-bit integer: the shift of the clock in milliseconds. */
  readonly clock: SharedArrayBuffer;
}

/** What a worker thread is told of a function before its first invocation. */
export interface FunctionSettings {
  /** `<module>.<export>`. */
  readonly handler: string;
  readonly name: string;
  readonly arn: string;
  readonly memory: number;
  readonly timeoutMilliseconds: number;
  readonly logStream: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
}

export type ToWorker =
  | { readonly kind: 'function'; readonly settings: FunctionSettings }
  | { readonly kind: 'invocation'; readonly name: string; readonly invocation: Invocation };

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What a worker thread tells of the function of this name. */
export type FromWorker = { readonly name: string } & (
  | { readonly kind: 'loaded' }
  | ({ readonly kind: 'broken' } & Failure)
  | { readonly kind: 'answer'; readonly payload: string }
  | ({ readonly kind: 'failure' } & Failure)
  | { readonly kind: 'log'; readonly text: string }
);
