import type { Place } from '../place.ts';

export const places: readonly Place[] = [
  {
    path: '/settings/operator',
    load: () => import('../screens/operator.tsx'),
    name: 'Operator and brand',
    area: 'settings',
    permission: 'operator:write',
  },
  {
    path: '/settings/policies',
    load: () => import('../screens/billing-policy.tsx'),
    name: 'Policies',
    area: 'settings',
    permission: 'billing:read',
  },
  { path: '/settings/policies/dunning', load: () => import('../screens/dunning-policy.tsx') },
  { path: '/settings/policies/autopay', load: () => import('../screens/autopay-policy.tsx') },
  { path: '/settings/policies/taxes', load: () => import('../screens/taxes.tsx') },
  {
    path: '/settings/notices',
    load: () => import('../screens/notices.tsx'),
    name: 'Notices',
    area: 'settings',
    permission: 'billing:read',
  },
  { path: '/settings/notices/$kind/$language', load: () => import('../screens/notice.tsx') },
  {
    path: '/settings/payment-providers',
    load: () => import('../screens/payment-providers.tsx'),
    name: 'Payment providers',
    area: 'settings',
    permission: 'billing:read',
  },
  {
    path: '/settings/webhooks',
    load: () => import('../screens/webhooks.tsx'),
    name: 'Webhooks',
    area: 'settings',
    permission: 'webhooks:read',
  },
  { path: '/settings/webhooks/$id', load: () => import('../screens/webhook.tsx') },
  {
    path: '/settings/audit-log',
    load: () => import('../screens/audit-log.tsx'),
    name: 'Audit log',
    area: 'settings',
    key: 'a',
    permission: 'events:read',
  },
];
