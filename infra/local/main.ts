import './require-node.cjs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: from the cache the stack starts in a fifth of the time and a third less memory.
enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compile'));
const { run } = await import('./command.ts');
await run();
