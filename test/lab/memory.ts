import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';

/** What a simulated device does not forget when it is switched off: entries by name, each of JSON. */
export interface Memory {
  /** As it was kept last. */
  recall(): ReadonlyMap<string, unknown>;
  /** Keeps exactly these; a process that is killed right after it has lost none. */
  keep(held: Iterable<readonly [string, unknown]>): void;
  close(): void;
}

/** Lines of a log that are out of date before it is written anew. */
const mostStale = 5000;

/**
 * A memory in one file, readable by its owner only: a log of what changed, one `[name, entry]` a line, `null` for an entry
 * that is gone. A line that a kill left half written is dropped; so is all behind it.
 */
export function openMemory(file: string): Memory {
  const kept = readLog(file);
  let stale = 0;
  let log = rewrite();

  /** Whole or not at all: a kill leaves either the old file or the new one. */
  function rewrite(): number {
    const lines = [...kept].map(([name, entry]) => `[${JSON.stringify(name)},${entry}]\n`);
    writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    stale = 0;
    return openSync(file, 'a', 0o600);
  }

  return {
    recall: () => new Map([...kept].map(([name, entry]) => [name, JSON.parse(entry) as unknown])),
    keep(held) {
      const gone = new Set(kept.keys());
      let lines = '';
      for (const [name, entry] of held) {
        gone.delete(name);
        const text = JSON.stringify(entry);
        if (kept.get(name) === text) continue;
        if (kept.has(name)) stale++;
        kept.set(name, text);
        lines += `[${JSON.stringify(name)},${text}]\n`;
      }
      for (const name of gone) {
        kept.delete(name);
        stale += 2;
        lines += `[${JSON.stringify(name)},null]\n`;
      }
      if (lines !== '') writeSync(log, lines);
      if (stale > mostStale) {
        closeSync(log);
        log = rewrite();
      }
    },
    close: () => closeSync(log),
  };
}

function readLog(file: string): Map<string, string> {
  const kept = new Map<string, string>();
  if (!existsSync(file)) return kept;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      const [name, entry] = JSON.parse(line) as [string, unknown];
      if (entry === null) kept.delete(name);
      else kept.set(name, JSON.stringify(entry));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      break;
    }
  }
  return kept;
}
