import * as z from 'zod';
import { defineRoute } from '../route.ts';

export const readOpenApi = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  permission: 'public',
  summary: 'This description of the interface',
  tag: 'Description',
  answer: { status: 200, body: z.record(z.string(), z.unknown()) },
});
