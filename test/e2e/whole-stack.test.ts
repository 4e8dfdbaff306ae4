import { afterAll, beforeAll, describe } from 'vitest';
import { bulkAction } from './bulk-action.ts';
import { command } from './command.ts';
import { devices } from './devices.ts';
import { drift } from './drift.ts';
import { ledger } from './ledger.ts';
import { life } from './life.ts';
import { money } from './money.ts';
import { notices } from './notices.ts';
import { operations } from './operations.ts';
import { permissions } from './permissions.ts';
import { pools } from './pools.ts';
import { proof } from './proof.ts';
import { close, open } from './running-stack.ts';
import { runs } from './runs.ts';
import { taxes } from './taxes.ts';
import { terms } from './terms.ts';
import { unwillingSite } from './unwilling-site.ts';

// A checkout that was never started synthesizes first.
beforeAll(open, 120_000);
afterAll(close);

// One after the other on one stack: what one suite leaves behind, the later ones find.
describe('who may do what', permissions);
describe('a subscriber’s life', life);
describe('money from the provider', money);
describe('a billing run', runs);
describe('taxes from elsewhere', taxes);
describe('the ledger', ledger);
describe('what is agreed about a service', terms);
describe('a site that does not do as it is told', unwillingSite);
describe('what somebody changed by hand', drift);
describe('the devices of a site', devices);
describe('pools', pools);
describe('a change of many services', bulkAction);
describe('the proof of the ledger', proof);
describe('what a subscriber is told', notices);
describe('operations', operations);
describe('the command', command);
