import type { ComponentType } from 'react';
import type { GrantedPermission } from '../../functions/contracts/permissions.ts';
import type { Concern } from '../shared/routes.ts';

export type Area = 'work' | 'billing' | 'network' | 'settings';

/** A place in the app: its address, its screen, which comes when it is first gone to, and how it is found. */
export interface Place {
  /** Below `/admin`, with `$name` for what is in it. */
  readonly path: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  /** In the navigation and in the palette under this name; without one it is reached from another place. */
  readonly name?: string;
  readonly area?: Area;
  /** The place in the navigation that it belongs to, where its address does not say so. */
  readonly within?: string;
  /** Pressed after `g`. */
  readonly key?: string;
  /** What is begun there from anywhere: by the palette, or by `c` on the place itself. */
  readonly begins?: { readonly label: string; readonly permission: GrantedPermission };
  /** What must be allowed for the place to be offered; the API checks every request by itself. */
  readonly permission?: GrantedPermission;
  /** What of that needs a person is counted beside the name. */
  readonly concern?: Concern;
}
