import type { HttpAnswer, HttpCall, HttpDevice, HttpMethod } from './http-device.ts';

/** What a logged-in account sends with each request. */
interface Login {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly authToken: string;
}

/**
 * The WebUI of Open5GS, logged in when needed and again when it has forgotten us: a token against forgery and a cookie
 * first, the log-in with both, and then the token that the database interface wants. The cookie may change at each step.
 */
export function webUiSession(device: HttpDevice, username: string, password: string) {
  let current: Promise<Login | HttpAnswer> | undefined;

  async function logIn(): Promise<Login | HttpAnswer> {
    const csrf = await device.request('GET', '/api/auth/csrf');
    const csrfToken = text(csrf.body, 'csrfToken');
    if (csrfToken === undefined) return csrf;
    const before = cookieOf(csrf) ?? '';
    const answer = await device.request('POST', '/api/auth/login', {
      body: { username, password },
      headers: { cookie: before, 'x-csrf-token': csrfToken },
    });
    if (answer.status >= 400 || answer.headers.location === '/error') {
      const words = answer.status >= 400 ? answer.words : 'HTTP 401: the WebUI refuses the log-in';
      return { ...answer, status: 401, words };
    }
    const cookie = cookieOf(answer) ?? before;
    const session = await device.request('GET', '/api/auth/session', { headers: { cookie } });
    const authToken = text(session.body, 'authToken');
    if (authToken === undefined) {
      return { ...session, status: 401, words: `${session.words}: the WebUI gave no token after the log-in` };
    }
    return {
      cookie: cookieOf(session) ?? cookie,
      csrfToken: text(session.body, 'csrfToken') ?? csrfToken,
      authToken,
    };
  }

  async function login(): Promise<Login | HttpAnswer> {
    current ??= logIn();
    const mine = current;
    const forget = () => {
      if (current === mine) current = undefined;
    };
    try {
      const result = await mine;
      if (!('authToken' in result)) forget();
      return result;
    } catch (error) {
      forget();
      throw error;
    }
  }

  return {
    /** As HttpDevice.request; a log-in that fails is answered in place of the request. */
    async request(method: HttpMethod, path: string, call: HttpCall = {}): Promise<HttpAnswer> {
      const once = async (): Promise<{ answer: HttpAnswer; by?: Promise<Login | HttpAnswer> }> => {
        const result = await login();
        if (!('authToken' in result)) return { answer: result };
        const by = current;
        const headers = {
          ...call.headers,
          cookie: result.cookie,
          'x-csrf-token': result.csrfToken,
          authorization: `Bearer ${result.authToken}`,
        };
        const secrets = [...(call.secrets ?? []), result.authToken, result.csrfToken];
        const answer = await device.request(method, path, { ...call, headers, secrets });
        return by === undefined ? { answer } : { answer, by };
      };
      const { answer, by } = await once();
      if (by === undefined || (answer.status !== 401 && answer.status !== 403)) return answer;
      // It was restarted, or the token is too old; a request that was turned away at the door did nothing.
      if (current === by) current = undefined;
      return (await once()).answer;
    },
  };
}

function text(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cookieOf({ headers }: HttpAnswer): string | undefined {
  const set = headers['set-cookie'];
  return set === undefined || set.length === 0
    ? undefined
    : set.map((cookie) => cookie.split(';', 1)[0]).join('; ');
}
