import { parseArgs } from 'node:util';
import { startAgent } from './agent.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { createLog } from './log.ts';

/** One line on stderr that says what to do, and exit code 1. */
function refuse(message: string): never {
  process.stderr.write(`${message.replaceAll('\n', ' ')}\n`);
  process.exit(1);
}

function configFile(): string {
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' } } });
    if (values.config !== undefined) return values.config;
  } catch (error) {
    refuse(`${error instanceof Error ? error.message : String(error)} Use: npm run agent -- --config FILE`);
  }
  refuse("Give the agent's config file: npm run agent -- --config FILE");
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE' && syscall === 'listen') {
    return `TCP port ${port} is in use; stop what uses it, or set freeRadius.port to a free port and tell FreeRADIUS (agent_url).`;
  }
  if (code === 'EADDRINUSE') {
    return `UDP port ${port} is in use; stop what uses it, or set radius.authPort and radius.acctPort to free ports.`;
  }
  if (code === 'EACCES' && syscall === 'bind') {
    return `UDP port ${port} needs more rights; choose ports above 1023, or grant the process the right to bind it.`;
  }
  return error.message;
}

const log = createLog((line) => process.stderr.write(line));

try {
  // Signals are heard from the beginning: one that comes while the agent starts ends it when it has started.
  const starting = startAgent(readConfiguration(configFile()), log);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // What is acknowledged is on the disk already, so an end that takes too long may be cut short.
      setTimeout(() => process.exit(0), 1900).unref();
      starting
        .then((agent) => agent.stop())
        .then(
          () => process.exit(0),
          (error: unknown) => {
            log('error', 'the agent did not end well', { error });
            process.exit(1);
          },
        );
    });
  }
  await starting;
  // Whoever started the agent over an IPC channel may go: the site goes on.
  process.channel?.unref();
} catch (error) {
  if (error instanceof ConfigurationError) refuse(error.message);
  refuse(inWords(error));
}
