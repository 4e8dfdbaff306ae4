import { createContext, use } from 'react';
import { type GrantedPermission, isGranted } from '../../functions/contracts/permissions.ts';

/** Who is signed in: what their token calls them, and the roles that it names. */
export interface Who {
  readonly id: string;
  readonly roles: readonly string[];
  readonly signOut: () => void;
}

const WhoContext = createContext<Who | undefined>(undefined);
export const WhoProvider = WhoContext.Provider;

export function useWho(): Who {
  return use(WhoContext)!;
}

/** Whether this person may do something: what they may not is not offered. The API decides in any case. */
export function useMay(): (permission: GrantedPermission) => boolean {
  const { roles } = useWho();
  return (permission) => isGranted(permission, roles);
}

export function whoOf(claims: Readonly<Record<string, unknown>>, signOut: () => void): Who {
  const groups = claims['cognito:groups'];
  return {
    id: String(claims['username'] ?? claims['sub'] ?? ''),
    roles: Array.isArray(groups) ? groups.map(String) : [],
    signOut,
  };
}
