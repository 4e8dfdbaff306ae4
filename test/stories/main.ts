import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePorts } from '../ports.ts';
import { differences } from './compare.ts';
import { openSite, play } from './play.ts';
import { readStory, type Story } from './story.ts';

/** Files as they are, and all stories below a folder, by name. */
async function storyFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function readStories(paths: readonly string[]): Promise<Story[]> {
  const stories: Story[] = [];
  for (const path of paths) {
    for (const file of await storyFiles(path)) {
      const read = readStory(await readFile(file, 'utf8'));
      if (read.ok) stories.push(read.story);
      else {
        console.error(`${file} is not a story: ${read.problems.join('; ')}`);
        process.exitCode = 2;
      }
    }
  }
  return stories;
}

async function main(args: readonly string[]): Promise<void> {
  const own = join(fileURLToPath(import.meta.url), '..', 'cases');
  let stories: Story[];
  try {
    stories = await readStories(args.length === 0 ? [own] : args);
  } catch (error) {
    console.error(`cannot read the stories: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
    return;
  }
  if (process.exitCode === 2) return;
  const { ports, stop } = await makePorts();
  let failed = 0;
  try {
    const siteId = await openSite(ports);
    for (const story of stories) {
      const found = await play(ports, siteId, story).then(
        (played) => differences(story, played),
        (error: unknown) => [error instanceof Error ? error.message : String(error)],
      );
      if (found.length === 0) console.log(`ok ${story.id}`);
      else {
        failed += 1;
        console.log(`FAIL ${story.id}`);
        for (const line of found) console.log(`  ${line}`);
      }
    }
  } finally {
    await stop();
  }
  console.log(`${stories.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
