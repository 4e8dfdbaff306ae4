import { expect, test } from 'vitest';
import {
  msChap2Response,
  msChap2Secrets,
  ntChallengeResponse,
  ntPasswordHash,
} from '../../../../edge-agent/protocols/radius/mschap.ts';

// RFC 2759 §9.2 and RFC 3079 §3.5.3 play the same exchange.
const exchange = {
  username: 'User',
  password: 'clientPass',
  authenticatorChallenge: Buffer.from('5b5d7c7d7b3f2f3e3c2c602132262628', 'hex'),
  peerChallenge: Buffer.from('21402324255e262a28295f2b3a337c7e', 'hex'),
};

test('the password hash is as RFC 2759 §9.2 says', () => {
  expect(ntPasswordHash('clientPass').toString('hex')).toBe('44ebba8d5312b8d611474411f56989ae');
});

test('response and authenticator response are as RFC 2759 §9.2 says', () => {
  const secrets = msChap2Secrets(exchange);
  expect(secrets.ntResponse.toString('hex')).toBe('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df');
  expect(secrets.authenticatorResponse).toBe('S=407A5589115FD0D6209F510FE9C04566932CDA56');
  expect(msChap2Response(exchange)).toEqual(secrets.ntResponse);
});

test("the server's send key is as RFC 3079 §3.5.3 says", () => {
  expect(msChap2Secrets(exchange).sendKey.toString('hex')).toBe('8b7cdc149b993a1ba118cb153f56dccb');
});

test('a Windows domain does not enter the challenge', () => {
  const { ntResponse } = msChap2Secrets({ ...exchange, username: 'DOMAIN\\User' });
  expect(ntResponse).toEqual(msChap2Secrets(exchange).ntResponse);
});

test('MS-CHAPv1 answers as RFC 2433 §B.2 says', () => {
  const response = ntChallengeResponse(Buffer.from('102db5df085d3041', 'hex'), ntPasswordHash('MyPw'));
  expect(response.toString('hex')).toBe('4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61');
});
