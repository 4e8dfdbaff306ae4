import type { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';

/** What `Ref` and `Fn::GetAtt` of a resource yield. */
export interface Created {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Declared<P> {
  readonly stackName: string;
  readonly logicalId: string;
  readonly properties: P;
}

/**
 * One CloudFormation resource type, one file in `resources/`, found by its filename (`aws-sqs-queue.ts` for
 * `AWS::SQS::Queue`), default export. `properties` is strict: an attribute that the schema does not name stops the
 * start by name. `create` also serves a restart on existing data.
 */
export interface ResourceType<S extends z.ZodType> {
  readonly type: string;
  readonly properties: S;
  create(stack: LocalStack, declared: Declared<z.infer<S>>): Promise<Created> | Created;
}

export function defineResource<S extends z.ZodType>(resource: ResourceType<S>): ResourceType<S> {
  return resource;
}

/** The settable clock. All instants are epoch milliseconds of the shifted time. */
export interface Clock {
  now(): number;
  /** Where the clock is being set to; now, when it is not. */
  headedFor(): number;
  /** Calls back once the clock has reached `at`, also when it is set past it. Returns a cancel function. */
  at(at: number, callback: () => void): () => void;
  /** Calls back whenever the clock was set back: what was planned from the later time is to be planned anew. */
  onSetBack(listener: () => void): void;
  /** Least milliseconds between two firings of one schedule; 0 unless a long past is being lived through. */
  readonly stride: number;
  onStride(listener: () => void): void;
}

/** Work under way, so that setting the clock can let each due moment finish before the next. */
export interface Activity {
  /** Marks the start of some work; the returned function marks its end and may be called once. */
  begin(what: string): () => void;
  /** Something went to another process, which is not watched: what comes back of it may take a moment. */
  sentAway(): void;
  idle(): Promise<void>;
  /** Calls back once, as soon as nothing is under way; what that begins counts as under way. Answers how to call it off. */
  atLull(callback: () => void): () => void;
  /** What is under way, each as often as it is. */
  underway(): readonly string[];
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

export interface LambdaEngine {
  /** Runs the function and waits for its answer. A time-out or crash is an `ok: false` answer. */
  invoke(functionArn: string, payload: unknown): Promise<InvocationResult>;
  /** Asynchronous invocation: durable before it returns, two retries with backoff, then the function's failure destination. */
  invokeAsync(functionArn: string, payload: unknown): void;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface QueueEngine {
  send(
    queueArn: string,
    body: string,
    options?: { readonly groupId?: string; readonly delaySeconds?: number },
  ): void;
  /**
   * Feeds messages to a consumer as an event source mapping does. The handler answers the ids of messages that failed;
   * the others are deleted, the failed ones come back after the visibility time-out and at last go to the dead-letter queue.
   */
  consume(
    queueArn: string,
    options: {
      readonly batchSize: number;
      readonly batchingWindowSeconds: number;
      readonly maximumConcurrency: number;
    },
    handler: (messages: readonly QueueMessage[]) => Promise<readonly string[]>,
  ): void;
  queueUrl(queueArn: string): string;
}

export interface TargetOptions {
  readonly groupId?: string;
  readonly roleArn?: string;
}

/** Hands a payload to whatever an ARN names: function, queue, state machine, bus. Durable before it returns. */
export interface Targets {
  /** The engine that owns the service part of an ARN (`lambda`, `sqs`, `states`, `events`) registers itself. */
  register(service: string, deliver: (arn: string, payload: string, options: TargetOptions) => void): void;
  /** Whether the ARN's service has an engine here; known once all resources exist. */
  reaches(arn: string): boolean;
  deliver(arn: string, payload: string, options?: TargetOptions): void;
}

export interface RestRequest {
  readonly method: string;
  /** Path after the service prefix, still percent-encoded, beginning with `/`. */
  readonly path: string;
  /** As it stood in the request, without `?`. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly sourceIp: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export type RestHandler = (request: RestRequest) => Promise<RestAnswer> | RestAnswer;

/** Thrown by an operation to answer as the AWS service would: the SDK sees `name` and `message`. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/**
 * The embedded AWS services on one HTTP port. Every function and agent gets `AWS_ENDPOINT_URL_<SERVICE>` =
 * `<url>/<service>`, the service in lower case with dashes as registered here.
 */
export interface AwsEndpoint {
  readonly url: string;
  /** AWS JSON protocol: `X-Amz-Target: <target>.<operation>`. `environment` is the suffix in AWS_ENDPOINT_URL_<SUFFIX>. */
  json(
    service: string,
    environment: string,
    operations: Readonly<Record<string, (input: Record<string, unknown>) => unknown>>,
  ): void;
  rest(service: string, environment: string, handler: RestHandler): void;
  /** A service that some other process serves: only the environment variable is set. */
  external(environment: string, url: string): void;
  /** All `AWS_ENDPOINT_URL_*` as functions get them. */
  variables(): Readonly<Record<string, string>>;
}

/** What an agent needs to reach the broker. The last three are PEM texts. */
export interface SiteCredentials {
  readonly mqttUrl: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Sites {
  /**
   * Runs the site's agent; idempotent. Called when the site's thing is created, and for every known thing again at each
   * start of the stack (from `onStart`), because the broker's address may have changed.
   */
  ensure(siteId: string, credentials: SiteCredentials): void;
}

/** What engines add to `endpoints.json`. */
export interface Announcements {
  /** The broker's address, `mqtts://host:port`. */
  readonly mqtt?: string;
}

/** The one HTTP port for people and clients: API, apps, issuer. Its URL is known before any resource is made. */
export interface Front {
  /** Without a slash at the end, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Serves all below the prefix; `path` in the request comes without it. The longest prefix wins. */
  mount(prefix: string, handler: RestHandler): void;
}

/** The user pool of staff as the embedded issuer keeps it, for the endpoints that the start prints. */
export interface Identity {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The public client of the admin app: staff signs in by code flow with PKCE. */
  readonly staffClientId?: string;
  readonly staff: { readonly username: string; readonly password: string };
}

/** What the engines and resource types share. Engines are created empty, resources fill them, then all are started. */
export interface LocalStack {
  readonly region: string;
  readonly account: string;
  readonly dataDir: string;
  readonly host: string;
  /** The embedded stack's own durable memory: each engine makes its own tables, prefixed with its name. */
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly aws: AwsEndpoint;
  readonly sites: Sites;
  readonly targets: Targets;
  readonly lambda: LambdaEngine;
  readonly queues: QueueEngine;
  readonly front: Front;
  /** Set by the staff user pool once it exists. */
  identity?: Identity;
  /** Directory of the cloud assembly. */
  readonly assembly: string;
  /** Absolute path of a file or folder asset by the S3 key that the template gives. */
  asset(key: string): string;
  announce(values: Announcements): void;
  /** Run after all resources exist, in order of registration; and on shutdown in reverse. */
  onStart(start: () => Promise<void> | void): void;
  onStop(stop: () => Promise<void> | void): void;
  /** Run after all of that and after the last function has ended, in reverse order: for what functions still use. */
  onClose(close: () => Promise<void> | void): void;
  /** One line on the stack's log, JSON on stderr. */
  log(level: 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, unknown>>): void;
}
