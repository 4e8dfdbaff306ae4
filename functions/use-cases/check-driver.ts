import { credentialFlaws, drivers, settingsFlaws } from '../contracts/drivers.ts';
import type { AccessNodeDetails } from '../contracts/site.ts';
import type { CredentialChanges } from '../domain/network/access-node.ts';
import { done, type Result, refuse, refuseAll } from '../domain/result.ts';

/**
 * Whether a node's driver can work with what it is told. `credentialNames`: all that the node will have; `credentials`:
 * those that are given now, whose values can be looked at.
 */
export function checkDriver(
  { driver: name, kind, settings }: Pick<AccessNodeDetails, 'driver' | 'kind' | 'settings'>,
  credentialNames: readonly string[],
  credentials: CredentialChanges,
): Result<void> {
  const driver = drivers.find((one) => one.name === name);
  if (driver === undefined) {
    const known = drivers.map((one) => one.name).join(', ');
    return refuse(
      'access-node.driver-unknown',
      `There is no driver ${name}; choose one of ${known}.`,
      '/driver',
    );
  }
  if (driver.kind !== kind) {
    return refuse(
      'access-node.driver-wrong-kind',
      `The driver ${name} is for a node of the kind ${driver.kind}, not ${kind}; choose another driver, or that kind.`,
      '/kind',
    );
  }
  const given = Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== null));
  const flaws = [...settingsFlaws(driver, settings), ...credentialFlaws(driver, credentialNames, given)];
  const [first] = flaws;
  return first === undefined
    ? done(undefined)
    : refuseAll(
        'access-node.driver-misfit',
        `The driver ${name} cannot work with this: ${first.pointer} ${first.message}.`,
        flaws,
      );
}
