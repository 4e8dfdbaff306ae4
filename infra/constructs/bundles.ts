import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const handlers = join(root, 'functions', 'handlers');

/** A module that mixes styles may call `require` for a Node built-in; an ES module bundle has to bring its own. */
const banner =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);";

/**
 * Bundles every handler with everything it uses, in one pass: seconds rather than one compiler start for each function.
 * Answers the folder of a handler named by its path below functions/handlers, such as `api/main`.
 */
export function bundleHandlers(outdir: string): (handler: string) => string {
  const entries = readdirSync(handlers, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && isEntry(file))
    .map((file) => file.slice(0, -'.ts'.length));
  buildSync({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({
      in: join(handlers, `${entry}.ts`),
      out: join(flat(entry), 'index'),
    })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: banner },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  return (handler) => {
    if (!entries.includes(handler))
      throw new Error(`no handler ${relative(root, join(handlers, `${handler}.ts`))}`);
    return join(outdir, flat(handler));
  };
}

/** Below api/ only `main` is a function; its neighbours are the routes that it serves. */
function isEntry(file: string): boolean {
  return !file.startsWith('api/') || file === 'api/main.ts';
}

function flat(entry: string): string {
  return entry.replaceAll('/', '-');
}
