import type { Place } from '../place.ts';

const area = 'billing';
const permission = 'billing:read';

export const places: readonly Place[] = [
  {
    path: '/billing/runs',
    load: () => import('../screens/runs.tsx'),
    name: 'Billing runs',
    area,
    key: 'r',
    permission,
  },
  { path: '/billing/runs/$id', load: () => import('../screens/run.tsx'), permission },
  {
    path: '/billing/invoices',
    load: () => import('../screens/invoices.tsx'),
    name: 'Documents',
    area,
    key: 'i',
    permission,
  },
  { path: '/billing/invoices/$id', load: () => import('../screens/invoice.tsx'), permission },
  { path: '/billing/drafts', load: () => import('../screens/drafts.tsx'), permission },
  { path: '/billing/drafts/$id', load: () => import('../screens/draft.tsx'), permission },
];
