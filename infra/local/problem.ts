import type { RestAnswer } from './stack.ts';

const kinds: Readonly<Record<number, { title: string; code: string; detail: string }>> = {
  401: {
    title: 'Unauthorized',
    code: 'request.token-invalid',
    detail: 'A valid bearer token is needed; get one from the token endpoint.',
  },
  403: { title: 'Forbidden', code: 'request.not-permitted', detail: 'The token lacks the scope for this.' },
  404: {
    title: 'Not Found',
    code: 'request.route-unknown',
    detail: 'There is nothing here for this method; the OpenAPI document lists what there is.',
  },
  413: { title: 'Request Entity Too Large', code: 'request.too-large', detail: 'Send less at once.' },
  500: {
    title: 'Internal Server Error',
    code: 'system.fault',
    detail: 'Something broke on this side; the log has it. Try again.',
  },
  503: { title: 'Service Unavailable', code: 'service.unavailable', detail: 'Try again in a moment.' },
};

/**
 * What the front answers before any function is asked, in the form that the API promises for all errors (RFC 9457).
 * `message` is what API Gateway itself says in its place: a client that reads that one works here and there.
 */
export function problem(
  status: 401 | 403 | 404 | 413 | 500 | 503,
  headers: Readonly<Record<string, string>> = {},
): RestAnswer {
  const { title, code, detail } = kinds[status]!;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail, message: title }),
  };
}
