import type { RestHandler } from './stack.ts';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1b2430}' +
  'h1{font-size:1.5rem}code{background:#eef1f4;padding:.1em .3em;border-radius:3px}';

/** What stands at an app's address as long as the app is not there: the way to the API. */
export function landingPage(title: string, words: string): RestHandler {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Throughline · ${title}</title><style>${style}</style></head>
<body><h1>Throughline</h1><p>${words}</p>
<p>The API is at <code>/api/v1</code>; <a href="/api/v1/openapi.json">openapi.json</a> describes it.</p></body></html>
`;
  return ({ method }) =>
    method === 'GET' || method === 'HEAD'
      ? {
          status: 200,
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
          },
          body: page,
        }
      : { status: 405, headers: { allow: 'GET, HEAD' } };
}
