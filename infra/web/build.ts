import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

/** `import address from 'package/file?url'`: the file goes along as it is, and its address beside the code is imported. */
const addressOfFile: Plugin = {
  name: 'address-of-file',
  setup({ onLoad, onResolve, resolve: resolved }) {
    onResolve({ filter: /\?url$/ }, async ({ path, importer, kind, resolveDir }) => {
      const found = await resolved(path.replace(/\?url$/, ''), { importer, kind, resolveDir });
      return found.errors.length > 0 ? found : { path: found.path, namespace: 'address-of-file' };
    });
    onLoad({ filter: /./, namespace: 'address-of-file' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'file',
    }));
  },
};

/**
 * Builds every app of the checkout in `root` (a folder of `web` that has a `main.tsx`) into a folder of its name below
 * `outdir`: `index.html` and `assets`, whose names hold their content's hash.
 */
export async function buildWebApps(root: string, outdir: string): Promise<void> {
  const web = join(root, 'web');
  for (const app of readdirSync(web).filter((name) => existsSync(join(web, name, 'main.tsx')))) {
    const folder = join(outdir, app);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: { [app]: `web/${app}/main.tsx` },
      outdir: join(folder, 'assets'),
      entryNames: '[name]-[hash]',
      assetNames: '[name]-[hash]',
      plugins: [addressOfFile],
      bundle: true,
      splitting: true,
      format: 'esm',
      jsx: 'automatic',
      target: 'es2022',
      minify: true,
      metafile: true,
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'silent',
    });
    const [script, { cssBundle }] = Object.entries(metafile.outputs).find(
      ([, { entryPoint }]) => entryPoint === `web/${app}/main.tsx`,
    )!;
    mkdirSync(folder, { recursive: true });
    const worker = `web/${app}/worker.ts`;
    if (existsSync(join(root, worker))) {
      await buildWorker(root, worker, join(folder, 'worker.js'), {
        page: `/${app}/`,
        assets: firstOf(metafile.outputs, script, app).map((path) => `/${app}/assets/${basename(path)}`),
      });
    }
    writeFileSync(join(folder, 'index.html'), page(app, basename(script), basename(cssBundle!)));
  }
}

/** What a page cannot begin without: its code and style, and its words, whose language is known only then. */
function firstOf(outputs: Metafile['outputs'], script: string, app: string): string[] {
  const words = Object.entries(outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint?.startsWith(`web/${app}/words/`) ? [path] : [],
  );
  const first = new Set<string>();
  const take = (path: string) => {
    const output = outputs[path];
    if (output === undefined || first.has(path)) return;
    first.add(path);
    if (output.cssBundle !== undefined) first.add(output.cssBundle);
    for (const { path: other, kind } of output.imports) if (kind === 'import-statement') take(other);
  };
  for (const path of [script, ...words]) take(path);
  return [...first].sort();
}

/** A service worker has one address for good; a release is told apart by what it names. */
async function buildWorker(
  root: string,
  entry: string,
  outfile: string,
  shell: { readonly page: string; readonly assets: readonly string[] },
): Promise<void> {
  const name = createHash('sha256').update(shell.assets.join('\n')).digest('hex').slice(0, 16);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    define: { SHELL: JSON.stringify({ name, ...shell }) },
    logLevel: 'silent',
  });
}

/**
 * What stands before the app does: its name is the app's own affair, and may be the operator's. By its id the style sheet
 * stands for the one that React Aria would write into the page, which the policy forbids.
 */
function page(app: string, script: string, style: string): string {
  const assets = `/${app}/assets/`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<title>${app}</title><link rel="icon" href="data:,"><link rel="stylesheet" id="react-aria-pressable-style" href="${assets}${style}">
<script type="module" src="${assets}${script}"></script></head>
<body><div id="root"></div></body></html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [outdir] = process.argv.slice(2);
  if (outdir === undefined) throw new Error('usage: node infra/web/build.ts OUTDIR');
  await buildWebApps(resolve(import.meta.dirname, '..', '..'), resolve(outdir));
}
