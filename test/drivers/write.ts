import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driverCatalogue } from './catalogue.ts';
import { paymentProviderCatalogue } from './payment-provider-catalogue.ts';

const folder = join(import.meta.dirname, '..', '..', 'functions', 'contracts');
const write = (name: string, catalogue: unknown) =>
  writeFileSync(join(folder, name), `${JSON.stringify(catalogue, undefined, 2)}\n`);

write('drivers.json', await driverCatalogue());
write('payment-provider-kinds.json', await paymentProviderCatalogue());
