import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import * as z from 'zod';
import { id } from '../functions/contracts/scalars.ts';

const port = (what: string) => z.int(`must be ${what}: a number from 0 to 65535`).min(0).max(65_535);
const milliseconds = (from: number, to: number) =>
  z.int(`must be a whole number of milliseconds from ${from} to ${to}`).min(from).max(to);
const pem = (what: string) => z.string(`must be ${what}: PEM text, or the path of a PEM file`).min(1);

/** The config file of one agent. What is not optional here has no safe default. */
export const agentConfiguration = z.strictObject({
  siteId: z
    .string('must be the id of the site as GET /sites shows it')
    .pipe(id)
    .describe('The site that this agent serves.'),
  dataDir: z
    .string('must be the folder in which the agent keeps its store')
    .min(1, 'must be the folder in which the agent keeps its store')
    .describe(
      'Relative to the config file. Holds subscriber passwords: the agent makes it readable by its user only.',
    ),
  mqtt: z.strictObject(
    {
      url: z
        .string('must be the broker, such as mqtts://broker.example.net:8883')
        .regex(/^mqtts:\/\/[^\s]+$/, 'must be the broker, such as mqtts://broker.example.net:8883'),
      ca: pem('the certificate of the authority that signed the broker'),
      cert: pem('the certificate of this agent'),
      key: pem('the private key of that certificate'),
    },
    'must hold url, ca, cert and key of the broker connection',
  ),
  /** MQTT client id; the certificate's rights are bound to it. */
  clientId: z.string().min(1).max(128).optional(),
  radius: z.strictObject(
    {
      host: z.string('must be the address on which NAS reach the agent').min(1).default('0.0.0.0'),
      authPort: port('the authentication port, normally 1812').default(1812),
      acctPort: port('the accounting port, normally 1813').default(1813),
    },
    'must hold host, authPort and acctPort',
  ),
  /** A FreeRADIUS in front, on this host (edge-agent/freeradius). Without it nobody is answered there. */
  freeRadius: z
    .strictObject(
      { port: port('the port on 127.0.0.1 where FreeRADIUS asks').default(18120) },
      'must hold port',
    )
    .optional(),
  /** How long a refusal is held back, which slows down guessing. RFC 2865 §4.1 leaves it to the server. */
  rejectDelayMs: milliseconds(0, 5000).default(1000),
  /** Per attempt, of a CoA or Disconnect request to a NAS. */
  coaTimeoutMs: milliseconds(50, 30_000).default(1500),
  coaAttempts: z.int('must be a number of attempts from 1 to 10').min(1).max(10).default(3),
  /** An accounting record waits this long for company before it is sent. */
  accountingDelayMs: milliseconds(0, 60_000).default(500),
  /** How often devices that can say who is online are asked. */
  sessionAuditMs: milliseconds(50, 3_600_000).default(60_000),
  /** What the cloud has not acknowledged is sent again after this time. */
  resendAfterMs: milliseconds(100, 600_000).default(15_000),
  /** The longest wait before the broker is tried again. */
  reconnectMaxMs: milliseconds(250, 3_600_000).default(15_000),
  /** Between two readings of one node's devices that nobody waits for. */
  auditPauseMs: milliseconds(0, 60_000).default(100),
  /** Services that are worked on at the same time. */
  concurrency: z.int('must be a number from 1 to 1024').min(1).max(1024).default(64),
});
export type AgentConfiguration = z.infer<typeof agentConfiguration>;

/** A configuration that cannot be used; the message is one line that names the field and what to do. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readPem(text: string, field: string, file: string): string {
  if (text.trimStart().startsWith('-----BEGIN ')) return text;
  const path = isAbsolute(text) ? text : resolve(dirname(file), text);
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `${file}: ${field}: cannot read ${path} (${reason(error)}); give PEM text or the path of a PEM file.`,
      { cause: error },
    );
  }
  if (!content.trimStart().startsWith('-----BEGIN ')) {
    throw new ConfigurationError(`${file}: ${field}: ${path} is not PEM; it must start with -----BEGIN.`);
  }
  return content;
}

/** Reads the config file once; PEM paths become PEM text and `dataDir` absolute. Throws ConfigurationError. */
export function readConfiguration(file: string): AgentConfiguration {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `${file}: cannot be read as JSON (${reason(error)}); give --config the path of the agent's config file.`,
      { cause: error },
    );
  }
  const parsed = agentConfiguration.safeParse(raw);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    throw new ConfigurationError(`${file}: ${lines.join('; ')}. Mend the file and start again.`);
  }
  const { mqtt } = parsed.data;
  return {
    ...parsed.data,
    dataDir: resolve(dirname(file), parsed.data.dataDir),
    mqtt: {
      url: mqtt.url,
      ca: readPem(mqtt.ca, 'mqtt.ca', file),
      cert: readPem(mqtt.cert, 'mqtt.cert', file),
      key: readPem(mqtt.key, 'mqtt.key', file),
    },
  };
}
