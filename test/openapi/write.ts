import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { openApiDocument } from '../../functions/contracts/openapi.ts';

const file = join(import.meta.dirname, '..', '..', 'functions', 'contracts', 'openapi.json');
writeFileSync(file, `${JSON.stringify(openApiDocument(apiRoutes), undefined, 2)}\n`);
