import { publishPlanVersion } from '../../functions/use-cases/publish-plan-version.ts';
import { today, value, type World } from './service-world.ts';

/** Version 2 of the plan: twice as fast, and dearer. */
export async function secondVersion(world: World, more: object = {}): Promise<void> {
  value(
    await publishPlanVersion(
      world.ports,
      world.planId,
      {
        price: { amount: '59.90', currency: 'USD' },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 100_000, upKbps: 20_000, interimSeconds: 300 },
        ...more,
      },
      world.at(today),
    ),
  );
}
