export type LogLevel = 'info' | 'warn' | 'error';

/** One event of the agent's life, for the people who run it. Never throws. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Field names whose values never reach a log, wherever they are nested. */
const secretName = /pass(word|phrase)|secret|credential|private|^keys?$|^ki$|^opc$/i;

function withoutSecrets(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    return value.cause === undefined ? value.message : `${value.message} (${String(value.cause)})`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretName.test(name) ? '[hidden]' : inner]),
  );
}

/** JSON lines; `write` gets one line with its line feed. */
export function createLog(write: (line: string) => void): Log {
  return (level, message, fields = {}) => {
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields }, withoutSecrets)}\n`);
  };
}
