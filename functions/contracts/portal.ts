import * as z from 'zod';

/** The languages that the portal speaks. */
export const portalLanguage = z.enum(['en', 'es', 'pt', 'fr', 'ar']).meta({ id: 'PortalLanguage' });
export type PortalLanguage = z.infer<typeof portalLanguage>;

/** How a service is for whoever has it, in one word. */
export const serviceCondition = z
  .enum(['preparing', 'delayed', 'on', 'slow', 'used-up', 'pay-only', 'paused', 'stopped', 'ending', 'ended'])
  .meta({
    id: 'ServiceCondition',
    description:
      '`delayed`: it could not be brought up yet. `slow`: held to less than the plan, by its quota or because something is overdue. `used-up`: the quota is over. `pay-only`: only the page on which to pay can be reached. `paused`: at the subscriber’s own wish. `stopped`: by the provider.',
  });
export type ServiceCondition = z.infer<typeof serviceCondition>;
