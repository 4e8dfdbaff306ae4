/**
 * The service worker of the portal: without a network its page opens all the same, and says so. It keeps the page and the
 * assets of one release, which are the same for everybody; no answer of the API ever passes through it.
 */

/** What a service worker is, as far as this one needs it: the DOM's own types know pages alone. */
interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}

/** Written in by the build: the page, and what it cannot begin without. The name changes with any of it. */
declare const SHELL: { readonly name: string; readonly page: string; readonly assets: readonly string[] };

const worker = self as unknown as Scope;
const family = 'throughline-portal-';
const name = `${family}${SHELL.name}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll([SHELL.page, ...SHELL.assets]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageOf(request));
  else if (pathname.startsWith(`${SHELL.page}assets/`)) event.respondWith(assetOf(request));
});

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((one) => one.startsWith(family) && one !== name).map((one) => caches.delete(one)),
  );
}

/** The network's page, which may be of a newer release; the kept one where there is no network. */
async function pageOf(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(SHELL.page);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A name holds its content's hash: what was had once needs no network again. */
async function assetOf(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(name)).put(request, answer.clone());
  return answer;
}
