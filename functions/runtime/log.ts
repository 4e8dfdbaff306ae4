type Level = 'info' | 'warn' | 'error';

/** One line of JSON; what is given must hold no secret and no body of a request. */
export function log(level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

/** An error and what caused it, for the log. */
export function described(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: 'thrown', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined || depth > 4 ? {} : { cause: described(error.cause, depth + 1) }),
  };
}
