import { forgetDrafts } from './draft.ts';

/** Where staff sign in, as the app's `config.json` says it. */
export interface SignInSettings {
  /** OpenID Connect issuer; what it offers is read from its discovery document. */
  readonly issuer: string;
  readonly clientId: string;
  /** The app's own address, registered with the issuer. */
  readonly redirectUri: string;
  /** The reader's, for the issuer's own page, as Amazon Cognito calls it: such as `pt-BR`. */
  readonly language?: string | undefined;
}

interface Issuer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
}

/** Survives the way to the issuer and back, nothing else: tokens are kept in memory alone. */
const attemptKey = 'throughline.sign-in';

/** Renewed this long before its end, so that no request starts with a token that dies on the way. */
const renewalSeconds = 60;

interface Attempt {
  readonly state: string;
  readonly verifier: string;
  /** Where in the app the visitor was: the way back ends there. */
  readonly place: string;
}

const base64url = (bytes: Uint8Array): string => {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** The S256 challenge of a verifier (RFC 7636 §4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** Without what an issuer has added on the way back. */
function placeNow(): string {
  const { pathname, searchParams, hash } = new URL(location.href);
  searchParams.delete('code');
  searchParams.delete('state');
  return `${pathname}${searchParams.size === 0 ? '' : `?${searchParams}`}${hash}`;
}

/** Sent to the issuer; the promise that asked for it never settles, because the page is left. */
async function leave(settings: SignInSettings, issuer: Issuer): Promise<never> {
  const attempt: Attempt = {
    state: random(),
    verifier: random(),
    place: placeNow(),
  };
  sessionStorage.setItem(attemptKey, JSON.stringify(attempt));
  const address = new URL(issuer.authorization_endpoint);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri,
    scope: 'openid email profile',
    state: attempt.state,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    ...(settings.language === undefined ? {} : { lang: settings.language }),
  }).toString();
  // The way back leads past the page that was only about to sign in.
  location.replace(address);
  return new Promise<never>(() => undefined);
}

/** Who is signed in on this page: hands out access tokens, and renews them while the issuer lets it. */
export class SignedIn {
  readonly #settings: SignInSettings;
  readonly #issuer: Issuer;
  #tokens: Tokens;
  #endsAt: number;
  #renewal: Promise<void> | undefined;

  constructor(settings: SignInSettings, issuer: Issuer, tokens: Tokens) {
    this.#settings = settings;
    this.#issuer = issuer;
    this.#tokens = tokens;
    this.#endsAt = performance.now() + tokens.expires_in * 1000;
  }

  /** A token good for the next minute; where none can be had, the page goes to the sign-in. */
  async token(): Promise<string> {
    if (performance.now() > this.#endsAt - renewalSeconds * 1000) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    return this.#tokens.access_token;
  }

  /** What the present token says of its holder; the API alone decides what that allows. */
  claims(): Readonly<Record<string, unknown>> {
    const [, payload = ''] = this.#tokens.access_token.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  }

  /** For an answer 401: the token is not what the API takes any more. */
  signInAgain(): Promise<never> {
    return leave(this.#settings, this.#issuer);
  }

  signOut(): void {
    forgetDrafts();
    const { end_session_endpoint: end } = this.#issuer;
    const address = new URL(end ?? this.#settings.redirectUri);
    if (end !== undefined) {
      address.search = new URLSearchParams({
        client_id: this.#settings.clientId,
        logout_uri: this.#settings.redirectUri,
      }).toString();
    }
    location.assign(address);
  }

  async #renew(): Promise<void> {
    const { refresh_token: refresh } = this.#tokens;
    if (refresh === undefined) return this.signInAgain();
    const tokens = await exchange(this.#settings, this.#issuer, {
      grant_type: 'refresh_token',
      refresh_token: refresh,
    });
    if (tokens === undefined) return this.signInAgain();
    this.#tokens = { refresh_token: refresh, ...tokens };
    this.#endsAt = performance.now() + tokens.expires_in * 1000;
  }
}

/** `undefined` when the issuer refuses; a fault of the issuer throws. */
async function exchange(
  { clientId }: SignInSettings,
  { token_endpoint }: Issuer,
  grant: Readonly<Record<string, string>>,
): Promise<Tokens | undefined> {
  const answer = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, ...grant }),
  });
  if (answer.status === 400 || answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`The sign-in service answered ${answer.status}.`);
  return (await answer.json()) as Tokens;
}

/** Code flow with PKCE: finishes the way back from the issuer, or goes there. */
export async function signIn(settings: SignInSettings): Promise<SignedIn> {
  // The issuer knows one address of the app; what was kept for the way back must be kept there.
  if (location.origin !== new URL(settings.redirectUri).origin) {
    location.replace(settings.redirectUri);
    return new Promise<never>(() => undefined);
  }
  const discovery = await fetch(`${settings.issuer}/.well-known/openid-configuration`);
  if (!discovery.ok) throw new Error(`The sign-in service answered ${discovery.status}.`);
  const issuer = (await discovery.json()) as Issuer;
  const query = new URLSearchParams(location.search);
  const code = query.get('code');
  const kept = sessionStorage.getItem(attemptKey);
  sessionStorage.removeItem(attemptKey);
  if (code === null || kept === null) return leave(settings, issuer);
  const attempt = JSON.parse(kept) as Attempt;
  history.replaceState(null, '', attempt.place);
  if (query.get('state') !== attempt.state) return leave(settings, issuer);
  const tokens = await exchange(settings, issuer, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: settings.redirectUri,
    code_verifier: attempt.verifier,
  });
  return tokens === undefined ? leave(settings, issuer) : new SignedIn(settings, issuer, tokens);
}
