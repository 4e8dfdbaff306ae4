/** What the API function reads of an HTTP API event, payload version 2.0. */
export interface ApiEvent {
  readonly routeKey: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  /** Names in lower case; values of a repeated header are joined by a comma. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly authorizer?: {
      readonly jwt?: {
        readonly claims?: Readonly<Record<string, unknown>>;
        readonly scopes?: readonly string[] | null;
      };
    };
  };
}

export interface ApiAnswerEvent {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
