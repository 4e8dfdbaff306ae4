import { expect, it } from 'vitest';
import { signInPage } from '../../../infra/local/engines/identity/sign-in-page.ts';

it.each([
  ['es', 'es', 'Código', 'Este código ya no vale. Pide otro.'],
  ['pt-BR', 'pt-BR', 'Código', 'Este código já não é válido. Peça outro.'],
  ['ar', 'en', 'Code', 'This code is not good any more. Ask for another.'],
])('speaks %s as far as it can', (lang, spoken, label, failure) => {
  const { body } = signInPage(
    `client_id=a&lang=${lang}`,
    { ask: 'code', attempt: 'one' },
    'This code is not good any more. Ask for another.',
  );
  expect(body).toContain(`<html lang="${spoken}">`);
  expect(body).toContain(`<label>${label}<br>`);
  expect(body).toContain(failure);
});

it.each([
  ['es', 'Vuelve a intentarlo'],
  ['fr', 'Réessayez'],
  ['pt-BR', 'Tente de novo'],
  ['en', 'Try again'],
])('says in %s that codes were asked for too often', (lang, words) => {
  const failure = 'Codes were asked for too often with this address. Try again in ten minutes.';
  const { body, status } = signInPage(`client_id=a&lang=${lang}`, { ask: 'email' }, failure);
  expect(body).toContain(words);
  expect(status).toBe(401);
});
