import { expect, it } from 'vitest';
import { paymentProviderKinds } from '../../functions/contracts/payment-provider-kinds.ts';
import { paymentProviderCatalogue } from '../drivers/payment-provider-catalogue.ts';

it('says of every payment provider what its file says; `npm run openapi` writes it', async () => {
  expect(paymentProviderKinds).toEqual(JSON.parse(JSON.stringify(await paymentProviderCatalogue())));
});

it('has words for people, and a secret for each', () => {
  for (const { name, title, about, secrets } of paymentProviderKinds) {
    expect(title, name).toMatch(/^[A-Z]/);
    expect(about, name).toMatch(/\.$/);
    expect(Object.keys(secrets['properties'] as object).length, name).toBeGreaterThan(0);
  }
});
