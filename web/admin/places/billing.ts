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
  {
    path: '/billing/payments',
    load: () => import('../screens/payments.tsx'),
    name: 'Payments',
    area,
    key: 'y',
    permission,
  },
  { path: '/billing/payments/$id', load: () => import('../screens/payment.tsx'), permission },
  { path: '/billing/inbox', load: () => import('../screens/inbox.tsx'), permission },
  { path: '/billing/statements', load: () => import('../screens/statements.tsx'), permission },
  {
    path: '/billing/dunning',
    load: () => import('../screens/dunning.tsx'),
    name: 'Dunning',
    area,
    key: 'd',
    permission,
  },
  { path: '/billing/dunning/hand-overs', load: () => import('../screens/hand-overs.tsx'), permission },
];
