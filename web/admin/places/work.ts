import type { Place } from '../place.ts';

export const places: readonly Place[] = [
  {
    path: '/subscribers',
    load: () => import('../screens/subscribers.tsx'),
    name: 'Subscribers',
    area: 'work',
    key: 's',
    permission: 'subscribers:read',
  },
];
