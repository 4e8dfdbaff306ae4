import { type AccessBinding, type SimKeys, simKeys } from '../contracts/access.ts';
import type { DesiredMessage } from '../contracts/edge/messages.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import type { Store } from '../ports/store.ts';

/** Secrets that belong to an access binding. */
export type AccessSecrets = Pick<DesiredMessage, 'password' | 'keys'>;

/** Sealed values in force, and those that a change order brings. */
export const passwordSecret = 'access-password';
export const keysSecret = 'sim-keys';
const nextPasswordSecret = 'access-password-next';
const nextKeysSecret = 'sim-keys-next';

/** Values to seal, or to forget. */
export type SecretChanges = Readonly<Record<string, string | null>>;

/** What a selection seals. */
export function newSecrets({ password, keys }: AccessSecrets): SecretChanges {
  return {
    ...(password === undefined ? {} : { [passwordSecret]: password }),
    ...(keys === undefined ? {} : { [keysSecret]: JSON.stringify(keys) }),
  };
}

/** What a change order seals beside the values in force, until it is decided which of them stay. */
export function nextSecrets({ password, keys }: AccessSecrets): SecretChanges {
  return {
    ...(password === undefined ? {} : { [nextPasswordSecret]: password }),
    ...(keys === undefined ? {} : { [nextKeysSecret]: JSON.stringify(keys) }),
  };
}

/** A change order failed: what it brought is forgotten. */
export const droppedSecrets: SecretChanges = { [nextPasswordSecret]: null, [nextKeysSecret]: null };

/** A change order succeeded: what it brought is in force, and what the new binding does not need is forgotten. */
export async function settledSecrets(
  store: Store,
  serviceId: string,
  changed: AccessBinding,
): Promise<SecretChanges> {
  const [password, keys] = await Promise.all([
    store.secret('service', serviceId, nextPasswordSecret),
    store.secret('service', serviceId, nextKeysSecret),
  ]);
  return {
    ...(password === undefined ? {} : { [passwordSecret]: password, [nextPasswordSecret]: null }),
    ...(keys === undefined ? {} : { [keysSecret]: keys, [nextKeysSecret]: null }),
    ...('username' in changed ? {} : { [passwordSecret]: null }),
    ...(changed.technology === 'lte' ? {} : { [keysSecret]: null }),
  };
}

/** The service is terminated: nothing secret of it is kept. */
export function forgottenSecrets(access: AccessBinding): SecretChanges {
  return {
    ...('username' in access ? { [passwordSecret]: null } : {}),
    ...(access.technology === 'lte' ? { [keysSecret]: null } : {}),
  };
}

/**
 * The secrets that belong to the service's latest desired state: for one revision always the same, because a site takes
 * a revision with another content for a mistake. `passwordInForce` saves a read when the caller has it already.
 */
export async function accessSecrets(
  store: Store,
  serviceId: string,
  service: Service,
  passwordInForce?: Promise<string | undefined>,
): Promise<AccessSecrets> {
  const { desired } = service;
  if (desired === undefined || !desired.present) return {};
  const read = (name: string) => store.secret('service', serviceId, name);
  const order = runningOrder(service);
  const changing = order?.command.kind === 'change' && order.progress === 'issued';
  if ('username' in desired.access) {
    const password =
      (changing ? await read(nextPasswordSecret) : undefined) ??
      (await (passwordInForce ?? read(passwordSecret)));
    return password === undefined ? {} : { password };
  }
  if (desired.access.technology === 'lte' && desired.access.core !== undefined) {
    const keys = (changing ? await read(nextKeysSecret) : undefined) ?? (await read(keysSecret));
    return keys === undefined ? {} : { keys: keysOf(keys) };
  }
  return {};
}

function keysOf(sealed: string): SimKeys {
  return simKeys.parse(JSON.parse(sealed));
}
