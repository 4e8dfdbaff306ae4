import { apiRoutes } from '../../contracts/http/index.ts';
import { readOpenApi } from '../../contracts/http/openapi.ts';
import { openApiDocument } from '../../contracts/openapi.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';

/** Made when first asked for: it costs a start nothing. */
let document: Record<string, unknown> | undefined;

export const routes: readonly BoundRoute[] = [
  bind(
    readOpenApi,
    async () => {
      document ??= openApiDocument(apiRoutes);
      return { ok: true, value: document };
    },
    (value) => ({ body: value }),
  ),
];
