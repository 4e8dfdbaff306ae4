import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driverCatalogue } from './catalogue.ts';

const file = join(import.meta.dirname, '..', '..', 'functions', 'contracts', 'drivers.json');
writeFileSync(file, `${JSON.stringify(await driverCatalogue(), undefined, 2)}\n`);
