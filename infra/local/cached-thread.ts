/**
 * A program for a worker thread whose data names a `compileCache`. It turns the cache on before the first TypeScript file
 * is met: what is in it needs neither the stripper, which would cost each thread twenty megabytes, nor the compiler.
 */
export function cachedThread(program: string): URL {
  const source = `
    import { enableCompileCache } from 'node:module';
    import { workerData } from 'node:worker_threads';
    enableCompileCache(workerData.compileCache);
    await import(${JSON.stringify(program)});
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}
