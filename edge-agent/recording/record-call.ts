import type { Driver, DriverTools } from '../capabilities/driver.ts';
import { type Exchange, overheard } from '../protocols/dialogue.ts';
import { callName, type DeviceCall, perform } from './call.ts';
import { type Recording, recordingVersion } from './recording.ts';
import { createSecretStriker } from './strike-secrets.ts';

export interface RecordedNode {
  readonly driver: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, unknown>>;
}

export interface About extends Pick<Recording, 'hardware' | 'firmware' | 'of' | 'recordedAt'> {
  /** Further strings that must not be in the file: names, addresses. */
  readonly strike: readonly string[];
}

/** A dialogue that cannot be kept: the node cannot do that, nobody answered, or a secret would be left in the file. */
export class NotRecorded extends Error {
  override name = 'NotRecorded';
}

/** Performs the call and writes down what was said about it, with stand-ins for all secrets. Throws NotRecorded. */
export async function recordCall(
  driver: Driver,
  node: RecordedNode,
  call: DeviceCall,
  about: About,
  toolsFor: (now: () => string) => DriverTools,
): Promise<Recording> {
  const { hardware, firmware, of, recordedAt } = about;
  const heard: Exchange[] = [];
  const settings = driver.settings.parse(node.settings);
  const credentials = driver.credentials.parse(node.credentials);
  const outcome = await overheard(
    (exchange) => heard.push(exchange),
    async () => {
      const tools = toolsFor(() => recordedAt);
      const opened = driver.open(settings, credentials, tools, {
        nodeId: 'nod_recorded',
        address: node.address,
        ...(node.port === undefined ? {} : { port: node.port }),
      });
      try {
        const asked = perform(opened, call);
        if (asked === undefined) throw new NotRecorded(`driver ${node.driver} cannot ${callName(call)}`);
        return await asked;
      } finally {
        opened.close?.();
      }
    },
  );
  const silent = heard.find(({ answer }) => answer instanceof Object && 'silent' in answer);
  if (heard.length === 0 || silent !== undefined) {
    throw new NotRecorded(`the device did not answer: ${wordsOf(outcome)}`);
  }

  const striker = createSecretStriker();
  for (const text of about.strike) striker.add(text);
  striker.find([node.credentials, 'grant' in call ? call.grant : {}]);
  for (const { request, answer, secrets = [] } of heard) {
    for (const secret of secrets) striker.add(secret, 'bearer');
    striker.find([request, answer]);
  }
  const lines = linesOf(heard, settings as Readonly<Record<string, unknown>>);
  const made = striker.strike({
    call,
    settings: node.settings,
    credentials: node.credentials,
    dialogue: heard.map(({ request, answer, ...at }) => ({
      line: lines.findIndex((line) => isSameLine(line.at, at)),
      request: plain(request),
      answer: plain(answer),
    })),
    outcome: withoutPlaces(
      plain(outcome),
      lines.map(({ at }) => at),
    ),
  });
  const left = striker.left(made);
  if (left.length > 0) {
    throw new NotRecorded(
      `${left.length} strings that look like secrets would stay in the file; nothing is written`,
    );
  }
  return {
    version: recordingVersion,
    driver: node.driver,
    hardware,
    firmware,
    of,
    recordedAt,
    call: made.call,
    settings: made.settings,
    credentials: made.credentials,
    lines: lines.map(({ at: { protocol, port }, settings: names }) => ({ protocol, port, settings: names })),
    dialogue: made.dialogue,
    outcome: made.outcome,
    neverTold: [...striker.standIns],
  };
}

/** Where a recording of the call is kept, below the folder of all recordings. */
export function recordingFile({ driver, hardware, firmware, call }: Recording): string {
  const clean = (text: string) => text.replaceAll(/[^\w.-]+/g, '-');
  return `${driver}/${clean(hardware)}_${clean(firmware)}/${callName(call)}.json`;
}

/** Words in which the device stands at no address: where it is met again, it is at another. */
export function withoutPlaces<T>(
  data: T,
  places: readonly { readonly host: string; readonly port: number }[],
): T {
  let text = JSON.stringify(data);
  for (const { host, port } of places) text = text.replaceAll(`${host}:${port}`, 'the device');
  return JSON.parse(text) as T;
}

type Line = Pick<Exchange, 'protocol' | 'host' | 'port'>;

function isSameLine(one: Line, other: Line): boolean {
  return one.protocol === other.protocol && one.host === other.host && one.port === other.port;
}

/** The lines in the order of their use, and which settings name their ports. */
function linesOf(
  heard: readonly Exchange[],
  settings: Readonly<Record<string, unknown>>,
): { readonly at: Line; readonly settings: string[] }[] {
  const lines: { at: Line; settings: string[] }[] = [];
  for (const { protocol, host, port } of heard) {
    const at = { protocol, host, port };
    if (lines.some((line) => isSameLine(line.at, at))) continue;
    const names = Object.entries(settings).flatMap(([name, value]) =>
      /port$/i.test(name) && value === port ? [name] : [],
    );
    lines.push({ at, settings: names });
  }
  return lines;
}

/** As JSON will have it. */
function plain(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}

function wordsOf(outcome: unknown): string {
  const { reason, words } = (outcome ?? {}) as { reason?: string; words?: string };
  return reason ?? words ?? 'it said nothing';
}
