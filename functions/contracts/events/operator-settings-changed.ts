import { defineEvent, type EventOf } from '../event.ts';
import { operatorSettings } from '../operator.ts';

/** The operator presents itself like this from now on. Documents that were issued before keep what they had. */
export const operatorSettingsChanged = defineEvent('operator.settings-changed', operatorSettings);
export type OperatorSettingsChanged = EventOf<typeof operatorSettingsChanged>;
