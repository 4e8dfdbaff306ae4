import { decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import { endpoints, today } from './running-stack.ts';
import { StaffSignIn } from './staff-sign-in.ts';

export function permissions(): void {
  const call = (method: string, path: string, token?: string, body?: object) =>
    fetch(`${endpoints.api}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function tokenFor(scope: string): Promise<string> {
    const { tokenEndpoint, clientId, clientSecret } = endpoints;
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  it('nobody without a token, with a broken one, or with one of somebody else', async () => {
    const whole = await tokenFor('throughline/admin');
    const [head, claims, signature] = whole.split('.');
    const forged = Buffer.from(JSON.stringify({ ...decodeJwt(whole), scope: 'throughline/admin' }));
    for (const token of [
      undefined,
      'nonsense',
      `${head}.${claims}.${signature?.slice(0, -6)}AAAAAA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.toString('base64url')}.`,
    ]) {
      expect((await call('GET', '/subscribers', token)).status).toBe(401);
      expect((await call('POST', '/leads', token, { name: 'Nobody' })).status).toBe(401);
      expect((await call('GET', '/clock', token)).status).toBe(401);
    }
    expect((await call('GET', '/openapi.json')).status).toBe(200);
  });

  it('a role reads and writes what is its own', async () => {
    const reader = await tokenFor('throughline/read-only');
    expect((await call('GET', '/subscribers', reader)).status).toBe(200);
    const refused = await call('POST', '/leads', reader, { name: 'Nobody' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({
      status: 403,
      code: 'request.not-permitted',
      detail: expect.any(String),
    });
    expect((await call('PUT', '/clock', reader, { advance: 'P1D' })).status).toBe(403);
    const sales = await tokenFor('throughline/sales');
    expect((await call('POST', '/leads', sales, { name: 'Somebody' })).status).toBe(201);
    expect((await call('POST', '/billing-runs', sales, { on: await today() })).status).toBe(403);
    const network = await tokenFor('throughline/network');
    const price = { action: 'plan', planId: 'pln_01k9xq3v7n5e2r8t4w6y000001', toVersion: 2 };
    const change = await call('POST', '/bulk-actions', network, price);
    expect([change.status, await change.json()]).toMatchObject([
      403,
      { code: 'request.not-permitted', detail: expect.stringContaining('bulk-actions:change') },
    ]);
    const move = { action: 'move', nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001' };
    const asked = await call('POST', '/bulk-actions', network, move);
    expect(await asked.json()).toMatchObject({ code: 'bulk-action.move-missing' });
  });

  it('staff signs in at the issuer’s page and works under its groups', async () => {
    const { staff } = endpoints;
    const signIn = await StaffSignIn.begin(endpoints);
    expect(await signIn.fillIn({ ...staff, password: 'a wrong one' })).toEqual({
      refused: expect.stringMatching(/\w/),
    });
    for (const wrong of [
      { redirect_uri: 'https://elsewhere.example/' },
      { client_id: endpoints.clientId },
      { code_challenge_method: 'plain' },
    ]) {
      expect((await fetch(signIn.address(wrong), { redirect: 'manual' })).status).toBe(400);
    }
    const stolen = await signIn.fillIn(staff);
    expect(await signIn.redeem('code' in stolen ? stolen.code : '', 'x'.repeat(43))).toBeUndefined();
    const granted = await signIn.fillIn(staff);
    const code = 'code' in granted ? granted.code : '';
    const tokens = await signIn.redeem(code);
    expect(await signIn.redeem(code)).toBeUndefined();
    expect(decodeJwt(tokens!.access_token)).toMatchObject({ 'cognito:groups': ['admin'] });
    expect((await call('POST', '/leads', tokens!.access_token, { name: 'By staff' })).status).toBe(201);
    const fresh = await signIn.refresh(tokens!.refresh_token);
    expect((await call('GET', '/clock', fresh)).status).toBe(200);
  });
}
