import * as z from 'zod';
import { accessOverride } from '../access-override.ts';
import { defineRoute } from '../route.ts';
import { id } from '../scalars.ts';
import { serviceView } from './services.ts';

const common = {
  path: '/services/{id}/access-override',
  permission: 'services:operate',
  tag: 'Services',
  params: z.object({ id }),
  answer: { status: 200, body: serviceView },
  versioned: true,
} as const;

export const overrideAccess = defineRoute({
  ...common,
  method: 'POST',
  summary:
    'Give an active service another entitlement than plan and usage do, until an end or until it is ended',
  body: accessOverride,
  refusals: ['service.not-active', 'service.override-over', 'service.unknown'],
});

export const endAccessOverride = defineRoute({
  ...common,
  method: 'DELETE',
  summary: 'End an override: plan and usage decide again',
  refusals: ['service.unknown'],
});
