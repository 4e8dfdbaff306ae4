import { defineEvent, type EventOf } from '../event.ts';
import { outageDetails } from '../outage.ts';

/** An outage of a site or a node is over and known; every service that it touched is told. */
export const outageRecorded = defineEvent('outage.recorded', outageDetails);
export type OutageRecorded = EventOf<typeof outageRecorded>;
