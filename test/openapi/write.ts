import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { openApiDocument } from '../../functions/contracts/openapi.ts';
import { clientTypes, type OpenApi } from './client-types.ts';

const root = join(import.meta.dirname, '..', '..');
const text = `${JSON.stringify(openApiDocument(apiRoutes), undefined, 2)}\n`;
writeFileSync(join(root, 'functions', 'contracts', 'openapi.json'), text);
writeFileSync(join(root, 'web', 'shared', 'routes.ts'), clientTypes(JSON.parse(text) as OpenApi));
