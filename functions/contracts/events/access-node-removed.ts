import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The node is gone from its site. */
export const accessNodeRemoved = defineEvent('access-node.removed', z.strictObject({}));
export type AccessNodeRemoved = EventOf<typeof accessNodeRemoved>;
