/**
 * Runs at CloudFront's edge for every request, and in the embedded stack. An app's page answers for every place in the
 * app: which one is shown is the app's own affair. Plain ECMAScript 5.1 but for `const`: all that the edge surely has.
 */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const found = /^\/(admin|portal)(\/.*)?$/.exec(request.uri);
  if (found === null || found[2] === undefined) {
    const home = `/${found === null ? 'portal' : found[1]}/`;
    return {
      statusCode: 308,
      statusDescription: 'Permanent Redirect',
      headers: { location: { value: home } },
    };
  }
  if (!/^\/(assets\/.*|config\.json|worker\.js)$/.test(found[2])) request.uri = `/${found[1]}/index.html`;
  return request;
}
