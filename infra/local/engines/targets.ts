import type { TargetOptions, Targets } from '../stack.ts';

type Deliver = (arn: string, payload: string, options: TargetOptions) => void;

/** The service part of an ARN: `arn:aws:<service>:…`. */
export function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

export function createTargets(): Targets {
  const services = new Map<string, Deliver>();
  return {
    register(service, deliver) {
      if (services.has(service)) throw new Error(`two engines deliver to ${service}`);
      services.set(service, deliver);
    },
    reaches: (arn) => services.has(serviceOf(arn)),
    deliver(arn, payload, options = {}) {
      const deliver = services.get(serviceOf(arn));
      if (deliver === undefined) throw new Error(`nothing here delivers to ${arn}`);
      deliver(arn, payload, options);
    },
  };
}
