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

/** One folder of code for all functions, as Lambda is given it. */
export interface Bundle {
  readonly folder: string;
  /** What Lambda calls the handler at this path below functions/handlers, such as `api/main`. */
  handlerOf(path: string): string;
}

/**
 * Bundles all handlers into one folder: each is a file of its own, and what several use stands once, in files that they
 * share. A function loads what it names and no more; several in one process, as on one machine, load the rest but once.
 */
export function bundleHandlers(outdir: string): Bundle {
  const entries = readdirSync(handlers, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && isEntry(file))
    .map((file) => file.slice(0, -'.ts'.length));
  buildSync({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ in: join(handlers, `${entry}.ts`), out: flat(entry) })),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: banner },
    // Names stay as they are: errors are told by them, and to restore short ones costs at every closure that is made.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  copyFonts(outdir);
  return {
    folder: outdir,
    handlerOf(path) {
      if (!entries.includes(path))
        throw new Error(`no handler ${relative(root, join(handlers, `${path}.ts`))}`);
      return `${flat(path)}.handler`;
    },
  };
}

/** The fonts of documents come in packages of their own and are read out of them. */
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
