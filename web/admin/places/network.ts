import type { Place } from '../place.ts';

export const places: readonly Place[] = [
  {
    path: '/network/sites',
    load: () => import('../screens/sites.tsx'),
    name: 'Sites',
    area: 'network',
    key: 'w',
    permission: 'network:read',
  },
  { path: '/network/sites/$id', load: () => import('../screens/site.tsx') },
  { path: '/network/nodes/$id', load: () => import('../screens/node.tsx') },
  {
    path: '/network/online',
    load: () => import('../screens/online.tsx'),
    name: 'Online now',
    area: 'network',
    key: 'o',
    permission: 'network:read',
  },
  {
    path: '/network/drift',
    load: () => import('../screens/drift.tsx'),
    name: 'Drift',
    area: 'network',
    permission: 'network:read',
  },
  {
    path: '/network/alarms',
    load: () => import('../screens/alarms.tsx'),
    name: 'Alarms',
    area: 'network',
    permission: 'network:read',
  },
  {
    path: '/network/outages',
    load: () => import('../screens/outages.tsx'),
    name: 'Outages',
    area: 'network',
    permission: 'network:read',
  },
  {
    path: '/network/pools',
    load: () => import('../screens/address-pools.tsx'),
    name: 'Address pools',
    area: 'network',
    permission: 'network:read',
  },
  {
    path: '/network/sims',
    load: () => import('../screens/sims.tsx'),
    name: 'SIM stock',
    area: 'network',
    permission: 'network:read',
  },
  { path: '/settings/dead-letters', load: () => import('../screens/dead-letters.tsx') },
];
