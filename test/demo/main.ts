import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ApiClient, readEndpoints } from '../client.ts';
import { startStack } from '../stack.ts';
import { tellStory } from './story.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '.throughline' } } });

const running = await findRunning(values.data);
const stack = running === undefined ? await startOwn() : undefined;
const api = running ?? stack?.api;
if (api === undefined) throw new Error('no stack');
const proven = await tellStory(api, (line) => console.log(line)).finally(() => stack?.stop());
process.exitCode = proven ? 0 : 1;

/** A stack that answers on the endpoints that it has written. */
async function findRunning(dataDir: string): Promise<ApiClient | undefined> {
  if (!existsSync(`${dataDir}/endpoints.json`)) return undefined;
  const api = new ApiClient(readEndpoints(dataDir));
  try {
    await api.get('/clock');
  } catch {
    return undefined;
  }
  console.log(`Playing on the running stack at ${api.endpoints.api}\n`);
  return api;
}

async function startOwn() {
  console.log('No stack is running: starting one for the story …\n');
  return startStack();
}
