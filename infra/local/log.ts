import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalStack } from './stack.ts';

export type Log = LocalStack['log'];

/** JSON lines in `<data>/logs/stack.log`; what needs attention also on stderr. */
export function openLog(dataDir: string): { log: Log; close(): void } {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = createWriteStream(join(folder, 'stack.log'), { flags: 'a', mode: 0o600 });
  return {
    log(level, message, fields = {}) {
      const line = `${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`;
      if (!file.writableEnded) file.write(line);
      if (level !== 'info') process.stderr.write(line);
    },
    close: () => file.end(),
  };
}
