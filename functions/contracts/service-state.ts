import * as z from 'zod';

export const serviceState = z
  .enum(['selected', 'provisioning', 'active', 'suspended', 'failed', 'terminating', 'terminated'])
  .meta({ id: 'ServiceState' });
