import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The equipment model is not sold any more; services that have it keep it. */
export const equipmentModelRetired = defineEvent('equipment-model.retired', z.strictObject({}));
export type EquipmentModelRetired = EventOf<typeof equipmentModelRetired>;
