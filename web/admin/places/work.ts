import type { Place } from '../place.ts';

export const places: readonly Place[] = [
  { path: '/', load: () => import('../screens/home.tsx'), name: 'Home', area: 'work', key: 'h' },
  {
    path: '/leads',
    load: () => import('../screens/leads.tsx'),
    name: 'Pipeline',
    area: 'work',
    key: 'p',
    permission: 'leads:read',
  },
  { path: '/leads/$id', load: () => import('../screens/lead.tsx') },
  {
    path: '/sell',
    load: () => import('../screens/sale.tsx'),
    name: 'Sell a service',
    area: 'work',
    key: 'n',
    permission: 'services:write',
  },
  {
    path: '/subscribers',
    load: () => import('../screens/subscribers.tsx'),
    name: 'Subscribers',
    area: 'work',
    key: 's',
    permission: 'subscribers:read',
  },
  { path: '/subscribers/$id', load: () => import('../screens/subscriber.tsx') },
  { path: '/subscribers/$id/$tab', load: () => import('../screens/subscriber.tsx') },
  { path: '/services/$id', load: () => import('../screens/service.tsx') },
  { path: '/services/$id/$tab', load: () => import('../screens/service.tsx') },
  { path: '/orders/$id', load: () => import('../screens/order.tsx') },
  {
    path: '/tickets',
    load: () => import('../screens/tickets.tsx'),
    name: 'Tickets',
    area: 'work',
    key: 't',
    permission: 'subscribers:read',
  },
  { path: '/tickets/$id', load: () => import('../screens/ticket.tsx') },
];
