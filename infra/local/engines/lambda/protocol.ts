/** What a worker thread is told when it starts. */
export interface WorkerSettings {
  /** Folder with the bundle. */
  readonly code: string;
  /** `<module>.<export>`. */
  readonly handler: string;
  readonly name: string;
  readonly arn: string;
  readonly memory: number;
  readonly timeoutMilliseconds: number;
  readonly logStream: string;
  readonly compileCache: string;
  /** One 64-bit integer: the shift of the clock in milliseconds. */
  readonly clock: SharedArrayBuffer;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'answer'; readonly payload: string }
  | { readonly kind: 'failure'; readonly errorType: string; readonly errorMessage: string };
