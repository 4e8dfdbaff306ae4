import { parseArgs } from 'node:util';
import { type Endpoints, type StartedStack, startStack } from './start.ts';
import { StartError } from './start-error.ts';

/** A little less than the five seconds within which a stop must be over. */
const stopMilliseconds = 4500;

const usage =
  'npm start -- [--data DIR] [--port N] [--host H] [--fresh] [--demo] [--json] [--gear DRIVER,…] [--parameter NAME=VALUE]…';

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string', default: '.throughline' },
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '127.0.0.1' },
        fresh: { type: 'boolean', default: false },
        demo: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        gear: { type: 'string', default: '' },
        parameter: { type: 'string', multiple: true, default: [] },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      throw new StartError(`--port ${values.port}: give a number from 0 to 65535 (0 takes any free port)`);
    }
    const parameters = Object.fromEntries(values.parameter.map(readParameter));
    return { ...values, port, parameters, gear: values.gear.split(',').filter((driver) => driver !== '') };
  } catch (error) {
    if (error instanceof StartError || !(error instanceof TypeError)) throw error;
    throw new StartError(`${error.message.split('. ')[0]}; usage: ${usage}`, { cause: error });
  }
}

function readParameter(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  if (value.length === 0) throw new StartError(`--parameter ${text}: give a name, = and a value`);
  return [name, value.join('=')];
}

function describe(endpoints: Endpoints): string {
  const { staff, sites } = endpoints;
  const rows: [string, string | undefined][] = [
    ['admin', endpoints.admin],
    ['portal', endpoints.portal],
    ['API', endpoints.api],
    ['  token endpoint', endpoints.tokenEndpoint],
    ['  client id', endpoints.clientId],
    ['  client secret', endpoints.clientSecret],
    ['staff login', staff === undefined ? undefined : `${staff.username} / ${staff.password}`],
    ['MQTT broker', endpoints.mqtt],
    ['AWS services', endpoints.aws],
    ['mail', endpoints.mail],
    ...sites.flatMap(({ siteId, radius, gear }): [string, string][] => [
      [
        `RADIUS of ${siteId}`,
        `${radius.auth.host} ${radius.auth.port}/${radius.acct.port}, secret ${radius.secret}`,
      ],
      ...gear.map(({ driver, address, port, control }): [string, string] => [
        '  simulated',
        `${driver} ${address} ${port}, control ${control}`,
      ]),
    ]),
  ];
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(17)} ${value}\n`)
    .join('');
}

/** Also while the start is under way: it is let finish, so that nothing is left behind. */
function stopOnSignal(starting: Promise<StartedStack>): void {
  let stopping = false;
  const stop = (): void => {
    // The interrupt key reaches this process twice, from the terminal and through npm: the stop is bounded anyway.
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopMilliseconds).unref();
    starting
      .then((started) => started.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** `npm start`: runs until a signal ends it. What people can mend is told in one line, with exit code 1. */
export async function run(): Promise<void> {
  try {
    const flags = readFlags();
    const starting = startStack({
      dataDir: flags.data,
      port: flags.port,
      host: flags.host,
      fresh: flags.fresh,
      demo: flags.demo,
      gear: flags.gear,
      parameters: flags.parameters,
      say: (what) => {
        if (!flags.json) console.log(what);
      },
    });
    stopOnSignal(starting);
    const started = await starting;
    if (flags.json) console.log(JSON.stringify(started.endpoints));
    else process.stdout.write(describe(started.endpoints));
    console.log(`ready ${started.endpoints.admin}`);
  } catch (error) {
    console.error(error instanceof StartError ? `throughline: ${error.message}` : error);
    process.exit(1);
  }
}
