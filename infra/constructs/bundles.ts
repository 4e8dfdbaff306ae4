import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const handlers = join(root, 'functions', 'handlers');

/**
 * A module that mixes styles may call `require` for a Node built-in, or ask for `__dirname`; an ES module bundle has to bring
 * its own.
 */
const banner =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);const __dirname = import.meta.dirname;";

/**
 * Bundles every handler with everything it uses, in one pass: seconds rather than one compiler start for each function.
 * Answers the folder of a handler named by its path below functions/handlers, such as `api/main`.
 */
export function bundleHandlers(outdir: string): (handler: string) => string {
  const entries = readdirSync(handlers, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && isEntry(file))
    .map((file) => file.slice(0, -'.ts'.length));
  const { metafile } = buildSync({
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
    metafile: true,
  });
  for (const [output, { inputs }] of Object.entries(metafile.outputs)) {
    if (fonts in inputs) copyFonts(join(root, dirname(output)));
  }
  return (handler) => {
    if (!entries.includes(handler))
      throw new Error(`no handler ${relative(root, join(handlers, `${handler}.ts`))}`);
    return join(outdir, flat(handler));
  };
}

/** The module that reads fonts out of the packages in which they come: a bundle that has it needs them beside it. */
const fonts = 'functions/adapters/pdf/fonts.ts';

function copyFonts(bundle: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    if (!name.startsWith('@fontsource')) continue;
    cpSync(join(root, 'node_modules', name), join(bundle, 'node_modules', name), {
      recursive: true,
      filter: (path) => !/\.\w+$/.test(path) || isNeeded(path),
    });
  }
}

/** Of a package of fonts: the weights that are printed, what each file holds, and the licence. */
function isNeeded(path: string): boolean {
  return /(-(400|700)-normal\.woff|-wght-normal\.woff2|package\.json|unicode\.json|LICENSE)$/.test(path);
}

/** Where a folder has a `main`, that is the function; its neighbours are the routes that it serves. */
function isEntry(file: string): boolean {
  return !/^(api|documents)\//.test(file) || file.endsWith('/main.ts');
}

function flat(entry: string): string {
  return entry.replaceAll('/', '-');
}
