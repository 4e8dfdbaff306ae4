import type { RestAnswer } from '../../stack.ts';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center }
  form { display: grid; gap: .75rem; width: min(20rem, 90vw) }
  input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem .75rem; border-radius: .5rem; border: 1px solid #8888 }
  button { background: #1456d9; color: #fff; border: 0; cursor: pointer }
  p { margin: 0 }
  [role=alert] { color: #c0392b }
`;

/** What the page asks for. */
export type Question =
  | { readonly ask: 'password' }
  /** One of their own, from whom came with a password for one time. */
  | { readonly ask: 'new-password'; readonly challenge: string; readonly rules: string }
  | { readonly ask: 'email' }
  /** The code that was mailed, for the attempt of that name. */
  | { readonly ask: 'code'; readonly attempt: string };

const fields = (question: Question, say: (english: string) => string): string => {
  switch (question.ask) {
    case 'password':
      return `<label>Name or e-mail<br><input name="username" autocomplete="username" required autofocus></label>
<label>Password<br><input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>`;
    case 'new-password':
      return `<p>Choose a password of your own: ${escapeHtml(question.rules)}.</p>
<input type="hidden" name="challenge" value="${escapeHtml(question.challenge)}">
<label>New password<br><input name="password" type="password" autocomplete="new-password" required autofocus></label>
<button>Go on</button>`;
    case 'email':
      return `<label>${say('E-mail')}<br><input name="email" type="email" autocomplete="email" required autofocus></label>
<button>${say('Mail me a code')}</button>`;
    case 'code':
      return `<p>${say('If this address is known here, a code is on its way to it.')}</p>
<input type="hidden" name="attempt" value="${escapeHtml(question.attempt)}">
<label>${say('Code')}<br><input name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus></label>
<button>${say('Sign in')}</button>`;
  }
};

/** What a subscriber is asked and told, in the languages of the portal that Cognito's page speaks too: by its `lang`. */
const spoken: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  es: {
    'Sign in': 'Iniciar sesión',
    'E-mail': 'Correo electrónico',
    'Mail me a code': 'Enviadme un código',
    'If this address is known here, a code is on its way to it.':
      'Si conocemos esta dirección, un código va de camino.',
    Code: 'Código',
    'This is not the code that was mailed last.': 'Este no es el último código enviado.',
    'This code is not good any more. Ask for another.': 'Este código ya no vale. Pide otro.',
    'Codes were asked for too often with this address. Try again in ten minutes.':
      'Se han pedido códigos demasiadas veces con esta dirección. Vuelve a intentarlo dentro de diez minutos.',
  },
  fr: {
    'Sign in': 'Se connecter',
    'E-mail': 'E-mail',
    'Mail me a code': 'Recevoir un code',
    'If this address is known here, a code is on its way to it.':
      'Si nous connaissons cette adresse, un code est en route.',
    Code: 'Code',
    'This is not the code that was mailed last.': 'Ce n’est pas le dernier code envoyé.',
    'This code is not good any more. Ask for another.': 'Ce code n’est plus valable. Demandez-en un autre.',
    'Codes were asked for too often with this address. Try again in ten minutes.':
      'Trop de codes ont été demandés avec cette adresse. Réessayez dans dix minutes.',
  },
  'pt-BR': {
    'Sign in': 'Entrar',
    'E-mail': 'E-mail',
    'Mail me a code': 'Enviar-me um código',
    'If this address is known here, a code is on its way to it.':
      'Se conhecermos este endereço, um código está a caminho.',
    Code: 'Código',
    'This is not the code that was mailed last.': 'Este não é o último código enviado.',
    'This code is not good any more. Ask for another.': 'Este código já não é válido. Peça outro.',
    'Codes were asked for too often with this address. Try again in ten minutes.':
      'Foram pedidos códigos vezes demais com este endereço. Tente de novo daqui a dez minutos.',
  },
};

/** The one page of the issuer. The authorization request travels on in the form's address. */
export function signInPage(query: string, question: Question, failure?: string): RestAnswer {
  const action = `?${escapeHtml(query)}`;
  const wanted = new URLSearchParams(query).get('lang') ?? 'en';
  const words = spoken[wanted];
  const say = (english: string) => words?.[english] ?? english;
  const body = `<!doctype html>
<html lang="${words === undefined ? 'en' : wanted}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${say('Sign in')}</title><style>${style}</style></head>
<body><form method="post" action="${action}">
<h1>${say('Sign in')}</h1>${failure === undefined ? '' : `<p role="alert">${escapeHtml(say(failure))}</p>`}
${fields(question, say)}
</form></body></html>`;
  return {
    status: failure === undefined ? 200 : 401,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    },
    body,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
